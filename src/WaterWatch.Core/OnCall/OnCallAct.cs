using WaterWatch.Alerts;
using WaterWatch.Incidents;

namespace WaterWatch.OnCall;

/// <summary>What people change, while the service runs, of who is told. The rules are those of <c>people.yaml</c>.</summary>
public abstract record OnCallAct(string By, string Reason, DateTimeOffset? At = null) : Act(By, Reason, At)
{
    /// <summary>Nobody is told of some matters for a time.</summary>
    /// <param name="Kind">A silence or a maintenance window.</param>
    /// <param name="From">Null for now. What was to begin earlier begins now: nobody can be silenced in hindsight.</param>
    /// <param name="Until">The first instant at which it no longer holds.</param>
    /// <param name="LevelAtMost">What is graver is told all the same; null for Yellow, above which no maintenance window goes.</param>
    public sealed record Mute(MadeKind Kind, Matcher Matcher, DateTimeOffset? From, DateTimeOffset Until, Level? LevelAtMost, string By, string Reason) : OnCallAct(By, Reason);

    /// <summary>Another person than the rotation's is on duty for a time.</summary>
    /// <inheritdoc cref="Mute"/>
    public sealed record Override(string Rota, string Person, DateTimeOffset? From, DateTimeOffset Until, string By, string Reason) : OnCallAct(By, Reason);

    /// <summary>The next shift takes over what is open: whoever has left is told no more, and what that person had acknowledged is now held by who accepts it.</summary>
    public sealed record AcceptHandOver(string Rota, string By, string Reason) : OnCallAct(By, Reason);

    /// <summary>Something that was made so ends now, before its time or before it began.</summary>
    /// <param name="Rota">Of an override; null otherwise.</param>
    public sealed record End(MadeKind Kind, long Id, string? Rota, string By, string Reason) : OnCallAct(By, Reason);
}
