using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Alerts;

/// <summary>What an alert is about.</summary>
public enum Condition : byte
{
    /// <summary>A reading over its limit.</summary>
    LimitExceedance,

    /// <summary>Over the limit, but marked by the instrument as not of the river (F, M, S, D, C, B).</summary>
    MarkedOverLimit,

    /// <summary>Nothing was heard for longer than expected, while the feed was listening.</summary>
    Silent,

    /// <summary>Still within the limit, but several times what it was shortly before.</summary>
    FastRise,

    /// <summary>Detected after many days in which every sample was below the detection limit.</summary>
    FirstDetection,

    /// <summary>What comes in cannot be judged by the limit, such as <c>&lt;0.01</c> against 0.005: nobody knows how the water is.</summary>
    Blind,

    /// <summary>The same number for too long.</summary>
    Stuck,

    /// <summary>Numbers that the instrument cannot have measured, or its own word that it is faulty.</summary>
    SensorFailed,

    /// <summary>Sample times that lag behind, run ahead of, or are whole hours off the time of receipt.</summary>
    ClockWrong,

    /// <summary>Many stations of a river silent at once: the broker or the network, not the river.</summary>
    RegionalSilence,

    /// <summary>A feed is lost, so nobody hears its stations.</summary>
    NotListening,

    /// <summary>Much more than usual has to be set aside.</summary>
    SetAsideFlood,

    /// <summary>The limit depends on hardness, and there is neither a reading of it young enough nor a configured default.</summary>
    HardnessMissing,
}

public enum AlertStatus : byte
{
    Inactive,
    Pending,
    Firing,
    Recovering,
}

/// <summary>What has confirmed an exceedance.</summary>
public enum ConfirmedBy : byte
{
    Nothing,
    SecondSample,
    Rerun,
    Laboratory,
    NeighbouringStation,
    Person,
}

/// <summary>What an alert is raised for; one alert at a time is open for it.</summary>
/// <param name="Station">Empty when the condition is of a river or a feed.</param>
/// <param name="Determinand">Null when the condition is of the whole station.</param>
public sealed record AlertKey(StationId Station, Determinand? Determinand, Fraction Fraction, Condition Condition)
{
    /// <summary>Seconds that a mean over its limit is taken over; 0 for single samples.</summary>
    public int MeanSeconds { get; init; }

    /// <summary>The river or the feed of a condition that is of no single station; empty otherwise.</summary>
    public string Scope { get; init; } = "";
}

/// <summary>
/// One raised condition, from the first exceedance until it is cleared: a value, replaced as a whole at each change, so that folding the log
/// depends on no rule and no configuration.
/// </summary>
public sealed record Alert
{
    public required long Id { get; init; }

    public required AlertKey Key { get; init; }

    public required AlertStatus Status { get; init; }

    public required Level Level { get; init; }

    public required Level PeakLevel { get; init; }

    public ConfirmedBy ConfirmedBy { get; init; }

    /// <summary>Opened by a sample older than one that was already judged.</summary>
    public bool Late { get; init; }

    /// <summary>When the first sample over the limit was taken; moves back when an older one arrives.</summary>
    public required DateTimeOffset FiredAt { get; init; }

    /// <summary>When it was decided: clocks of people (resample, duties) run from here, never from event time.</summary>
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When status, level or confirmation last changed, in event time.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The last sample before <see cref="FiredAt"/> that was not over the limit: the water cannot have turned earlier. Null when none is known.</summary>
    public DateTimeOffset? LastBelowAt { get; init; }

    /// <summary>When the sample was taken that cleared it; null while it is open.</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    public Concentration? FirstValue { get; init; }

    public Concentration? PeakValue { get; init; }

    public DateTimeOffset? PeakAt { get; init; }

    public Concentration? LatestValue { get; init; }

    public DateTimeOffset? LatestAt { get; init; }

    /// <summary>The bound in force for the latest sample over it; null for conditions without one.</summary>
    public decimal? Limit { get; init; }

    /// <summary>Latest value over limit.</summary>
    public decimal? Ratio { get; init; }

    public decimal? PeakRatio { get; init; }

    public string LimitRef { get; init; } = "";

    /// <summary>Distinct samples over the limit.</summary>
    public int SamplesOver { get; init; }

    /// <summary>The newest sample over the limit; only samples after it can clear.</summary>
    public DateTimeOffset LastOverAt { get; init; }

    /// <summary>The instrument that took it: another one that measures clean water beside it does not clear.</summary>
    public string LastOverSource { get; init; } = "";

    /// <summary>Distinct samples below the clearing bound since <see cref="LastOverAt"/>.</summary>
    public int ClearRun { get; init; }

    public DateTimeOffset? ClearSince { get; init; }

    /// <summary>No second sample came within one and a half sampling intervals, so nothing has refuted it.</summary>
    public bool NotRefuted { get; init; }

    /// <summary>How its newest samples changed sides, those of an alert of the same key that was cleared not long before included.</summary>
    public Sides Sides { get; init; }

    /// <summary>It changes sides too often: held firing until it is steady.</summary>
    public bool Flapping { get; init; }

    /// <summary>Makes an incident when none is there to join: always so for an exceedance, by rule for other conditions of the water.</summary>
    public bool OpensIncident { get; init; }

    public long? Incident { get; init; }

    /// <summary>The entry of the timeline that tells how it came into its incident; what a person undoes.</summary>
    public long? IncidentEntry { get; init; }

    /// <summary>Who decided that it belongs to its incident, and to no other from then on; empty while the network and the times decide.</summary>
    public string PlacedBy { get; init; } = "";

    public string AcknowledgedBy { get; init; } = "";

    public bool IsOpen => Status != AlertStatus.Inactive;

    public bool IsPlaced => !string.IsNullOrEmpty(PlacedBy);

    public bool IsConfirmed => ConfirmedBy != ConfirmedBy.Nothing;
}
