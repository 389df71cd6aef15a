using System.Globalization;
using WaterWatch.Timeline;

namespace WaterWatch.Web.Pages.Shared;

/// <summary>Times as browsers' date fields write them: by the river's clock, without an offset.</summary>
internal static class RiverTime
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm"];

    /// <summary>As the API takes them; what is no such time stays as it was typed, for the API's own words.</summary>
    public static string ToInstant(string typed, TimeZoneInfo zone) =>
        DateTime.TryParseExact(typed, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? Instants.Format(new DateTimeOffset(local, zone.GetUtcOffset(local))) : typed;

    public static string ToField(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString(Formats[0], CultureInfo.InvariantCulture);
}
