using System.Collections.Frozen;
using WaterWatch.OnCall;

namespace WaterWatch.Deciding;

/// <summary>What people were not told of, since the service failed where it decides whom to tell.</summary>
/// <param name="LeftOut">Failed a moment ago: left alone for now, so that the others are told.</param>
/// <param name="Again">Tried again now, and everything else with it where <paramref name="IsAllAgain"/>.</param>
public sealed record Untold(IReadOnlySet<Subject> LeftOut, IReadOnlySet<Subject> Again, bool IsAllAgain)
{
    public static Untold Nothing { get; } = new(FrozenSet<Subject>.Empty, FrozenSet<Subject>.Empty, IsAllAgain: false);

    public bool IsTriedAgain => IsAllAgain || Again.Count > 0;

    public bool TriesAgain(Subject subject) => IsAllAgain || Again.Contains(subject);
}

/// <summary>A fault of ours while people were told of one subject. What was judged stands; nothing of the draft in which it happened may be kept.</summary>
public sealed class TellingFaultException(Subject subject, Exception fault) : Exception($"Whom to tell could not be decided: {fault.Message}", fault)
{
    public Subject Subject => subject;
}
