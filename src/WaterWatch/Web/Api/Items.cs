using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Web.Api;

/// <summary>A page of a collection: ask for the next with <c>?cursor=</c> until it is null.</summary>
public sealed record Collection<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>A station as it stands.</summary>
/// <param name="Level">Compliant, Blue, Yellow, Orange, Red; Unknown when it is silent or nothing of it could be judged. Unknown is never compliant.</param>
/// <param name="WaterClass">By the worst of its newest samples, such as III or worse than V; empty when its standard has no classes or it cannot be told.</param>
public sealed record StationItem(
    string Id, string Name, string NameZh, string River, string Kind, decimal? DistanceKm, string LimitStandard, string LimitClass, DateTimeOffset? LastHeardAt, string Level,
    string WaterClass);

/// <summary>One reading, in the unit that its determinand is kept in; metals in mg/L.</summary>
/// <param name="Qualifier">Empty, &lt; or &gt;.</param>
/// <param name="Judged">compliant, exceeds, cannot_be_judged or not_judged.</param>
/// <param name="WaterClass">The best class of the station's standard whose limit it meets; empty when there are none or it cannot be told.</param>
public sealed record ReadingItem(
    string Station, string Source, string Determinand, string Fraction, DateTimeOffset TakenAt, int PeriodS, DateTimeOffset ReceivedAt, DateTimeOffset RecordedAt,
    decimal Value, string Qualifier, string Unit, string Mark, int Flag, IReadOnlyList<string> FlagTests, string Judged, string Why, string LimitRef,
    string WaterClass)
{
    public static ReadingItem Of(ReadingOf of, WatchedStation? station)
    {
        var (key, reading) = of;
        return new ReadingItem(
            key.Station.Value, key.Source, key.Determinand.Key, Words.Of(key.Fraction), reading.TakenAt, key.PeriodSeconds, reading.ReceivedAt, reading.RecordedAt,
            reading.Value.Value, reading.Value.Sign, reading.Value.Unit.Symbol(), reading.Mark.ToString(), (int)reading.Flag, Words.Of(reading.FlagTests),
            Words.Of(reading.Judged), reading.Why == JudgedWhy.None ? "" : Words.Snake(reading.Why.ToString()), reading.LimitRef, Api.WaterClass.Of(of, station));
    }
}

/// <summary>
/// Samples of one series within one span of time, each in its newest version. What failed its quality test and what an instrument out of service sent (marks F M S D C B) is
/// counted and in the flags, and is in none of the numbers; min, mean and max are null when nothing is left.
/// </summary>
/// <param name="TakenAt">The beginning of the span.</param>
/// <param name="PeriodS">Its length, rounded up to a second.</param>
/// <param name="SeriesPeriodS">Over what each of its samples is a mean, seconds; 0 for single samples.</param>
/// <param name="Count">Samples, those that were left out included.</param>
/// <param name="Flag">The gravest of the span's flags.</param>
/// <param name="LeftOut">Samples that are not in min, mean and max.</param>
/// <param name="Marked">Samples of an instrument out of service, by its own mark.</param>
/// <param name="Censored">Samples that are only bounds (&lt;, &gt;, mark T); they count with their number.</param>
public sealed record BucketItem(
    string Station, string Source, string Determinand, string Fraction, DateTimeOffset TakenAt, long PeriodS, int SeriesPeriodS, long Count, decimal? Min, decimal? Mean, decimal? Max, string Unit, int Flag,
    long LeftOut, long Marked, long Censored, FlagCounts Flags)
{
    public static BucketItem Of(BucketOf of) => new(
        of.Key.Station.Value, of.Key.Source, of.Key.Determinand.Key, Words.Of(of.Key.Fraction), of.Start, (long)Math.Ceiling(of.Length.TotalSeconds), of.Key.PeriodSeconds, of.Count, of.Min, of.Mean, of.Max,
        of.Key.Determinand.Unit.Symbol(), (int)of.Gravest, of.LeftOut, of.Marked, of.Censored, of.Flags);
}

/// <summary>The newest sample of a series, in its newest version. Its flag and mark say whether it can be believed.</summary>
public sealed record LatestItem(
    string Station, string Source, string Determinand, string Fraction, DateTimeOffset TakenAt, int PeriodS,
    decimal Value, string Qualifier, string Unit, string Mark, int Flag, string Judged)
{
    public static LatestItem Of(SeriesKey key, Sample sample) => new(
        key.Station.Value, key.Source, key.Determinand.Key, Words.Of(key.Fraction), sample.TakenAt, key.PeriodSeconds,
        sample.Value.Value, sample.Value.Sign, sample.Value.Unit.Symbol(), sample.Mark.ToString(), (int)sample.Flag, Words.Of(sample.Judged));
}

/// <param name="Station">Null when the condition is of a river or a feed, which <paramref name="Scope"/> names then; otherwise that is empty.</param>
/// <param name="Flapping">It changes sides too often and is held firing until it is steady.</param>
public sealed record AlertItem(
    long Id, string? Station, string Scope, string? Determinand, string? Fraction, string Condition, string State, string Level, string PeakLevel, string? ConfirmedBy, bool Late,
    decimal? FirstValue, decimal? PeakValue, DateTimeOffset? PeakAt, decimal? LatestValue, decimal? Limit, decimal? Ratio, string? Unit, string? LimitRef,
    DateTimeOffset FiredAt, DateTimeOffset ChangedAt, string? AcknowledgedBy, long? Incident, bool Flapping)
{
    public static AlertItem Of(Alert alert) => new(
        alert.Id, alert.Key.Station.Value.Length == 0 ? null : alert.Key.Station.Value, alert.Key.Scope,
        alert.Key.Determinand?.Key, alert.Key.Determinand is null ? null : Words.Of(alert.Key.Fraction),
        alert.Key.Condition.ToString(), alert.Status.ToString(), alert.Level.ToString(), alert.PeakLevel.ToString(),
        alert.IsConfirmed ? alert.ConfirmedBy.ToString() : null, alert.Late, alert.FirstValue?.Value, alert.PeakValue?.Value, alert.PeakAt, alert.LatestValue?.Value,
        alert.Limit, alert.Ratio, alert.Key.Determinand?.Unit.Symbol(), alert.LimitRef.Length == 0 ? null : alert.LimitRef, alert.FiredAt, alert.ChangedAt,
        alert.AcknowledgedBy.Length == 0 ? null : alert.AcknowledgedBy, alert.Incident, alert.Flapping);
}

/// <param name="ResponseLevel">The official level (I to IV) that a person declared; null while nobody has.</param>
/// <param name="Candidates">Other incidents that it may belong to: a person chooses and merges.</param>
/// <param name="MergedInto">Where it went; null while it is open.</param>
public sealed record IncidentItem(
    long Id, string River, string State, string Level, string PeakLevel, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt,
    IReadOnlyList<string> Determinands, IReadOnlyList<string> Stations, string? ResponseLevel, IReadOnlyList<long> Candidates, long? MergedInto)
{
    public static IncidentItem Of(Incident incident) => new(
        incident.Id, incident.River, incident.Status.ToString(), incident.Level.ToString(), incident.PeakLevel.ToString(), incident.OpenedAt, incident.ClosedAt,
        incident.Determinands, incident.Stations, incident.ResponseLevel?.ToString(), incident.Candidates, incident.MergedInto);
}

/// <summary>An entry of the chain. Its hash is over the RFC 8785 form of all other members with numbers as text.</summary>
public sealed record TimelineItem(
    long Seq, string At, string RecordedAt, string Kind, long? Incident, string? Station, string By, IReadOnlyDictionary<string, string> Data, string Prev, string Hash)
{
    public static TimelineItem Of(TimelineEntry entry) => new(
        entry.Seq, Instants.Format(entry.At), Instants.Format(entry.RecordedAt), entry.Kind.ToString(), entry.Incident, entry.Station, entry.By, entry.Data, entry.Prev, entry.Hash);
}

public sealed record SetAsideItem(long Id, DateTimeOffset ReceivedAt, string Topic, string Reason, string Detail, string PayloadBase64)
{
    public static SetAsideItem Of(SetAside setAside) => new(
        setAside.Id, setAside.ReceivedAt, setAside.Topic, setAside.Reason.ToString(), setAside.Detail, Convert.ToBase64String(setAside.Payload.Span));
}

/// <param name="Sense">at_most or at_least.</param>
/// <param name="Value">Where the bound depends on the water the strictest that it can be.</param>
/// <param name="DependsOn">How the bound follows from the hardness or pH of the water; null when it is one figure.</param>
/// <param name="Until">The first day on which it no longer holds; null while nothing is known to end it.</param>
/// <param name="LeastCoverage">The share of a mean's window that samples must cover; null for single samples.</param>
/// <param name="CensoredAs">What values below detection count as in a mean: half, zero, full or bounds; null for single samples.</param>
/// <param name="RoundedTo">Decimals that a value is rounded to before it is compared; null when it is compared as it is.</param>
public sealed record LimitItem(
    string Standard, string Class, string Table, string Determinand, string Fraction, string Sense, decimal Value, string Unit, string Statistic,
    DateOnly EffectiveFrom, bool Verified, string Provenance, string Criterion, string LimitRef, string? DependsOn, DateOnly? Until,
    decimal? LeastCoverage, string? CensoredAs, int? RoundedTo)
{
    public static LimitItem Of(Limit limit) => new(
        limit.Standard, limit.Class, limit.Table, limit.Determinand.Key, Words.Of(limit.Fraction), Words.Snake(limit.Sense.ToString()), limit.Bound,
        limit.Determinand.Unit.Symbol(), limit.Statistic, limit.EffectiveFrom, limit.Verified, limit.Provenance, limit.Criterion, limit.Ref, limit.By?.ToString(),
        limit.Until, limit.MeanOver is null ? null : limit.LeastCoverage, limit.MeanOver is null ? null : Words.Snake(limit.CensoredAs.ToString()), limit.Decimals);
}
