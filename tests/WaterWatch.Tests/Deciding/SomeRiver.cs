using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Rivers;

namespace WaterWatch.Tests.Deciding;

/// <summary>Rivers and plumes drawn by lot: a network of places with a station each, and what the stations send in the order in which each of them sends it.</summary>
internal sealed class SomeRiver
{
    private readonly Random _random;

    /// <param name="rule">For every determinand of every station; the default when not given.</param>
    public SomeRiver(int seed, int places, AlertRule? rule = null)
    {
        _random = new Random(seed);
        Ids = [.. Enumerable.Range(0, places).Select(i => $"p{i}")];
        Network = Draw();
        Plan = Some.Plan(Network, [.. Ids.Select(id => Some.Watched(id, rule: rule))]);
    }

    public IReadOnlyList<string> Ids { get; }

    public RiverNetwork Network { get; }

    public WatchPlan Plan { get; }

    /// <summary>Messages by station, each station's in the order of its samples.</summary>
    /// <param name="joiners">In some plumes an instrument marks what it measures, or values rise and are found within their limit; once a station.</param>
    public List<Message>[] Plumes(bool joiners = false) => [.. Ids.Select(id => Series(id, joiners))];

    /// <summary>As they were taken, over all stations.</summary>
    public static IEnumerable<Message> OnTime(IEnumerable<List<Message>> stations) =>
        stations.SelectMany(s => s).OrderBy(m => TakenAt(m)).ThenBy(m => m.Raw.Station, StringComparer.Ordinal);

    /// <summary>Any order in which each station's own is kept.</summary>
    public IEnumerable<Message> Shuffled(IEnumerable<List<Message>> stations)
    {
        var left = stations.Where(s => s.Count > 0).Select(s => new Queue<Message>(s)).ToList();
        while (left.Count > 0)
        {
            // Now and then a station sends all that it has: a backlog.
            var next = left[_random.Next(left.Count)];
            for (var count = _random.Next(4) == 0 ? next.Count : 1; count > 0; count--)
            {
                yield return next.Dequeue();
            }

            left.RemoveAll(q => q.Count == 0);
        }
    }

    /// <summary>The incidents as text: which alerts are together, and between which others nobody could tell.</summary>
    public static IEnumerable<string> Describe(WatchState state)
    {
        string Name(Incident incident) => string.Join(" ", incident.Alerts.Select(a => Describe(state.Members[a])).Order(StringComparer.Ordinal));

        return state.Incidents.Values
            .Select(i => $"{Name(i)}{(i.Candidates.Count == 0 ? "" : $" <- {string.Join(" | ", i.Candidates.Select(c => Name(state.Incidents[c])).Order(StringComparer.Ordinal))}")}")
            .Order(StringComparer.Ordinal);
    }

    /// <summary>Every alert that is remembered, the cleared ones too.</summary>
    public static IEnumerable<Alert> Remembered(WatchState state) => state.ToSnapshot().Alerts;

    /// <summary>What may belong to an incident but makes none, whether it stands alone, and how grave it was.</summary>
    public static IEnumerable<string> DescribeJoiners(WatchState state) =>
        Remembered(state)
            .Where(Belonging.MayOnlyJoin)
            .Select(a => $"{Describe(a)} peak {a.PeakLevel}{(a.Incident is null ? " alone" : "")}")
            .Order(StringComparer.Ordinal);

    public static string Describe(Alert alert)
    {
        var condition = alert.Key.Condition == Condition.LimitExceedance ? "" : $"/{alert.Key.Condition}";
        return $"{alert.Key.Station}/{alert.Key.Determinand}{condition}@{(alert.FiredAt - Some.Start).TotalHours:0.##}";
    }

    private static DateTimeOffset TakenAt(Message message) => DateTimeOffset.Parse(System.Text.Encoding.UTF8.GetString(message.Raw.Payload.Span).Split('"')[3], null);

    private RiverNetwork Draw()
    {
        var places = Ids.Select(id => new Place(id, new LocalizedName(id, id)) { IsDam = _random.Next(5) == 0 });
        var reaches = new List<Reach>();
        for (var below = 1; below < Ids.Count; below++)
        {
            for (var above = 0; above < below; above++)
            {
                if (_random.Next(below) == 0 && reaches.Count(r => r.To == Ids[below]) < 2)
                {
                    var fastest = 1 + _random.Next(4);
                    reaches.Add(_random.Next(12) == 0
                        ? new Reach(Ids[above], Ids[below], null, null, "")
                        : Some.Reach(Ids[above], Ids[below], fastest, fastest * (2 + _random.Next(4))));
                }
            }
        }

        return new RiverNetwork(places, reaches);
    }

    private List<Message> Series(string station, bool joiners)
    {
        var series = new List<Message>();
        var at = _random.Next(30) / 2.0;
        var (began, determinand, hadJoiner) = (at, "", false);
        for (var events = _random.Next(3); events > 0; events--)
        {
            // Now and then the other metal at the same time, so that one sample shows both.
            var isBeside = joiners && determinand.Length > 0 && _random.Next(2) == 0;
            (at, determinand) = isBeside ? (began, determinand == "Cd" ? "Pb" : "Cd") : (at, _random.Next(3) == 0 ? "Pb" : "Cd");
            began = at;
            if (_random.Next(3) > 0)
            {
                Add(determinand, "0.001");
            }

            var isJoiner = joiners && !hadJoiner && _random.Next(2) == 0;
            hadJoiner |= isJoiner;
            if (isJoiner && _random.Next(2) == 0)
            {
                Rise(determinand);
            }
            else
            {
                for (var over = _random.Next(1, 4); over > 0; over--)
                {
                    Add(determinand, "0.2", isJoiner ? ",\"mark\":\"M\"" : "");
                }
            }

            for (var below = _random.Next(3) == 0 ? 0 : 3; below > 0; below--)
            {
                Add(determinand, "0.001");
            }

            at += _random.Next(40);
        }

        return [.. series.OrderBy(TakenAt)];

        // Found after three samples without any, and soon several times as much, but within the limit.
        void Rise(string determinand)
        {
            foreach (var value in (string[])["<0.0001", "<0.0001", "<0.0001", "0.001", "0.004"])
            {
                Add(determinand, value);
            }
        }

        void Add(string determinand, string value, string mark = "")
        {
            at += 0.5 + _random.Next(4) / 2.0;
            series.Add(Some.Message(Some.Payload(Some.At(at), value, determinand, more: mark), Some.At(500), station));
        }
    }
}
