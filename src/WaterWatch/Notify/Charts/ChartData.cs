using WaterWatch.Alerts;

namespace WaterWatch.Notify.Charts;

/// <summary>What was measured in one span of time.</summary>
/// <param name="Low">The least; of one sample its value.</param>
/// <param name="IsBound">All of it are bounds only, such as below detection: the number is the bound.</param>
internal sealed record ChartPoint(DateTimeOffset At, double Low, double High, int Samples, bool IsBound);

/// <summary>What a chart shows of one determinand at one station.</summary>
/// <param name="Points">In the order of time; may be none.</param>
/// <param name="Alerted">The sample that the alert speaks of; null when it has no value.</param>
/// <param name="Unit">Its symbol; empty for pH.</param>
/// <param name="Limit">Null when nothing is known to compare with.</param>
/// <param name="Rule">Where the levels begin above the limit; null where a multiple of the limit says nothing, as with pH.</param>
internal sealed record ChartData(
    DateTimeOffset From, DateTimeOffset To, TimeZoneInfo Zone, IReadOnlyList<ChartPoint> Points, ChartPoint? Alerted, Level Level, string Unit, double? Limit, LevelRule? Rule)
{
    /// <summary>Further apart than two and a half times as usual, and nobody knows what was between.</summary>
    private const double GapFrom = 2.5;

    /// <summary>When the alert's first sample was taken: a point is of a span of time, and would say it less exactly.</summary>
    public DateTimeOffset? FiredAt { get; init; }

    /// <summary>What a point stands for, at most.</summary>
    public TimeSpan Span { get; init; }

    /// <summary>The points in runs without a gap.</summary>
    public IReadOnlyList<IReadOnlyList<ChartPoint>> Runs { get; } = RunsOf(Points);

    /// <summary>Everything that the chart must have room for.</summary>
    public IEnumerable<double> Values => Points.SelectMany(p => new[] { p.Low, p.High }).Concat(Alerted is null ? [] : [Alerted.High]).Concat(Limit is { } limit ? [limit] : []);

    private static List<IReadOnlyList<ChartPoint>> RunsOf(IReadOnlyList<ChartPoint> points)
    {
        var apart = points.Zip(points.Skip(1), (a, b) => (b.At - a.At).TotalSeconds).Order().ToList();
        var usual = apart.Count == 0 ? 0 : apart[apart.Count / 2];
        var runs = new List<IReadOnlyList<ChartPoint>>();
        var run = new List<ChartPoint>();
        foreach (var point in points)
        {
            if (run.Count > 0 && (point.At - run[^1].At).TotalSeconds > GapFrom * usual)
            {
                runs.Add(run);
                run = [];
            }

            run.Add(point);
        }

        return [.. runs, .. run.Count > 0 ? [run] : Array.Empty<IReadOnlyList<ChartPoint>>()];
    }
}
