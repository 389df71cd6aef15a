using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Notify.OperationReports;

/// <summary>An incident as it was during a period.</summary>
/// <param name="Highest">The gravest level within the period.</param>
/// <param name="AtEnd">The level at its end; Compliant once it has subsided.</param>
/// <param name="DecidedAt">When it was decided that there is one.</param>
/// <param name="ToldAt">When the first notification of it was taken by a server; null while none was.</param>
/// <param name="AcknowledgedAt">When somebody first took it on; null while nobody has.</param>
/// <param name="IsOpened">Within the period.</param>
/// <param name="IsClosed">Within the period.</param>
internal sealed record IncidentFacts(
    long Id, IReadOnlyList<string> Stations, IReadOnlyList<string> Determinands, Level Highest, Level AtEnd, DateTimeOffset OpenedAt, DateTimeOffset DecidedAt,
    DateTimeOffset? ToldAt, DateTimeOffset? AcknowledgedAt, bool IsOpened, bool IsClosed);

/// <summary>Samples over a limit of one determinand at one station.</summary>
/// <param name="Worst">The one that is furthest from its limit.</param>
/// <param name="Limit">That limit's bound; null when it follows from other quantities of the water or is not in force any more.</param>
/// <param name="Ratio">Of the worst to its limit; null when there is none to tell.</param>
internal sealed record ExceedanceFacts(LocalizedName Station, Determinand Determinand, Fraction Fraction, long Count, Reading Worst, decimal? Limit, decimal? Ratio);

/// <summary>How much came from a station and how good it was.</summary>
/// <param name="Expected">By the intervals of its determinands; null when none is expected at any.</param>
/// <param name="Received">Of those expected, each determinand counted up to what is expected of it.</param>
/// <param name="Samples">All that came, expected or not.</param>
internal sealed record StationFacts(LocalizedName Station, long? Expected, long Received, long Samples, long Flagged, long NotJudged);

/// <summary>What the record says of a period, in no language yet.</summary>
/// <param name="River">Null for all rivers.</param>
/// <param name="WatchedFrom">When the record begins, where that is within the period; null when it began before.</param>
/// <param name="SetAside">Messages and readings by reason, of all rivers: what cannot be read belongs to none.</param>
/// <param name="Head">The newest entry when this was read.</param>
internal sealed record OperationFacts(
    OperationReport Report, ReportPeriod Period, LocalizedName? River, bool IsExercise, DateTimeOffset? WatchedFrom, IReadOnlyList<IncidentFacts> Incidents,
    IReadOnlyList<ExceedanceFacts> Exceedances, IReadOnlyList<StationFacts> Stations, IReadOnlyList<(SetAsideReason Reason, long Count)> SetAside, ChainHead Head, ChainCheck? Checked)
{
    public Level Highest => Incidents.Select(i => i.Highest).Append(Level.Compliant).Max();

    /// <summary>The one that is the most times its limit; null when nothing is over one.</summary>
    public ExceedanceFacts? Worst => Exceedances.MaxBy(e => e.Ratio ?? 0);

    public long Samples => Stations.Sum(s => s.Samples);
}
