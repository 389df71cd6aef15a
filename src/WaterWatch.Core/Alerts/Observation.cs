using WaterWatch.Readings;

namespace WaterWatch.Alerts;

/// <summary>One judged sample, as the alert machine sees it: self-contained, so that the machine needs no configuration but its rule.</summary>
public readonly record struct Observation
{
    private readonly decimal? _position;

    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>When it is decided.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    public required Concentration Value { get; init; }

    /// <summary>Value over limit.</summary>
    public required decimal Ratio { get; init; }

    /// <summary>
    /// Where the value stands: 1 is at the limit, below is safe. The ratio, but for a quantity with two bounds (pH), where it is the distance from their middle
    /// as a part of the distance of the bounds: levels and clearing go by this.
    /// </summary>
    public decimal Position
    {
        get => _position ?? Ratio;
        init => _position = value;
    }

    /// <summary>True when over the limit.</summary>
    public required bool IsOver { get; init; }

    public decimal? Limit { get; init; }

    public string LimitRef { get; init; }

    /// <summary>A sample of its own: not a repeat or a correction of one that was already held.</summary>
    public bool IsDistinctSample { get; init; }

    /// <summary>Good enough to confirm: its mark is understood, its clock believable, and no test failed it.</summary>
    public bool MayConfirm { get; init; }

    public bool IsLaboratory { get; init; }

    /// <summary>A mean that two samples over the limit bear out by themselves: it needs no further one to be confirmed.</summary>
    public bool HoldsTwoSamplesOver { get; init; }

    /// <summary>The instrument; only what was over the limit can say that it no longer is.</summary>
    public string Source { get; init; }

    /// <summary>Older than a sample of the series that was already judged.</summary>
    public bool IsLate { get; init; }

    /// <summary>Brought by a file, and too long ago for anybody to be called: no alert sees it.</summary>
    public bool IsHistory { get; init; }

    /// <summary>The newest earlier sample that was not over the limit; null when none is known.</summary>
    public DateTimeOffset? LastBelowAt { get; init; }

    /// <summary>A drinking-water intake less than a day downstream, or at an unknown travel time, takes the level one step up.</summary>
    public bool IsNearIntake { get; init; }

    /// <summary>The level of a condition that is not graded by its ratio; null when it is.</summary>
    public Level? FixedLevel { get; init; }

    /// <summary>The water-quality class of the value, and of the value raised by the clearing margin; null when levels do not go by class or nobody can tell.</summary>
    public string? Class { get; init; }

    public string? ClassWithMargin { get; init; }

    /// <summary>How the samples of the key changed sides before this one, while an alert of it was open not long ago; empty when none was.</summary>
    public Sides SidesBefore { get; init; }

    /// <summary>Why it raises, when it does.</summary>
    public AlertReason RaisedBecause { get; init; }
}

/// <summary>Why an alert changed. Named alike on the timeline, in metrics and in texts.</summary>
public enum AlertReason
{
    FirstExceedance,
    LateExceedance,
    FutureExceedance,
    UnknownMark,
    MarkedByInstrument,
    HoldReached,
    SecondSample,
    Laboratory,
    NeighbouringStation,
    NoSecondSample,
    RatioRose,
    RatioFell,
    FirstSampleBelow,
    OverAgain,
    EnoughSamplesBelow,
    OlderExceedanceFound,
    NothingHeard,
    HeardAgain,
    UndatedExceedance,
    MeanOverLimit,
    RoseFast,
    DetectedAfterCleanDays,
    CannotBeJudged,
    JudgedAgain,
    SameValueTooLong,
    ValueMovedAgain,
    FailedQuality,
    MarkedFaulty,
    MeasuresAgain,
    ClockLags,
    ClockLeads,
    ClockOffByWholeHours,
    ClockRight,
    ManyStationsSilent,
    StationsHeardAgain,
    FeedNotListening,
    FeedListensAgain,
    TooManySetAside,
    SetAsideCalmed,
    NoHardness,
    HardnessKnown,
    ChangesSidesTooOften,
    SteadyAgain,

    /// <summary>The water is of a worse class, whose level is higher than that of its ratio to the limit.</summary>
    ClassWorsened,
    ClassImproved,

    /// <summary>What the instrument marked counts for more while an incident is open on its river.</summary>
    MarkedDuringIncident,

    /// <summary>The configuration no longer has the feed, or its river: nobody waits for it.</summary>
    FeedTakenOut,

    /// <summary>A named person vouches for it.</summary>
    ConfirmedByPerson,

    /// <summary>A named person says that it is over.</summary>
    ClearedByPerson,
}

/// <summary>One step of an alert.</summary>
/// <param name="From">The level before, where the level changed.</param>
/// <param name="To">The level after it, where another step of the same sample changes it once more.</param>
public readonly record struct Transition(AlertEvent Event, AlertReason Reason, Level? From = null, Level? To = null);
