using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Limits;
using WaterWatch.Quality;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Storage;

namespace WaterWatch.Benchmarks.Way;

/// <summary>
/// The way of a reading without MQTT: decode, decide, pack, commit, take over, for more and more series, each step's CPU a message. What it costs must not depend on
/// how many series there are.
/// </summary>
internal static class WayBenchmark
{
    private const int BatchSize = 2048;
    private const int ReadingsAMessage = 4;
    private const int SeriesAStation = 20;
    private const int Rounds = 3;
    private static readonly DateTimeOffset Start = new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly int[] Sizes = [1_000, 20_000, 200_000];

    private static readonly string[] Keys =
        ["Cd", "Pb", "As", "Hg", "Cu", "Zn", "Se", "Cr6", "Ni", "Sb", "Tl", "Mn", "Fe", "pH", "DO", "Temperature", "Turbidity", "Conductivity", "Cl", "SO4"];

    public static int Measure(string[] arguments)
    {
        var messages = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 400_000;
        var sizes = arguments.Length > 1 ? [int.Parse(arguments[1], CultureInfo.InvariantCulture)] : Sizes;
        Console.WriteLine($"{messages} messages with {ReadingsAMessage} readings each, in batches of {BatchSize}; microseconds of CPU a message");
        Console.WriteLine("     series   decode  look up   decide     pack+commit    apply    total    managed MB  resident MB");

        // For the compiler: all is ready before anything is counted.
        _ = Run(Sizes[0], messages);
        var totals = sizes.ToDictionary(size => size, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var size in sizes)
            {
                totals[size].Add(Run(size, messages).Say(size, messages));
            }
        }

        var medians = totals.ToDictionary(t => t.Key, t => t.Value.Order().ElementAt(Rounds / 2));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"medians {string.Join(", ", medians.Select(m => $"{m.Key}: {m.Value:0.00}"))}; dearest to cheapest {medians.Values.Max() / medians.Values.Min():0.00}"));
        return 0;
    }

    private static Stages Run(int series, int messages)
    {
        var folder = Directory.CreateTempSubdirectory("waterwatch-way-");
        try
        {
            using var log = WatchLog.Open(folder.FullName);
            var run = new Stages(Plan(series / SeriesAStation), log);

            // Every series is known and its memory full before anything is measured.
            var warm = Math.Max(series / ReadingsAMessage * 17, 50_000);
            run.Go(0, warm);
            log.IndexStep(force: true);
            run.Clear();
            run.Go(warm, messages);
            return run;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static WatchPlan Plan(int stations)
    {
        var determinands = Keys.Select(k => Determinand.Find(k)!).ToList();
        var rules = determinands.ConvertAll(d => new DeterminandRules(d, Fraction.Total)
        {
            Limits = [new Limit("GB 3838-2002", "III", d, Fraction.Total, LimitSense.AtMost, 1_000_000m)],
            Interval = TimeSpan.FromMinutes(15),
            Quality = new QualityThresholds { SensorSpan = new(0, 2_000_000), UserSpan = new(0, 1_500_000), Spike = 100_000m, RatePerHour = 100_000m, FlatLineCount = 5 },
        });
        var places = Enumerable.Range(0, stations).Select(i => new Place(Station(i), new LocalizedName(Station(i), ""))).ToList();
        var watched = places.ConvertAll(p => new WatchedStation(
            new Station(new StationId(p.Id), "way", p.Name, p.Id, null, TimeZoneInfo.Utc, "GB 3838-2002", "III"), [], rules, AlertRule.Default));
        return new WatchPlan([new WatchedRiver("way", new LocalizedName("Way", ""), TimeZoneInfo.Utc, new RiverNetwork(places, []), watched)], TimeSpan.FromMinutes(5), "way");
    }

    private static string Station(int number) => $"s{number.ToString("00000", CultureInfo.InvariantCulture)}";

    private sealed class Stages(WatchPlan plan, WatchLog log)
    {
        private readonly WatchState _state = new();
        private readonly string[] _stations = [.. plan.Stations.Keys.Order(StringComparer.Ordinal)];
        private readonly ReadingBuffer _buffer = new();
        private readonly ArrayBufferWriter<byte> _block = new();
        private readonly long[] _ticks = new long[5];

        public void Clear() => Array.Clear(_ticks);

        public void Go(int first, int count)
        {
            for (var from = first; from < first + count; from += BatchSize)
            {
                var messages = Enumerable.Range(from, Math.Min(BatchSize, first + count - from)).Select(Message).ToList();
                Batch(messages);
            }
        }

        /// <returns>Microseconds of CPU a message.</returns>
        public double Say(int series, int messages)
        {
            GC.Collect();
            var each = _ticks.Select(t => t * 1e6 / TimeSpan.TicksPerSecond / messages).ToArray();
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{series,11}{each[0],9:0.00}{each[1],9:0.00}{each[2],9:0.00}{each[3],16:0.00}{each[4],9:0.00}{each.Sum(),9:0.00}{GC.GetTotalMemory(false) / 1048576.0,14:0}{process.WorkingSet64 / 1048576.0,13:0}"));
            GC.KeepAlive(this);
            return each.Sum();
        }

        private void Batch(List<Message> messages)
        {
            var at = Cpu();
            _buffer.Clear();
            var decoded = messages.ConvertAll(m => Decider.Decode(m, plan, _state, _buffer));
            at = Lap(0, at);
            var held = Decider.Forgotten(decoded).ToDictionary(f => f, _ => (IReadOnlyList<Sample>)[]);
            at = Lap(1, at);
            _block.ResetWrittenCount();
            messages.ForEach(m => RawBlock.Append(_block, m.Raw));
            var draft = new Draft(_state, held, _block.WrittenMemory, messages[^1].Raw.ReceivedAt);
            foreach (var message in decoded)
            {
                Decider.Decide(draft, plan, message);
            }

            var batch = draft.ToBatch();
            at = Lap(2, at);
            log.Commit(batch);
            at = Lap(3, at);
            _state.Apply(batch);
            Lap(4, at);
        }

        /// <summary>Of the whole process, so that what the garbage collector does for a step counts too.</summary>
        private static long Cpu() => Environment.CpuUsage.TotalTime.Ticks;

        private long Lap(int step, long since)
        {
            var now = Cpu();
            _ticks[step] += now - since;
            return now;
        }

        private Message Message(int number)
        {
            var parts = SeriesAStation / ReadingsAMessage;
            var (station, part, round) = (_stations[number % _stations.Length], number / _stations.Length % parts, number / _stations.Length / parts);
            var taken = Start.AddMinutes(15 * round);
            var text = new StringBuilder($"{{\"taken_at\":\"{taken:yyyy-MM-dd'T'HH:mm:ss'Z'}\",\"readings\":[");
            for (var i = 0; i < ReadingsAMessage; i++)
            {
                var key = Keys[part * ReadingsAMessage + i];
                var unit = Determinand.Find(key)!.Unit.Symbol();
                text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? "," : "")}{{\"determinand\":\"{key}\",\"value\":{7.10m + (number * 7 + i) % 83 * 0.01m},\"unit\":\"{unit}\"}}");
            }

            var raw = new RawMessage("way", $"waterwatch/v1/way/{station}/readings", station, taken.AddSeconds(5), Encoding.UTF8.GetBytes(text.Append("]}").ToString()));
            return new Message(raw, PayloadFormat.Json, "way", IsRetained: false);
        }
    }
}
