using System.Globalization;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Timeline;
using WaterWatch.Web.Api;

namespace WaterWatch.Periods;

/// <summary>The means of a period judged again, each with its window, its coverage and its bounds.</summary>
internal static class MeanReport
{
    /// <summary><c>upper Cd dissolved, mean over 4 d: 40 means, …; worst 0.00075 mg/L, 1.04 times the limit …, 24 samples, 100 % covered; last …</c></summary>
    public static string Line(MeanResult result)
    {
        var counts = new[] { (result.Compliant, "compliant"), (result.Exceed, "exceed"), (result.CannotBeJudged, "cannot be judged") }
            .Where(c => c.Item1 > 0).Select(c => $"{c.Item1} {c.Item2}");
        var worst = result.Worst is { } w && w != result.Last ? $"; worst {Text(w)}" : "";
        var last = result.Worst == result.Last ? "worst and last" : "last";
        return $"{result.Station} {PeriodReport.What(result.Determinand, result.Fraction)}, {LimitOf(result.Last).Statistic}: "
            + $"{Counted.Of(result.Means, "mean")}, {string.Join(", ", counts)}{worst}; {last} {Text(result.Last)}";
    }

    /// <summary>Value, time and what they are made of are those of the worst mean; of the last, with why, when none could be judged.</summary>
    public static string Csv(MeanResult result)
    {
        var shown = result.Worst ?? result.Last;
        var (judged, limit) = (shown.Judged, LimitOf(shown));
        return Web.Api.Csv.Line(
            result.Station, result.Determinand.Key, Words.Of(result.Fraction), result.Means, result.Compliant, result.Exceed, result.CannotBeJudged, 0,
            judged.Value is { } value ? value.Sign + value.Digits : "", result.Determinand.Unit.Symbol(), shown.EndsAt,
            judged.Value is null ? null : PeriodReport.Rounded(judged.Verdict.Ratio), limit.Bound, limit.Ref,
            limit.Statistic, judged.Low, judged.High, Math.Round(shown.Mean.Coverage, 4), shown.Mean.Samples,
            judged.Verdict.Why == JudgedWhy.None ? "" : Words.Snake(judged.Verdict.Why.ToString()));
    }

    private static string Text(in JudgedMean mean)
    {
        var (judged, limit) = (mean.Judged, LimitOf(mean));
        var unit = limit.Determinand.Unit.Symbol();
        var stands = judged.Value is { } value
            ? PeriodReport.Against(value, limit)
            : string.Create(CultureInfo.InvariantCulture, $"cannot be judged ({Words.Snake(judged.Verdict.Why.ToString()).Replace('_', ' ')}) by the limit of {limit.Bound} {unit}");
        var bounds = judged.Low == judged.High ? "" : string.Create(CultureInfo.InvariantCulture, $", mean between {judged.Low} and {judged.High} {unit}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{stands}{bounds}, {limit.Ref}, to {Instants.Format(mean.EndsAt)}, {Counted.Of(mean.Mean.Samples, "sample")}, {Math.Floor(100 * mean.Mean.Coverage)} % covered");
    }

    /// <summary>A mean is only kept with the limit that decided about it.</summary>
    private static Limit LimitOf(in JudgedMean mean) => mean.Judged.Verdict.Limit ?? throw new InvalidOperationException("A mean was judged by no limit.");
}
