using WaterWatch.Alerts;

namespace WaterWatch.Incidents;

public enum IncidentStatus : byte
{
    Open,
    Closed,
}

/// <summary>The official grade of an incident and of the response to it, I the gravest. Declared by people under law, never by this service.</summary>
public enum ResponseLevel : byte
{
    I = 1,
    II,
    III,
    IV,
}

/// <summary>Whether the public is told of an incident.</summary>
public enum Publication : byte
{
    /// <summary>Nobody has approved it.</summary>
    NotApproved,

    /// <summary>A person has approved it.</summary>
    Public,

    /// <summary>A person has taken the approval back; that there was one stays visible.</summary>
    Withdrawn,
}

/// <summary>What people work on: the alerts of one event on one river system. A value, replaced as a whole at each change.</summary>
public sealed record Incident
{
    public required long Id { get; init; }

    public required string River { get; init; }

    public IncidentStatus Status { get; init; }

    public required Level Level { get; init; }

    public required Level PeakLevel { get; init; }

    /// <summary>Event time of its first sample over a limit; moves back when an older one arrives.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was decided that there is an incident.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The alerts in it, in the order in which they joined; none once it was put into another.</summary>
    public required IReadOnlyList<long> Alerts { get; init; }

    public required IReadOnlyList<string> Determinands { get; init; }

    public required IReadOnlyList<string> Stations { get; init; }

    /// <summary>The alert that all others are below of, or later at the same place: nothing known above explains it. 0 where people arranged the incident.</summary>
    public long Origin { get; init; }

    /// <summary>Other open incidents that <see cref="Origin"/> may belong to: a person chooses.</summary>
    public IReadOnlyList<long> Candidates { get; init; } = [];

    /// <summary>Incidents that were candidates beside this one when a person chose: what lies below the choice belongs here, not there.</summary>
    public IReadOnlyList<long> ChosenOver { get; init; } = [];

    /// <summary>A person has put together or taken apart what was in it then.</summary>
    public bool IsArranged { get; init; }

    /// <summary>The incident that its alerts were put into.</summary>
    public long? MergedInto { get; init; }

    /// <summary>The official grade that a person declared; null while nobody has.</summary>
    public ResponseLevel? ResponseLevel { get; init; }

    public Publication Publication { get; init; }

    /// <summary>It began with so many others on the river that people are told of them as one.</summary>
    public bool IsToldTogether { get; init; }

    public bool IsOpen => Status == IncidentStatus.Open;
}
