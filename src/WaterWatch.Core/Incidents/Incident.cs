using WaterWatch.Alerts;

namespace WaterWatch.Incidents;

public enum IncidentStatus : byte
{
    Open,
    Closed,
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

    /// <summary>The alerts in it, in the order in which they joined.</summary>
    public required IReadOnlyList<long> Alerts { get; init; }

    public required IReadOnlyList<string> Determinands { get; init; }

    public required IReadOnlyList<string> Stations { get; init; }

    /// <summary>Other open incidents that the first alert may belong to: a person chooses.</summary>
    public IReadOnlyList<long> Candidates { get; init; } = [];

    public bool IsOpen => Status == IncidentStatus.Open;
}
