namespace WaterWatch.OnCall;

/// <summary>Whether people are really told.</summary>
public enum Telling : byte
{
    Live,

    /// <summary>Demo, replay or drill: only by addresses on the list for exercises.</summary>
    Exercise,

    /// <summary>Everything runs, nobody is told.</summary>
    Shadow,
}

/// <summary>What has led to a person.</summary>
public enum ReachedAs : byte
{
    OnDutyByRotation,
    OnDutyByOverride,
    Named,
    OfAgency,

    /// <summary>Off duty since, but nobody has accepted it from there.</summary>
    LeftTheShift,
}

/// <param name="Through">The rota, person or agency that the step names.</param>
public readonly record struct ReachedBy(ReachedAs As, string Through);

/// <summary>Somebody whom a step tells: once, however many of its targets lead there.</summary>
/// <param name="By">What leads there, in the order of the step; at least one.</param>
/// <param name="Channels">Those that may be used; at least one.</param>
public sealed record Reached(Person Person, IReadOnlyList<ReachedBy> By, IReadOnlyList<Channel> Channels);

/// <summary>Somebody whom a step does not tell; or a target that leads to nobody.</summary>
/// <param name="Person">By id; null where there is none to name.</param>
/// <param name="Through">The rota, person or agency; empty for an empty step.</param>
public sealed record NotReached(string? Person, NotToldReason Reason, string Through);

/// <summary>Whom a step reaches, and whom not and why.</summary>
public sealed record Reach(IReadOnlyList<Reached> Told, IReadOnlyList<NotReached> NotTold)
{
    /// <summary>Whom a step would tell at an instant.</summary>
    /// <param name="plan">Knows every id that the step names.</param>
    /// <param name="handOvers">Those that nobody has accepted: whoever has left the shift is told as well.</param>
    public static Reach Of(EscalationStep step, OnCallPlan plan, DateTimeOffset at, Telling telling = Telling.Live, IReadOnlyList<HandOver>? handOvers = null)
    {
        if (step.Targets.Count == 0)
            return new Reach([], [new NotReached(null, NotToldReason.EmptyStep, "")]);

        var led = step.Targets.SelectMany(target => Leads(target, plan, at, handOvers ?? [])).ToList();
        var told = new List<Reached>();
        var notTold = led.Where(l => l.Person is null).Select(l => new NotReached(null, l.Not, l.By.Through)).ToList();
        foreach (var ways in led.Where(l => l.Person is not null).GroupBy(l => l.Person!.Id))
        {
            var (person, here) = (ways.First().Person!, ways.Where(l => l.Leads).Select(l => l.By).ToList());
            var channels = plan.ChannelsOf(person, telling);
            if (here.Count == 0)
                notTold.Add(new NotReached(person.Id, NotToldReason.OffDuty, ways.First().By.Through));
            else if (channels.Count == 0)
                notTold.Add(new NotReached(person.Id, WithoutChannel(person, telling), here[0].Through));
            else
                told.Add(new Reached(person, here, channels));
        }

        return new Reach(told, notTold);
    }

    internal static NotToldReason WithoutChannel(Person person, Telling telling) =>
        person.Channels.Count == 0 ? NotToldReason.NoAddress : telling == Telling.Shadow ? NotToldReason.Shadow : NotToldReason.NotForExercises;

    private static IEnumerable<Lead> Leads(Target target, OnCallPlan plan, DateTimeOffset at, IReadOnlyList<HandOver> handOvers) => target switch
    {
        Target.OnDuty => OfRota(plan.Rotas[target.Id], plan, at, handOvers.FirstOrDefault(h => h.Rota == target.Id)?.From),
        Target.All => OfAgency(target.Id, plan),
        _ => [Lead.To(plan.People[target.Id], ReachedAs.Named, target.Id)],
    };

    /// <summary>Whoever is on duty, and who has left but not handed over; then those of the rota who are neither.</summary>
    private static IEnumerable<Lead> OfRota(Rota rota, OnCallPlan plan, DateTimeOffset at, string? left)
    {
        var turn = rota.TurnAt(at);
        yield return turn.Person is null
            ? Lead.ToNobody(NotToldReason.NobodyOnDuty, rota.Id)
            : Lead.To(plan.People[turn.Person], turn.Override is null ? ReachedAs.OnDutyByRotation : ReachedAs.OnDutyByOverride, rota.Id);

        if (left is not null && left != turn.Person && plan.People.TryGetValue(left, out var leaving))
            yield return Lead.To(leaving, ReachedAs.LeftTheShift, rota.Id);

        foreach (var other in rota.Staff.Where(id => id != turn.Person && id != left))
        {
            yield return Lead.PastOffDuty(plan.People[other], rota.Id);
        }
    }

    private static IEnumerable<Lead> OfAgency(string agency, OnCallPlan plan) => plan.PeopleOf(agency) is { Count: > 0 } people
        ? people.Select(p => Lead.To(p, ReachedAs.OfAgency, agency))
        : [Lead.ToNobody(NotToldReason.NobodyInAgency, agency)];

    /// <summary>Where a target leads: to a person, past one who is off duty, or to nobody.</summary>
    private sealed record Lead(Person? Person, bool Leads, ReachedBy By, NotToldReason Not)
    {
        public static Lead To(Person person, ReachedAs reached, string through) => new(person, true, new ReachedBy(reached, through), default);

        public static Lead PastOffDuty(Person person, string through) => new(person, false, new ReachedBy(default, through), NotToldReason.OffDuty);

        public static Lead ToNobody(NotToldReason not, string through) => new(null, false, new ReachedBy(default, through), not);
    }
}
