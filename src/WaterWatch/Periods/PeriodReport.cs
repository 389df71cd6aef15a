using System.Globalization;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Readings;
using WaterWatch.Texts;
using WaterWatch.Timeline;

namespace WaterWatch.Periods;

/// <summary>A period judged again, as people read it and as spreadsheets do.</summary>
internal static class PeriodReport
{
    public const string CsvHeader = "station,determinand,fraction,readings,compliant,exceed,cannot_be_judged,not_judged,worst_value,unit,worst_at,ratio,limit,limit_ref\r\n";

    /// <summary><c>lalang Cd: 6 samples, 4 compliant, 2 exceed; worst 0.0247 mg/L, 4.9 times the limit …</c></summary>
    public static string Line(PeriodResult result)
    {
        var counts = new[] { (result.Compliant, "compliant"), (result.Exceed, "exceed"), (result.CannotBeJudged, "cannot be judged"), (result.NotJudged, "not judged") }
            .Where(c => c.Item1 > 0).Select(c => $"{c.Item1} {c.Item2}");
        return $"{result.Station} {result.Determinand}{(result.Fraction == Fraction.Dissolved ? " dissolved" : "")}: {Counted.Of(result.Readings, "sample")}, {string.Join(", ", counts)}{Worst(result)}";
    }

    public static string Csv(PeriodResult result) => Web.Api.Csv.Line(
        result.Station, result.Determinand.Key, Web.Api.Words.Of(result.Fraction), result.Readings, result.Compliant, result.Exceed, result.CannotBeJudged, result.NotJudged,
        result.Worst is { } w ? w.Reading.Value.Sign + w.Reading.Value.Digits : "", result.Determinand.Unit.Symbol(), result.Worst?.Reading.TakenAt, Rounded(result.Worst?.Ratio),
        result.Worst?.Limit.Bound, result.Worst?.Limit.Ref ?? "");

    private static string Worst(PeriodResult result)
    {
        if (result.Worst is not { } worst)
            return "";

        var value = worst.Reading.Value;
        var unit = value.Unit == Unit.PH ? "" : value.Unit.Symbol();

        // A multiple says nothing of a lower bound, nor of pH, whose scale is not one of amounts.
        var text = worst.Limit.Sense == Limits.LimitSense.AtMost && value.Unit != Unit.PH
            ? new ExceedanceText(value.Sign, value.Value, unit, worst.Limit.Bound).En
            : $"{value.Sign}{value.Digits} {unit}".TrimEnd() + string.Create(CultureInfo.InvariantCulture, $" against the limit of {worst.Limit.Bound}");
        return $"; worst {text}, {worst.Limit.Ref}, at {Instants.Format(worst.Reading.TakenAt)}";
    }

    private static decimal? Rounded(decimal? ratio) => ratio is { } r ? Math.Round(r, 4) : null;
}
