using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Storage;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.IncidentRoom;

/// <summary>A station whose samples can be held against a limit.</summary>
/// <param name="Interval">Between its samples.</param>
public sealed record PlumeSource(Station At, decimal Km, Fraction Fraction, IReadOnlyList<Limit> Limits, TimeSpan Interval);

/// <summary>What was measured at one station in one span of time.</summary>
/// <param name="Ratio">The largest multiple of the limit in it.</param>
/// <param name="IsBound">There are only bounds in it, such as <c>&lt;0.01</c>.</param>
public sealed record PlumeCell(DateTimeOffset From, DateTimeOffset To, decimal Ratio, bool IsBound)
{
    /// <summary>From what multiple on the next class begins; the edge at 1 is the limit.</summary>
    private static readonly decimal[] Edges = [0.5m, 1m, 2m, 10m];

    /// <summary>From 0, well below the limit, to 4, more than ten times it. At the limit is not over it. 5 where a bound beyond the limit says neither.</summary>
    public int Class => IsBound && Ratio > 1 ? 5 : Edges.Count(e => Ratio > e);
}

/// <summary>The samples of one station, a cell for each; where there is none there is a gap.</summary>
public sealed record PlumeColumn(Station At, decimal Km, IReadOnlyList<PlumeCell> Cells);

/// <summary>Distance down the river against time: what was observed and nothing else.</summary>
/// <param name="Step">The length of a cell: the sampling interval, or longer so that there are not too many.</param>
public sealed record Plume(
    Determinand Determinand, DateTimeOffset From, DateTimeOffset To, TimeSpan Step, IReadOnlyList<PlumeColumn> Columns, IReadOnlyList<StripPlace> Dams, decimal FromKm, decimal ToKm)
{
    /// <summary>Cells of a station at most, so that a long incident stays fast.</summary>
    private const int MostSteps = 300;

    /// <param name="asKnownAt">Only what was recorded by then; null for all.</param>
    public static Plume? Of(
        Determinand determinand, RiverLine line, IReadOnlyList<PlumeSource> sources, DateTimeOffset from, DateTimeOffset to, DateTimeOffset? asKnownAt, LogReader log)
    {
        if (sources.Count == 0 || to <= from)
        {
            return null;
        }

        var step = TimeSpan.FromMinutes(Math.Ceiling(Math.Max(sources.Min(s => s.Interval.TotalMinutes), (to - from).TotalMinutes / MostSteps)));
        var columns = sources.Select(s => new PlumeColumn(s.At, s.Km, CellsOf(s, determinand, from, to, step, asKnownAt, log))).ToList();
        return new Plume(determinand, from, to, step, columns, [.. line.Places.Where(p => p.IsDam)], line.FromKm, line.ToKm);
    }

    private static List<PlumeCell> CellsOf(PlumeSource source, Determinand determinand, DateTimeOffset from, DateTimeOffset to, TimeSpan step, DateTimeOffset? asKnownAt, LogReader log)
    {
        var series = log.SeriesOf(source.At.Id.Value).Where(s => s.Key.Determinand == determinand && s.Key.Fraction == source.Fraction).Select(s => s.Series).ToList();
        return series.Count == 0 ? [] :
            [.. log.Buckets(new BucketsQuery(series) { From = from, To = to, Every = step, AsKnownAt = asKnownAt, Limit = MostSteps * 8 }).Items
                .Where(b => b.Max is not null)
                .GroupBy(b => b.Start)
                .Select(g => new PlumeCell(
                    g.Key, g.Key + Longer(step, source.Interval), g.Max(b => Math.Max(Judging.Position(b.Max!.Value, source.Limits), Judging.Position(b.Min!.Value, source.Limits))),
                    g.All(b => b.Censored == b.Count - b.LeftOut)))
                .OrderBy(c => c.From)];
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
