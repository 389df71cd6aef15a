using WaterWatch.Incidents;

namespace WaterWatch.Replay;

/// <summary>One thing that a replay does, at an instant of its story.</summary>
public abstract record ReplayStep(DateTimeOffset At)
{
    /// <summary>A message arrives.</summary>
    public sealed record Publish(DateTimeOffset At, string Topic, ReadOnlyMemory<byte> Payload) : ReplayStep(At);

    /// <summary>The connection to the broker is lost.</summary>
    public sealed record FeedLost(DateTimeOffset At) : ReplayStep(At);

    /// <summary>The connection is back, its backlog drained.</summary>
    public sealed record FeedRestored(DateTimeOffset At) : ReplayStep(At);

    /// <summary>Another configuration comes into force.</summary>
    /// <param name="Directory">Full path.</param>
    public sealed record Reconfigure(DateTimeOffset At, string Directory) : ReplayStep(At);

    /// <summary>A named person does something.</summary>
    public sealed record Do(DateTimeOffset At, Act Act) : ReplayStep(At);

    /// <summary>Nothing but time passes until here.</summary>
    public sealed record Tick(DateTimeOffset At) : ReplayStep(At);
}

/// <summary>What cannot be replayed, where it stands and what to do about it.</summary>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
public sealed record ReplayProblem(string File, int Line, string Message, string Remedy)
{
    public override string ToString() => $"{File}{(Line > 0 ? $":{Line}" : "")}: {Message} {Remedy}";
}

/// <summary>A replay file as steps.</summary>
public sealed record ReplayContent
{
    /// <summary>In the order of their instants; what stands at one instant keeps the order of the file.</summary>
    public required IReadOnlyList<ReplayStep> Steps { get; init; }

    /// <summary>The configuration that belongs to the story; null when it brings none.</summary>
    public string? ConfigDirectory { get; init; }

    /// <summary>All of them at once. A replay with problems is not played: a story with holes gives another timeline.</summary>
    public required IReadOnlyList<ReplayProblem> Problems { get; init; }
}
