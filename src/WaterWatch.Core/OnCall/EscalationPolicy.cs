using WaterWatch.Rivers;

namespace WaterWatch.OnCall;

/// <summary>Whom a step tells.</summary>
/// <param name="Id">Of the rota, the person or the agency.</param>
public abstract record Target(string Id)
{
    /// <summary>Whoever is on duty at the time.</summary>
    public sealed record OnDuty(string Id) : Target(Id);

    /// <summary>One person, on duty or not.</summary>
    public sealed record Someone(string Id) : Target(Id);

    /// <summary>Everybody of an agency.</summary>
    public sealed record All(string Id) : Target(Id);
}

/// <summary>A step that is taken again while nobody answers.</summary>
/// <param name="Every">Above zero.</param>
/// <param name="AtMost">How often after the first time.</param>
public sealed record Repetition(TimeSpan Every, int AtMost);

/// <summary>Who is told, and when, while nobody answers.</summary>
/// <param name="After">From when the first step was due, so the first has zero; each step later than the one before.</param>
/// <param name="Repeat">Null for once.</param>
public sealed record EscalationStep(TimeSpan After, IReadOnlyList<Target> Targets, Repetition? Repeat = null);

/// <summary>One taking of a step.</summary>
/// <param name="Step">From 0.</param>
/// <param name="Round">0, then the number of the repetition.</param>
public readonly record struct Call(int Step, int Round, DateTimeOffset DueAt);

/// <summary>Whom to tell, and whom next when nobody answers.</summary>
/// <param name="Steps">In the order in which they are taken.</param>
/// <param name="GroupInterval">A person is told of one incident at most once within it, worse news excepted; zero for no bound.</param>
public sealed record EscalationPolicy(string Id, LocalizedName Name, IReadOnlyList<EscalationStep> Steps, TimeSpan GroupInterval)
{
    /// <summary>Within which something must be done after an acknowledgement; otherwise it is asked again, and after the same time escalated. Null for no bound.</summary>
    public TimeSpan? ActWithin { get; init; }

    /// <summary>Everybody whom the steps tell that are due by then.</summary>
    /// <param name="elapsed">Since the start.</param>
    public EscalationStep StepsBy(TimeSpan elapsed) => new(TimeSpan.Zero, [.. Steps.Where(s => s.After <= elapsed).SelectMany(s => s.Targets).Distinct()]);

    /// <summary>Everything the policy does as long as nobody answers, in the order of time; of what is due at once the later step comes last.</summary>
    public IEnumerable<Call> CallsFrom(DateTimeOffset startedAt) => Steps
        .SelectMany((step, number) => Enumerable.Range(0, 1 + (step.Repeat?.AtMost ?? 0))
            .Select(round => new Call(number, round, startedAt + step.After + round * (step.Repeat?.Every ?? TimeSpan.Zero))))
        .OrderBy(call => call.DueAt).ThenBy(call => call.Step);
}
