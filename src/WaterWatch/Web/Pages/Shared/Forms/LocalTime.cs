using System.Globalization;
using WaterWatch.OnCall;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Web.Pages.Shared.Forms;

/// <summary>Times as browsers send them: by a clock on a wall, without an offset.</summary>
internal static class LocalTime
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd' 'HH:mm", "yyyy-MM-dd' 'HH:mm:ss"];

    /// <returns>Null for nothing typed, and with a fault for what is no time.</returns>
    public static DateTimeOffset? Read(TypedForm form, string field, TimeZoneInfo zone, bool isNeeded, List<FieldFault> faults)
    {
        var text = form[field].Trim();
        if (text.Length == 0)
        {
            if (isNeeded)
            {
                faults.Add(new FieldFault(field, new LocalizedName("It is missing: write when it ends, such as 2012-01-20 08:30.", "未填写：请填写结束时间，如 2012-01-20 08:30。")));
            }

            return null;
        }

        if (At(text, zone) is { } at)
        {
            return at;
        }

        faults.Add(new FieldFault(field, new LocalizedName("This is no time: write it like 2012-01-20 08:30.", "时间无法识别：请按 2012-01-20 08:30 的格式填写。")));
        return null;
    }

    /// <summary>As the API takes times; what is no such time stays as it was typed, for the API's own words.</summary>
    public static string ToContract(string typed, TimeZoneInfo zone) => At(typed, zone) is { } at ? Instants.Format(at) : typed;

    public static string ToField(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString(Forms[1], CultureInfo.InvariantCulture);

    private static DateTimeOffset? At(string text, TimeZoneInfo zone) =>
        DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is > 1900 and < 9000 ? zone.FirstReached(local) : null;
}
