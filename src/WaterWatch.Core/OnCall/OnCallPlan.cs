using System.Collections.Frozen;

namespace WaterWatch.OnCall;

/// <summary>Which addresses demo, replay and drills may use; all others are never sent to then.</summary>
/// <param name="Mail">Addresses, or <c>@example.org</c> for all of a domain; upper and lower case alike.</param>
/// <param name="Webhooks">By their names.</param>
public sealed record ExerciseList(IReadOnlyList<string> Mail, IReadOnlyList<string> Webhooks)
{
    public static ExerciseList Nobody { get; } = new([], []);

    public bool Allows(Channel channel) => channel switch
    {
        Channel.Mail mail => Mail.Any(m => Covers(m, mail.Address)),
        Channel.Webhook webhook => Webhooks.Contains(webhook.Name),
        _ => false,
    };

    private static bool Covers(string listed, string address) => listed.StartsWith('@')
        ? address.EndsWith(listed, StringComparison.OrdinalIgnoreCase)
        : address.Equals(listed, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Who is told of what: all of <c>people.yaml</c> that deciding needs, as one value. Replaced as a whole on reload.</summary>
/// <remarks>Every id that something names is there, and ids are unique in their kind; the configuration check says so before this is built.</remarks>
public sealed class OnCallPlan
{
    /// <summary>Nobody is told of anything.</summary>
    public static OnCallPlan Empty { get; } = new([], [], [], []);

    public OnCallPlan(IEnumerable<Agency> agencies, IEnumerable<Person> people, IEnumerable<Rota> rotas, IEnumerable<EscalationPolicy> policies)
    {
        Agencies = agencies.ToFrozenDictionary(a => a.Id);
        People = people.ToFrozenDictionary(p => p.Id);
        Rotas = rotas.ToFrozenDictionary(r => r.Id);
        Policies = policies.ToFrozenDictionary(p => p.Id);
    }

    /// <summary>Nobody is told of anything, and nobody minds.</summary>
    public bool IsEmpty => Policies.Count == 0;

    public FrozenDictionary<string, Agency> Agencies { get; }

    public FrozenDictionary<string, Person> People { get; }

    public FrozenDictionary<string, Rota> Rotas { get; }

    public FrozenDictionary<string, EscalationPolicy> Policies { get; }

    public IReadOnlyList<AlertRoute> Routes { get; init; } = [];

    public IReadOnlyList<Muting> Mutings { get; init; } = [];

    public IReadOnlyList<OperationReport> Reports { get; init; } = [];

    public ExerciseList Exercises { get; init; } = ExerciseList.Nobody;

    /// <summary>Those of an agency, in the order of their ids.</summary>
    public IReadOnlyList<Person> PeopleOf(string agency) => [.. People.Values.Where(p => p.Agency == agency).OrderBy(p => p.Id, StringComparer.Ordinal)];

    /// <summary>The policies that a matter leads to, each once, in the order of the routes; none is <see cref="NotToldReason.NoRoute"/>.</summary>
    public IEnumerable<EscalationPolicy> PoliciesFor(Matter matter) => Routes.Where(r => r.Matches(matter)).Select(r => Policies[r.Policy]).Distinct();

    /// <summary>What mutes a matter at an instant: of several the one that holds longest. Null when it is told.</summary>
    public Muting? MutedBy(Matter matter, DateTimeOffset at) => Mutings.Where(m => m.Mutes(matter, at)).MaxBy(m => m.Until);

    /// <summary>The same plan with what people have made while the service runs. Of overrides those made later win, so these win over the configured ones.</summary>
    /// <param name="made">In the order in which they were made. What names a rota or a person that is configured no more holds no more.</param>
    public OnCallPlan With(IReadOnlyCollection<Made> made)
    {
        var overrides = made.Where(m => People.ContainsKey(m.Person)).Select(m => (m.Rota, Override: m.ToOverride())).Where(m => m.Override is not null).ToLookup(m => m.Rota, m => m.Override!);
        return new OnCallPlan(
            Agencies.Values, People.Values, Rotas.Values.Select(r => overrides.Contains(r.Id) ? r with { Overrides = [.. r.Overrides, .. overrides[r.Id]] } : r), Policies.Values)
        {
            Routes = Routes,
            Mutings = [.. Mutings, .. made.Select(m => m.ToMuting()).OfType<Muting>()],
            Exercises = Exercises,
            Reports = Reports,
        };
    }

    /// <summary>By which a person may be told.</summary>
    public IReadOnlyList<Channel> ChannelsOf(Person person, Telling telling) => telling switch
    {
        Telling.Live => person.Channels,
        Telling.Exercise => [.. person.Channels.Where(Exercises.Allows)],
        _ => [],
    };
}
