using System.Globalization;
using WaterWatch.Rivers;
using WaterWatch.Texts;

namespace WaterWatch.Notify.Charts;

/// <summary>What a chart says, in words: for who does not see it, and for what letters of strokes cannot write.</summary>
internal sealed class ChartWords(ChartData data, LocalizedName station, LocalizedName determinand, bool chinese)
{
    public string Title => In(
        $"{Capital(determinand.En)} at {station.En}, the {Hours} h to {At(data.To)}",
        $"{(station.Zh.Length > 0 ? station.Zh : station.En)}：{determinand.Zh}，截至{At(data.To)}的{Hours}小时");

    /// <summary>The signs of the picture.</summary>
    public string Legend
    {
        get
        {
            var level = Words.Of(data.Level);
            var parts = new List<string> { In("● sample", "● 样品") };
            if (data.Points.Any(p => p.IsBound))
            {
                parts.Add(In("○ below detection", "○ 低于检出限"));
            }

            if (data.Limit is not null)
            {
                parts.Add(In("- - limit", "- - 限值"));
            }

            if (data.Alerted is not null)
            {
                parts.Add(In($"{LevelShape.NameOf(data.Level).En}: this alert, {level.En}", $"{LevelShape.NameOf(data.Level).Zh}：本次报警（{level.Zh}）"));
            }

            if (data is { Limit: not null, Rule: not null })
            {
                parts.Add(In("bands from the limit up: Yellow, Orange, Red", "限值以上色带：黄、橙、红"));
            }

            return string.Join(In("; ", "；"), parts);
        }
    }

    /// <summary>All of it in a sentence or two.</summary>
    public string Alternative => string.Join(In(" ", ""), new[] { $"{Title}{In(":", "：")}", Samples, Over, Gaps }.Where(s => s.Length > 0));

    private string Samples
    {
        get
        {
            var count = data.Points.Sum(p => p.Samples);
            var bounds = data.Points.Where(p => p.IsBound).Sum(p => p.Samples);
            return count == 0 ? In("no samples.", "无样品。")
                : In($"{Many(count, "sample")} from {ValueAxis.Text(data.Points.Min(p => p.Low))} to {Amount(data.Points.Max(p => p.High))}", $"样品{count}个，{ValueAxis.Text(data.Points.Min(p => p.Low))}至{Amount(data.Points.Max(p => p.High))}")
                    + (bounds == 0 ? In(".", "。") : In($", {bounds} of them below detection.", $"，其中{bounds}个低于检出限。"));
        }
    }

    private string Over
    {
        get
        {
            if (data.Limit is not { } limit)
            {
                return "";
            }

            // Of pH and oxygen the limit may be the lower end: which side is over, the mail's lines say.
            var over = data.Rule is null ? [] : data.Points.Where(p => p.High > limit && !p.IsBound).ToList();
            return over.Count == 0
                ? In($"The limit is {Amount(limit)}.", $"限值为{Amount(limit)}。")
                : In($"Over the limit of {Amount(limit)} first at {At(FirstOf(over))}, most {Amount(over.Max(p => p.High))}.", $"首次超过限值{Amount(limit)}为{At(FirstOf(over))}，最高{Amount(over.Max(p => p.High))}。");
        }
    }

    private DateTimeOffset FirstOf(List<ChartPoint> over) =>
        data.FiredAt is { } fired && (fired - over[0].At).Duration() <= data.Span ? fired : over[0].At;

    private string Gaps => data.Runs.Count < 2 ? "" : In($"{Many(data.Runs.Count - 1, "gap")} without data.", $"数据中断{data.Runs.Count - 1}处。");

    private int Hours => (int)Math.Round((data.To - data.From).TotalHours);

    private string At(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, data.Zone).ToString(chinese ? "M'月'd'日' HH:mm" : "d MMM HH:mm", CultureInfo.InvariantCulture);

    private string Amount(double value) => $"{ValueAxis.Text(value)} {data.Unit}".TrimEnd();

    private static string Many(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private string In(string en, string zh) => chinese ? zh : en;
}
