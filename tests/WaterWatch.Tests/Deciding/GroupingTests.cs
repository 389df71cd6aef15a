using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;

namespace WaterWatch.Tests.Deciding;

/// <summary>Which alerts are one incident depends on the alerts alone: tried on many rivers and plumes drawn by lot with fixed seeds.</summary>
public sealed class GroupingTests
{
    private static AlertRule Rises { get; } = AlertRule.Default with
    {
        FastRise = new FastRiseRule(3, TimeSpan.FromHours(12), 0, Level.Blue),
        FirstDetection = new FirstDetectionRule(TimeSpan.FromHours(1), Level.Blue),
    };

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_order_of_arrival_gives_the_incidents_of_arrival_on_time(int seed)
    {
        for (var story = 0; story < 4; story++)
        {
            var river = new SomeRiver(seed * 1000 + story, 3 + seed % 8);
            var plumes = river.Plumes();
            var onTime = SomeRiver.Describe(Walk(river, SomeRiver.OnTime(plumes)).State).ToList();
            for (var order = 0; order < 3; order++)
            {
                Assert.Equal(onTime, SomeRiver.Describe(Walk(river, river.Shuffled(plumes)).State));
            }
        }
    }

    /// <summary>What may only join: marked over a limit, risen fast, found for the first time.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_may_only_join_finds_its_incident_and_its_level_or_stands_alone_in_any_order_of_arrival(int seed)
    {
        for (var story = 0; story < 4; story++)
        {
            var river = new SomeRiver(seed * 1000 + story, 3 + seed % 8, Rises);
            var plumes = river.Plumes(joiners: true);
            var onTime = Walk(river, SomeRiver.OnTime(plumes)).State;
            for (var order = 0; order < 3; order++)
            {
                var late = Walk(river, river.Shuffled(plumes)).State;
                Assert.Equal(SomeRiver.DescribeJoiners(onTime), SomeRiver.DescribeJoiners(late));
                Assert.Equal(SomeRiver.Describe(onTime), SomeRiver.Describe(late));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_kept_up_to_date_is_what_reckoning_from_the_beginning_gives(int seed)
    {
        for (var story = 0; story < 4; story++)
        {
            var river = new SomeRiver(seed * 1000 + story, 3 + seed % 8, Rises);
            var state = Walk(river, river.Shuffled(river.Plumes(joiners: story % 2 == 1))).State;

            Assert.Equal(Reckoned(river, [.. SomeRiver.Remembered(state)]), SomeRiver.Describe(state));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_incident_says_of_itself_what_its_alerts_say(int seed)
    {
        var river = new SomeRiver(seed, 9, Rises);
        var state = Walk(river, river.Shuffled(river.Plumes(joiners: true))).State;

        foreach (var incident in state.Incidents.Values)
        {
            var members = incident.Alerts.Select(a => state.Members[a]).ToList();
            Assert.All(members, m => Assert.Equal(incident.Id, m.Incident));
            Assert.Equal(members.Min(m => m.FiredAt), incident.OpenedAt);
            Assert.Equal(members.Max(m => m.Level), incident.Level);
            Assert.Equal(members.Max(m => m.PeakLevel), incident.PeakLevel);
            Assert.Equal(members.Select(m => m.Key.Station.Value).Distinct().Order(), incident.Stations.Order());
            Assert.Equal(members.Select(m => m.Key.Determinand!.Key).Distinct().Order(), incident.Determinands.Order());
        }

        Assert.Equal(state.Members.Count, state.Incidents.Values.Sum(i => i.Alerts.Count));
    }

    private static CaseWalk Walk(SomeRiver river, IEnumerable<Message> messages)
    {
        var walk = new CaseWalk(river.Plan).Begin(Some.Start);
        foreach (var message in messages)
        {
            walk.Receive(Some.At(500), message);
        }

        return walk;
    }

    /// <summary>
    /// From the alerts alone, place by place downstream, each in event order: the sources of an alert are all that stand above it and may be the same water. Those that
    /// may only join come last: their sources stand above or below and began no later, and without one source to prefer they stand alone.
    /// </summary>
    private static IEnumerable<string> Reckoned(SomeRiver river, List<Alert> alerts)
    {
        var placed = new List<(Alert Alert, Group Group)>();
        foreach (var alert in alerts.FindAll(Belonging.MayOpen).OrderBy(a => Place(river, a)).ThenBy(a => a.FiredAt).ThenBy(a => a.Key.Determinand!.Key, StringComparer.Ordinal))
        {
            var sources = Sources(river, placed, alert, (by, evidence) => evidence.Upstream.Id == by.Id);
            var group = sources is [var one] ? one : new Group(sources);
            group.Alerts.Add(alert);
            placed.Add((alert, group));
        }

        foreach (var joiner in alerts.FindAll(Belonging.MayOnlyJoin))
        {
            if (Sources(river, placed, joiner, (by, _) => by.FiredAt <= joiner.FiredAt) is [var one])
            {
                one.Alerts.Add(joiner);
            }
        }

        return placed.Select(p => p.Group).Distinct().Select(g => g.Describe()).Order(StringComparer.Ordinal);
    }

    private static List<Group> Sources(SomeRiver river, List<(Alert Alert, Group Group)> placed, Alert alert, Func<Alert, JoinEvidence, bool> leads)
    {
        var sources = placed
            .Select(p => (p.Alert, p.Group, Here: p.Alert.Key.Station == alert.Key.Station, Evidence: Examine(river, p.Alert, alert)))
            .Where(s => s.Evidence is not null && leads(s.Alert, s.Evidence))
            .GroupBy(s => s.Group)
            .Select(g => (Group: g.Key, Here: g.Any(s => s.Here), Within: g.Any(s => IsWithin(s.Evidence!))))
            .ToList();
        sources = [.. sources.Where(s => !sources.Exists(other => other.Group != s.Group && other.Group.Covers(s.Group)))];
        sources = sources.Count(s => s.Here) == 1 ? sources.FindAll(s => s.Here) : sources;
        sources = sources.Exists(s => s.Within) ? sources.FindAll(s => s.Within) : sources;
        return sources.ConvertAll(s => s.Group);
    }

    private static int Place(SomeRiver river, Alert alert) => river.Ids.ToList().IndexOf(alert.Key.Station.Value);

    private static JoinEvidence? Examine(SomeRiver river, Alert a, Alert b) =>
        Joining.Examine(river.Network, a.Key.Station.Value, a, b.Key.Station.Value, b);

    private static bool IsWithin(JoinEvidence evidence) =>
        evidence.Route.Travel is not { } travel || evidence.Route.Dams.Count == 0 || evidence.Upstream.IsOpen
        || evidence.Downstream.FiredAt <= evidence.Upstream.ClearedAt || evidence.Downstream.FiredAt - evidence.Upstream.LastOverAt <= travel.Slowest;

    private sealed class Group(List<Group> candidates)
    {
        public List<Alert> Alerts { get; } = [];

        public bool Covers(Group other) => candidates.Exists(c => c == other || c.Covers(other));

        public string Describe() =>
            Names() + (candidates.Count == 0 ? "" : $" <- {string.Join(" | ", candidates.Select(c => c.Names()).Order(StringComparer.Ordinal))}");

        private string Names() => string.Join(" ", Alerts.Select(SomeRiver.Describe).Order(StringComparer.Ordinal));
    }
}
