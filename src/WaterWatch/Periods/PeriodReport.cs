using System.Globalization;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Readings;
using WaterWatch.Texts;
using WaterWatch.Timeline;

namespace WaterWatch.Periods;

/// <summary>The samples of a period judged again, as people read it and as spreadsheets do.</summary>
internal static class PeriodReport
{
    /// <summary>The columns from statistic on say what a mean is made of (<see cref="MeanReport"/>).</summary>
    public const string CsvHeader =
        "station,determinand,fraction,readings,compliant,exceed,cannot_be_judged,not_judged,worst_value,unit,worst_at,ratio,limit,limit_ref,statistic,low,high,coverage,window_samples,why\r\n";

    /// <summary><c>lalang Cd: 6 samples, 4 compliant, 2 exceed; worst 0.0247 mg/L, 4.9 times the limit …</c></summary>
    public static string Line(PeriodResult result)
    {
        var counts = new[] { (result.Compliant, "compliant"), (result.Exceed, "exceed"), (result.CannotBeJudged, "cannot be judged"), (result.NotJudged, "not judged") }
            .Where(c => c.Item1 > 0).Select(c => $"{c.Item1} {c.Item2}");
        return $"{result.Station} {What(result.Determinand, result.Fraction)}: {Counted.Of(result.Readings, "sample")}, {string.Join(", ", counts)}{Worst(result)}";
    }

    public static string What(Determinand determinand, Fraction fraction) => $"{determinand}{(fraction == Fraction.Dissolved ? " dissolved" : "")}";

    public static string Csv(PeriodResult result) => Web.Api.Csv.Line(
        result.Station, result.Determinand.Key, Web.Api.Words.Of(result.Fraction), result.Readings, result.Compliant, result.Exceed, result.CannotBeJudged, result.NotJudged,
        result.Worst is { } w ? w.Reading.Value.Sign + w.Reading.Value.Digits : "", result.Determinand.Unit.Symbol(), result.Worst?.Reading.TakenAt, Rounded(result.Worst?.Ratio),
        result.Worst?.Limit.Bound, result.Worst?.Limit.Ref ?? "", "instantaneous", null, null, null, null, "");

    /// <summary>A value held against its limit, in English.</summary>
    public static string Against(Concentration value, Limits.Limit limit)
    {
        var unit = value.Unit == Unit.PH ? "" : value.Unit.Symbol();

        // A multiple says nothing of a lower bound, nor of pH, whose scale is not one of amounts.
        return limit.Sense == Limits.LimitSense.AtMost && value.Unit != Unit.PH
            ? new ExceedanceText(value.Sign, value.Value, unit, limit.Bound).En
            : $"{value.Sign}{value.Digits} {unit}".TrimEnd() + string.Create(CultureInfo.InvariantCulture, $" against the limit of {limit.Bound}");
    }

    public static decimal? Rounded(decimal? ratio) => ratio is { } r ? Math.Round(r, 4) : null;

    private static string Worst(PeriodResult result) => result.Worst is { } worst
        ? $"; worst {Against(worst.Reading.Value, worst.Limit)}, {worst.Limit.Ref}, at {Instants.Format(worst.Reading.TakenAt)}"
        : "";
}
