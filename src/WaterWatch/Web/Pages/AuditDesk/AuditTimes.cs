using System.Globalization;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.AuditDesk;

internal static class AuditTimes
{
    /// <summary>To the second, by the river's clock, whose offset is said once.</summary>
    public static string At(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Interval(TimeSpan span, Tongue tongue)
    {
        var length = span.Duration();
        var text = length < TimeSpan.FromMinutes(1) ? tongue.In($"{(int)length.TotalSeconds} s", $"{(int)length.TotalSeconds} 秒") : tongue.Age(length);
        return span < TimeSpan.Zero ? tongue.In($"{text} earlier", $"早 {text}") : text;
    }
}
