using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Limits;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Benchmarks.Way;

/// <summary>
/// A whole basin trips: within one minute every station raises an alert, amid its usual messages. What that costs the pipeline beyond the same minute without alerts,
/// as a share of the minute, and how many notifications it makes. In the basin the stations stand on rivers of their own, so that every alert is an incident; on
/// one river all of them are one incident.
/// </summary>
internal static class StormBenchmark
{
    private const int Stations = 10_000;
    private const int Batches = 600;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset Start = new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Determinand Cadmium = Determinand.Find("Cd")!;

    public static int Measure(string[] arguments)
    {
        var messages = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 300_000;
        Console.WriteLine($"{messages} messages in a minute, {Stations} of them over the limit, each at another station; seconds of the pipeline's one thread");
        Console.WriteLine("                       decide   commit    apply    total   beyond calm   of a minute   incidents  notified  not told");
        _ = new Run(Plan(isOneRiver: false, People()), Math.Max(messages / 4, 2 * Stations), isStorm: true).Go();
        foreach (var isOneRiver in arguments is [_, var only] ? [only == "river"] : (bool[])[true, false])
        {
            var name = isOneRiver ? "one river" : "basin";
            var calm = Say($"{name}, calm", new Run(Plan(isOneRiver, People()), messages, isStorm: false).Go(), null);
            Say($"{name}, nobody told", new Run(Plan(isOneRiver, OnCallPlan.Empty), messages, isStorm: true).Go(), calm);
            Say($"{name}, told", new Run(Plan(isOneRiver, People()), messages, isStorm: true).Go(), calm);
        }

        return 0;
    }

    private static double Say(string name, Run run, double? calm)
    {
        var seconds = run.Ticks.Select(t => t / (double)Stopwatch.Frequency).ToArray();
        var beyond = seconds.Sum() - (calm ?? seconds.Sum());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-20}{seconds[0],9:0.00}{seconds[1],9:0.00}{seconds[2],9:0.00}{seconds.Sum(),9:0.00}{beyond,14:0.00}{beyond / Minute.TotalSeconds,14:0.0%}{run.Incidents,12}{run.Notified,10}{run.NotTold,10}"));
        return seconds.Sum();
    }

    private static OnCallPlan People()
    {
        var people = Enumerable.Range(0, 12).Select(i => new Person($"p{i}", new LocalizedName($"Person {i}", ""), $"agency{i % 4}", Language.English, [new Channel.Mail($"p{i}@example.org")])).ToList();
        var policies = Enumerable.Range(0, 4).Select(i => new EscalationPolicy(
            $"policy{i}",
            new LocalizedName($"Policy {i}", ""),
            [new EscalationStep(TimeSpan.Zero, [new Target.Someone($"p{i}")]), new EscalationStep(TimeSpan.FromMinutes(15), [new Target.All($"agency{i}")], new Repetition(TimeSpan.FromMinutes(15), 3))],
            TimeSpan.FromMinutes(15))).ToList();
        return new OnCallPlan(Enumerable.Range(0, 4).Select(i => new Agency($"agency{i}", new LocalizedName($"Agency {i}", ""))), people, [], policies)
        {
            Routes = [.. policies.Select(p => new AlertRoute(Matcher.Everything, Level.Blue, p.Id))],
        };
    }

    private static WatchPlan Plan(bool isOneRiver, OnCallPlan people)
    {
        var rules = new DeterminandRules(Cadmium, Fraction.Total)
        {
            Limits = [new Limit("GB 3838-2002", "III", Cadmium, Fraction.Total, LimitSense.AtMost, 0.005m)],
            Interval = TimeSpan.FromMinutes(15),
        };
        var places = Enumerable.Range(0, Stations).Select(i => new Place(Name(i), new LocalizedName(Name(i), ""))).ToList();
        var travel = new TravelTime(TimeSpan.Zero, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(30), Assumed: false);
        var reaches = isOneRiver ? Enumerable.Range(1, Stations - 1).Select(i => new Rivers.Reach(Name(i - 1), Name(i), 0.1m, travel, "assumed")).ToList() : [];
        var watched = places.ConvertAll(p => new WatchedStation(
            new Station(new StationId(p.Id), "basin", p.Name, p.Id, null, TimeZoneInfo.Utc, "GB 3838-2002", "III"), [], [rules], AlertRule.Default));
        return new WatchPlan([new WatchedRiver("basin", new LocalizedName("Basin", ""), TimeZoneInfo.Utc, new RiverNetwork(places, reaches), watched)], TimeSpan.FromMinutes(5), "storm") { OnCall = people };
    }

    private static string Name(int number) => $"s{number.ToString("00000", CultureInfo.InvariantCulture)}";

    private sealed class Run(WatchPlan plan, int messages, bool isStorm)
    {
        private readonly WatchState _state = new();
        private readonly ReadingBuffer _buffer = new();
        private readonly ArrayBufferWriter<byte> _block = new();

        public long[] Ticks { get; } = new long[3];

        public int Incidents { get; private set; }

        public int Notified { get; private set; }

        public int NotTold { get; private set; }

        public Run Go()
        {
            var folder = Directory.CreateTempSubdirectory("waterwatch-storm-");
            try
            {
                using var log = WatchLog.Open(folder.FullName);

                // Every station was heard of before.
                Batch(log, [.. Enumerable.Range(0, Stations).Select(i => Message(i, Start, Start.AddSeconds(1), isOver: false))], Start.AddSeconds(1));
                Array.Clear(Ticks);
                (Incidents, Notified, NotTold) = (0, 0, 0);
                var (sent, over) = (0, 0);
                for (var batch = 1; batch <= Batches; batch++)
                {
                    var at = Start.AddMinutes(15) + Minute * batch / Batches;
                    var due = (int)((long)messages * batch / Batches) - sent;
                    var tripped = (int)((long)Stations * batch / Batches);
                    var list = Enumerable.Range(sent, due).Select(i => Message(i * 7, at, at, isOver: false)).ToList();
                    for (; isStorm && over < tripped; over++)
                    {
                        list[(over - tripped + list.Count) % list.Count] = Message(over, at.AddTicks(10), at, isOver: true);
                    }

                    (sent, over) = (sent + due, tripped);
                    Batch(log, list, at);
                    if (batch % 10 == 0)
                    {
                        // Beside the pipeline in the service.
                        log.IndexStep();
                        log.Checkpoint();
                    }
                }

                return this;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        private void Batch(WatchLog log, List<Message> messages, DateTimeOffset at)
        {
            _buffer.Clear();
            var decoded = messages.ConvertAll(m => Decider.Decode(m, plan, _state, _buffer));
            var held = Decider.Forgotten(decoded).ToDictionary(f => f, _ => (IReadOnlyList<Sample>)[]);
            _block.ResetWrittenCount();
            messages.ForEach(m => RawBlock.Append(_block, m.Raw));
            var since = Stopwatch.GetTimestamp();
            var draft = new Draft(_state, held, _block.WrittenMemory, at);
            foreach (var message in decoded)
            {
                Decider.Decide(draft, plan, message);
            }

            if (at.Ticks % TimeSpan.TicksPerSecond == 0)
            {
                Decider.Tick(draft, plan, [], at);
            }

            Decider.Tell(draft, plan);
            var batch = draft.ToBatch();
            since = Lap(0, since);
            log.Commit(batch);
            since = Lap(1, since);
            _state.Apply(batch);
            Lap(2, since);
            Incidents += batch.Entries.Count(e => e.Kind == EntryKind.IncidentOpened);
            Notified += batch.Entries.Count(e => e.Kind == EntryKind.NotificationQueued);
            NotTold += batch.Entries.Count(e => e.Kind == EntryKind.NotTold);
        }

        private long Lap(int step, long since)
        {
            var now = Stopwatch.GetTimestamp();
            Ticks[step] += now - since;
            return now;
        }

        private static Message Message(int number, DateTimeOffset taken, DateTimeOffset received, bool isOver)
        {
            var station = Name(number % Stations);
            var body = $"{{\"taken_at\":\"{taken:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}\",\"readings\":[{{\"determinand\":\"Cd\",\"value\":{(isOver ? "0.02" : "0.001")},\"unit\":\"mg/L\"}}]}}";
            return new Message(new RawMessage("storm", $"waterwatch/v1/basin/{station}/readings", station, received, Encoding.UTF8.GetBytes(body)), PayloadFormat.Json, "basin", IsRetained: false);
        }
    }
}
