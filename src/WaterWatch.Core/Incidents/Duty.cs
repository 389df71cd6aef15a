using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Incidents;

/// <summary>What must be reported to whom by when, and what brings it about: versioned data of <c>config/duties/</c>.</summary>
public sealed record DutyRule
{
    /// <summary>The set and the rule in it, such as <c>mep-17-2011/grade-unknown</c>.</summary>
    public required string Ref { get; init; }

    /// <summary>The version of the set.</summary>
    public required string Version { get; init; }

    public required LocalizedName Title { get; init; }

    /// <summary>In force from that day on, by the river's time.</summary>
    public required DateOnly EffectiveFrom { get; init; }

    /// <summary>The last day; null while it is in force.</summary>
    public DateOnly? EffectiveTo { get; init; }

    /// <summary>From the first exceedance's, or the declaration's, <c>recorded_at</c>.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>An exceedance of one of these begins it; empty when only a declared level does.</summary>
    public IReadOnlyList<Determinand> Determinands { get; init; } = [];

    /// <summary>A declared response level that begins it; empty when only exceedances do.</summary>
    public IReadOnlyList<ResponseLevel> Levels { get; init; } = [];

    /// <summary>The grade whose procedure is followed, as texts show it: <c>I/II</c>.</summary>
    public string Grade { get; init; } = "";

    public IReadOnlyList<LocalizedName> Recipients { get; init; } = [];

    public IReadOnlyList<string> Media { get; init; } = [];

    /// <summary>Kinds of reports in their order: first, follow-up, final.</summary>
    public IReadOnlyList<LocalizedName> Reports { get; init; } = [];

    /// <summary>What the first report must hold.</summary>
    public IReadOnlyList<LocalizedName> Content { get; init; } = [];

    /// <summary>Rules of the same set whose running duties it takes the place of.</summary>
    public IReadOnlyList<string> Replaces { get; init; } = [];

    public string Provenance { get; init; } = "";

    public bool Verified { get; init; }

    public bool IsInForce(DateOnly day) => day >= EffectiveFrom && !(day > EffectiveTo);
}

public enum DutyState : byte
{
    Running,
    Overdue,

    /// <summary>By a named person.</summary>
    Stopped,

    /// <summary>Another duty has taken its place.</summary>
    Replaced,
}

/// <summary>Something that must be reported by a deadline: a value, replaced as a whole at each change. It holds what the rule said, so that no later rule changes it.</summary>
public sealed record Duty
{
    public required long Id { get; init; }

    public required long Incident { get; init; }

    /// <summary>The rule, as <see cref="DutyRule.Ref"/>.</summary>
    public required string Rule { get; init; }

    public required string Version { get; init; }

    public required LocalizedName Title { get; init; }

    public string Grade { get; init; } = "";

    /// <summary>When it was recorded what began it: never the time of a sample.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public DutyState State { get; init; }

    public IReadOnlyList<LocalizedName> Recipients { get; init; } = [];

    public string StoppedBy { get; init; } = "";

    public DateTimeOffset? StoppedAt { get; init; }

    public bool IsOwed => State is DutyState.Running or DutyState.Overdue;
}
