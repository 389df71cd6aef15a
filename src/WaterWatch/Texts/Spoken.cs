using System.Globalization;
using WaterWatch.Readings;

namespace WaterWatch.Texts;

/// <summary>Times, ages and numbers as mails and pages say them.</summary>
internal static class Spoken
{
    /// <summary><c>19 Jan 17:12</c> or <c>1月19日 17:12</c>, by the zone's clock.</summary>
    public static string At(DateTimeOffset at, TimeZoneInfo zone, bool chinese) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString(chinese ? "M'月'd'日' HH:mm" : "d MMM HH:mm", CultureInfo.InvariantCulture);

    /// <summary><c>12 min</c>, <c>3 h 5 min</c>, <c>4 d</c>.</summary>
    public static string Age(TimeSpan age, bool chinese) => age.TotalMinutes < 90 ? In(chinese, $"{Math.Max(0, (int)age.TotalMinutes)} min", $"{Math.Max(0, (int)age.TotalMinutes)} 分钟")
        : age.TotalHours < 48 ? In(chinese, $"{(int)age.TotalHours} h {age.Minutes} min", $"{(int)age.TotalHours} 小时 {age.Minutes} 分钟")
        : In(chinese, $"{(int)age.TotalDays} d", $"{(int)age.TotalDays} 天");

    /// <summary>A value with its sign and unit; a pH has none.</summary>
    public static string Amount(Concentration value) => $"{value.Sign}{value.Digits} {(value.Unit == Unit.PH ? "" : value.Unit.Symbol())}".TrimEnd();

    public static string Number(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string In(bool chinese, string en, string zh) => chinese ? zh : en;
}
