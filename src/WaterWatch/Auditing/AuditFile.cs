using WaterWatch.Incidents;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Auditing;

/// <summary>What an auditor asks of an incident first, in the order in which it ought to have happened.</summary>
public enum AuditStepKind
{
    FirstSampled,
    Received,
    Alerted,
    Told,
    Answered,
    Lab,
    Reported,
    Published,
}

/// <param name="At">Null for a gap: the record does not hold it.</param>
/// <param name="Since">After the step before that the record holds; below zero where it was done earlier. Null for the first and for gaps.</param>
/// <param name="Seq">The entry that says so; null when a reading does.</param>
/// <param name="By">Who or what did it.</param>
/// <param name="PreparedAt">Of a gap: when it was made ready, such as a notification that nothing sent. Null when it was not.</param>
public sealed record AuditStep(AuditStepKind Kind, DateTimeOffset? At, TimeSpan? Since, long? Seq, string By, DateTimeOffset? PreparedAt = null);

/// <summary>A reading that no limit was held against to the end, and why.</summary>
public sealed record ExcludedReading(SeriesKey Key, Reading Reading);

/// <param name="Before">What it took the place of; null when that lies outside of the file.</param>
public sealed record CorrectedReading(SeriesKey Key, Reading? Before, Reading After);

/// <summary>What one limit in one version judged at a station.</summary>
/// <param name="Ref">As each reading names it.</param>
/// <param name="Versions">As the configuration in force now has it, two for a lower and an upper end; none when it does not any more.</param>
public sealed record LimitUse(string Station, Determinand Determinand, Fraction Fraction, string Ref, IReadOnlyList<Limit> Versions, long Judged, long Exceeded, DateTimeOffset First, DateTimeOffset Last);

/// <param name="From">Null when it was in force from the beginning of the record.</param>
/// <param name="Hash">Empty when the record does not say.</param>
/// <param name="Seq">The entry that says it changed; null for the first.</param>
public sealed record ConfigurationUse(DateTimeOffset? From, string Hash, long? Seq);

/// <summary>All that the record holds of an incident, for somebody who has to prove it.</summary>
public sealed record AuditFile
{
    /// <summary>More than that are counted and not listed; the readings themselves are all in the API.</summary>
    public const int MostListed = 1_000;

    public required Incident Incident { get; init; }

    public required LocalizedName River { get; init; }

    public required TimeZoneInfo Zone { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Only what was recorded by then is in it; null for everything.</summary>
    public DateTimeOffset? AsKnownAt { get; init; }

    /// <summary>The chain's newest entry when the file was made.</summary>
    public required ChainHead Head { get; init; }

    /// <summary>The newest walk over the whole record; null when there was none.</summary>
    public TimelineEntry? LastCheck { get; init; }

    /// <summary>All eight, in order.</summary>
    public required IReadOnlyList<AuditStep> Steps { get; init; }

    /// <summary>Of the incident's stations and determinands, from a day before its first sample on.</summary>
    public long Readings { get; init; }

    public long ExcludedCount { get; init; }

    public long CorrectedCount { get; init; }

    public IReadOnlyList<ExcludedReading> Excluded { get; init; } = [];

    public IReadOnlyList<CorrectedReading> Corrected { get; init; } = [];

    public IReadOnlyList<LimitUse> Limits { get; init; } = [];

    public IReadOnlyList<ConfigurationUse> Configurations { get; init; } = [];

    /// <summary>In the order of recording.</summary>
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    /// <summary>By id; those that are configured.</summary>
    public IReadOnlyDictionary<string, LocalizedName> Stations { get; init; } = new Dictionary<string, LocalizedName>();

    public LocalizedName NameOf(string station) => Stations.GetValueOrDefault(station) ?? new LocalizedName(station, station);
}
