using System.Globalization;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Texts;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.LimitList;

/// <summary>A limit in words.</summary>
internal static class LimitWords
{
    /// <summary><c>≤ 0.005 mg/L</c>, <c>≥ 6</c> for pH.</summary>
    public static string Bound(Limit limit)
    {
        var unit = limit.Determinand.Key == "pH" ? "" : " " + limit.Determinand.Unit.Symbol();
        return $"{(limit.Sense == LimitSense.AtMost ? "≤" : "≥")} {Spoken.Number(limit.Bound)}{unit}";
    }

    public static string Statistic(Limit limit, Tongue tongue)
    {
        if (limit.MeanOver is not { } window)
        {
            return tongue.In("each sample", "单次样品");
        }

        var days = window.Ticks % TimeSpan.TicksPerDay == 0;
        var length = (days ? window.TotalDays : window.TotalHours).ToString("0.##", CultureInfo.InvariantCulture);
        var coverage = (limit.LeastCoverage * 100).ToString("0.#", CultureInfo.InvariantCulture);
        return tongue.In(
            $"mean over {length} {(days ? "d" : "h")}, at least {coverage} % covered, values below detection {CensoredAs(limit.CensoredAs, tongue)}",
            $"{length} {(days ? "天" : "小时")}均值，覆盖率不低于 {coverage}%，低于检出限者{CensoredAs(limit.CensoredAs, tongue)}");
    }

    public static string InForce(Limit limit, Tongue tongue)
    {
        var from = limit.EffectiveFrom == DateOnly.MinValue ? tongue.In("always", "一直") : tongue.In($"from {Day(limit.EffectiveFrom)}", $"{Day(limit.EffectiveFrom)} 起");
        return limit.Until is { } until ? from + tongue.In($" until {Day(until)}", $"，至 {Day(until)} 止") : from;
    }

    private static string CensoredAs(CensoredAs rule, Tongue tongue) => rule switch
    {
        WaterWatch.Limits.CensoredAs.Half => tongue.In("as half", "按一半计"),
        WaterWatch.Limits.CensoredAs.Zero => tongue.In("as zero", "按零计"),
        WaterWatch.Limits.CensoredAs.Full => tongue.In("as the detection limit", "按检出限计"),
        _ => tongue.In("as bounds", "按上下界计"),
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
