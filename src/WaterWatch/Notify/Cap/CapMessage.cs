using WaterWatch.Alerts;
using WaterWatch.Timeline;

namespace WaterWatch.Notify.Cap;

/// <summary><c>msgType</c> of CAP 1.2: what a message does to those that it names under <c>references</c>.</summary>
internal enum CapType : byte
{
    Alert,
    Update,
    Cancel,
}

/// <summary><c>status</c> of CAP 1.2.</summary>
internal enum CapStatus : byte
{
    /// <summary>A person has approved it.</summary>
    Actual,

    /// <summary>Demo, replay or drill.</summary>
    Exercise,

    /// <summary>Nobody has approved it: not to be acted upon, not to be passed on.</summary>
    Draft,
}

/// <summary>The worst that the timeline tells of one determinand at a station, up to the message. Between two entries of it the water may have been worse.</summary>
/// <param name="Entry">That says so; its facts are value, limit and unit.</param>
internal sealed record CapFinding(string Station, decimal Ratio, bool IsConfirmed, TimelineEntry Entry);

/// <summary>One message of the Common Alerting Protocol about an incident: what was known when an entry of its timeline was written.</summary>
/// <param name="Seq">Of the entry.</param>
/// <param name="SentAt">When the entry was recorded.</param>
/// <param name="IsPublic">Made by a person's approval or withdrawal; all others are for those who work on the incident.</param>
/// <param name="References">The earlier messages that this one takes the place of, oldest first.</param>
internal sealed record CapMessage(long Incident, long Seq, DateTimeOffset SentAt, CapType Type, CapStatus Status, bool IsPublic, IReadOnlyList<CapMessage> References)
{
    public required DateTimeOffset OpenedAt { get; init; }

    public required Level Level { get; init; }

    /// <summary>Keys, in the order in which they came.</summary>
    public required IReadOnlyList<string> Determinands { get; init; }

    /// <summary>Ids, in the order in which they joined.</summary>
    public required IReadOnlyList<string> Stations { get; init; }

    public required IReadOnlyList<CapFinding> Findings { get; init; }

    /// <summary>The same message about what another one said.</summary>
    public CapMessage Saying(CapMessage other) => this with { OpenedAt = other.OpenedAt, Level = other.Level, Determinands = other.Determinands, Stations = other.Stations, Findings = other.Findings };

    public bool IsConfirmed => Findings.Any(f => f.IsConfirmed);
}
