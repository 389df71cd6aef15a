using WaterWatch.Alerts;
using WaterWatch.Incidents;

namespace WaterWatch.OnCall;

/// <summary>
/// What people are told of as one thing: an incident; or, of alerts that belong to none, all those of one condition on one river, so that a hundred silent stations are
/// not a hundred mails; or all incidents of a river that began at once.
/// </summary>
/// <param name="Incident">Null for alerts of no incident, and for several incidents together.</param>
/// <param name="River">Empty where an alert is of no known river.</param>
/// <param name="Condition">Of the alerts; of an incident always <see cref="Condition.LimitExceedance"/>, whatever else is in it.</param>
public readonly record struct Subject(long? Incident, string River, Condition Condition)
{
    public static Subject OfIncident(long incident, string river) => new(incident, river, Condition.LimitExceedance);

    /// <summary>The incidents of a river that are told together (<see cref="Incidents.Incident.IsToldTogether"/>).</summary>
    public static Subject OfSurge(string river) => new(null, river, Condition.LimitExceedance);

    /// <summary>What an incident is told as: itself, or part of all that began with it.</summary>
    public static Subject Of(Incident incident) => incident.IsToldTogether ? OfSurge(incident.River) : OfIncident(incident.Id, incident.River);

    public bool IsIncident => Incident is not null;

    /// <summary>Only what belongs to an incident is over a limit.</summary>
    public bool IsSurge => Incident is null && Condition == Condition.LimitExceedance;
}

/// <summary>A policy that has begun to tell of something.</summary>
/// <param name="Policy">Its <see cref="EscalationPolicy.Id"/>.</param>
/// <param name="StartedAt">From when its steps count.</param>
/// <param name="TakenThrough">All of its calls that were due by then are taken.</param>
/// <param name="IsStopped">Somebody has answered.</param>
public sealed record PolicyRun(string Policy, DateTimeOffset StartedAt, DateTimeOffset TakenThrough, bool IsStopped = false)
{
    /// <summary>For how long its steps count by now: those after that are still to be taken, or were not taken since somebody answered.</summary>
    public TimeSpan Taken => TakenThrough - StartedAt;

    /// <summary>What it does next; null when it is stopped or has done all it can.</summary>
    public Call? NextOf(EscalationPolicy policy) =>
        IsStopped ? null : policy.CallsFrom(StartedAt).Where(c => c.DueAt > TakenThrough).Cast<Call?>().FirstOrDefault();
}

/// <summary>News that wait until a person may be told again.</summary>
/// <param name="DueAt">The end of the group interval.</param>
/// <param name="Alerts">The first of them (<see cref="Notification.MostAlerts"/>).</param>
/// <param name="Count">Of all of them.</param>
public sealed record HeldBack(DateTimeOffset DueAt, string Policy, NotifyReason Reason, Level Level, IReadOnlyList<long> Alerts, int Count)
{
    /// <summary>With more that waits for the same person: told together, when the first of the two is. Of the two the graver's alerts are named first.</summary>
    public HeldBack With(HeldBack more)
    {
        var first = DueAt <= more.DueAt ? this : more;
        var named = more.Level > Level ? more.Alerts.Union(Alerts) : Alerts.Union(more.Alerts);
        return new HeldBack(
            first.DueAt, first.Policy, NotifyReasons.Graver(Reason, more.Reason), Levels.Higher(Level, more.Level), [.. named.Take(Notification.MostAlerts)],
            Count + more.Count - Alerts.Intersect(more.Alerts).Count());
    }
}

/// <summary>Somebody who was told, and when last.</summary>
/// <param name="Policy">By which.</param>
/// <param name="HeldBack">Null when nothing waits.</param>
public sealed record ToldPerson(string Person, DateTimeOffset At, string Policy, Level Level, HeldBack? HeldBack = null)
{
    /// <summary>The same person, told of two things that turn out to be one: what waits of either still waits.</summary>
    public ToldPerson United(ToldPerson other)
    {
        var newer = At >= other.At ? this : other;
        return newer with { HeldBack = HeldBack is { } held && other.HeldBack is { } more ? held.With(more) : HeldBack ?? other.HeldBack };
    }
}

/// <summary>A policy that would have told, had nobody muted it.</summary>
/// <param name="Until">When it is looked at again.</param>
public sealed record MutedPolicy(string Policy, DateTimeOffset Until);

/// <param name="Level">What there was at the time: what is graver was not answered.</param>
/// <param name="ActedAt">When somebody last did something about it; null while nobody has.</param>
/// <param name="AskedAgainAt">When it was asked whether anything is done; null while it was not.</param>
public sealed record Acknowledgement(string By, DateTimeOffset At, Level Level, DateTimeOffset? ActedAt = null, DateTimeOffset? AskedAgainAt = null);

/// <summary>
/// Who is being told of a <see cref="Subject"/>, by which policies, until somebody answers or it is over: a value, replaced as a whole at each change. People are
/// remembered over all policies, so that who stands in two of them is not told twice.
/// </summary>
public sealed record Escalation
{
    public required long Id { get; init; }

    public required Subject Subject { get; init; }

    /// <summary>When it was decided; all times here are of the people's clock, never of samples.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The gravest level that anybody was told of.</summary>
    public Level ToldLevel { get; init; }

    /// <summary>Whether anybody was told that it is confirmed.</summary>
    public bool ToldConfirmed { get; init; }

    /// <summary>Whether anybody was told that no second sample has refuted it.</summary>
    public bool ToldNotRefuted { get; init; }

    public IReadOnlyList<PolicyRun> Runs { get; init; } = [];

    /// <summary>In the order in which they were first told.</summary>
    public IReadOnlyList<ToldPerson> People { get; init; } = [];

    public IReadOnlyList<MutedPolicy> Muted { get; init; } = [];

    /// <summary>Null while nobody has answered, and again when it became worse.</summary>
    public Acknowledgement? Acknowledged { get; init; }

    /// <summary>Duties whose end was said to come near.</summary>
    public IReadOnlyList<long> DutiesWarned { get; init; } = [];

    /// <summary>Of a surge, whose duties are as many as its incidents: all whose warning was due by then were warned of; null while none was.</summary>
    public DateTimeOffset? DutiesWarnedBy { get; init; }

    /// <summary>Who answers for it, of each rota that is told.</summary>
    public IReadOnlyList<Holder> Holders { get; init; } = [];

    /// <summary>Shifts that have changed since it was told and that nobody has accepted.</summary>
    public IReadOnlyList<HandOver> HandOvers { get; init; } = [];

    /// <summary>When something of this is due next, by the plan in force when it last changed; null when nothing is.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>All of it has cleared, or it went into another: it is forgotten.</summary>
    public bool IsOver { get; init; }

    public PolicyRun? RunOf(string policy)
    {
        foreach (var run in Runs)
        {
            if (run.Policy == policy)
                return run;
        }

        return null;
    }

    public ToldPerson? Told(string person)
    {
        foreach (var told in People)
        {
            if (told.Person == person)
                return told;
        }

        return null;
    }

    public Holder? HolderOf(string rota) => Holders.FirstOrDefault(h => h.Rota == rota);

    public HandOver? HandOverOf(string rota) => HandOvers.FirstOrDefault(h => h.Rota == rota);

    public Escalation With(Holder holder) => this with { Holders = [.. Holders.Where(h => h.Rota != holder.Rota), holder] };

    public Escalation With(HandOver handOver) => this with { HandOvers = [.. HandOvers.Where(h => h.Rota != handOver.Rota), handOver] };

    public Escalation Without(HandOver handOver) => this with { HandOvers = [.. HandOvers.Where(h => h.Rota != handOver.Rota)] };

    /// <summary>With a run put in place of the one of its policy, or added.</summary>
    public Escalation With(PolicyRun run) => this with
    {
        Runs = RunOf(run.Policy) is null ? [.. Runs, run] : [.. Runs.Select(r => r.Policy == run.Policy ? run : r)],
    };

    public Escalation Without(PolicyRun run) => this with { Runs = [.. Runs.Where(r => r.Policy != run.Policy)] };

    public Escalation With(ToldPerson told) => this with
    {
        People = Told(told.Person) is null ? [.. People, told] : [.. People.Select(p => p.Person == told.Person ? told : p)],
    };

    /// <summary>Muted until the earlier of what was known and what is said now.</summary>
    public Escalation With(MutedPolicy muted) => this with
    {
        Muted = [.. Muted.Where(m => m.Policy != muted.Policy), Muted.Where(m => m.Policy == muted.Policy).Append(muted).MinBy(m => m.Until)!],
    };

    /// <summary>Two that turn out to be of one thing: whoever was told by either was told; what was not answered in either is not answered.</summary>
    public Escalation United(Escalation other) => this with
    {
        StartedAt = StartedAt < other.StartedAt ? StartedAt : other.StartedAt,
        ToldLevel = Levels.Higher(ToldLevel, other.ToldLevel),
        ToldConfirmed = ToldConfirmed || other.ToldConfirmed,
        ToldNotRefuted = ToldNotRefuted || other.ToldNotRefuted,
        Runs = [.. Runs.Concat(other.Runs).GroupBy(r => r.Policy).Select(g => g.MinBy(r => r.IsStopped)!)],
        People = [.. People.Concat(other.People).GroupBy(p => p.Person).Select(g => g.Aggregate((a, b) => a.United(b)))],
        Muted = [.. Muted.Concat(other.Muted).GroupBy(m => m.Policy).Select(g => g.MinBy(m => m.Until)!)],
        Acknowledged = Acknowledged is null || other.Acknowledged is null ? null : Acknowledged.Level <= other.Acknowledged.Level ? Acknowledged : other.Acknowledged,
        DutiesWarned = [.. DutiesWarned.Union(other.DutiesWarned)],
        Holders = [.. Holders.UnionBy(other.Holders, h => h.Rota)],
        HandOvers = [.. HandOvers.UnionBy(other.HandOvers, h => h.Rota)],
    };
}
