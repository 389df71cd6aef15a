using System.Diagnostics;
using WaterWatch.Deciding;
using WaterWatch.Storage;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Benchmarks.Storage;

/// <summary>What storing costs: bytes on disk a reading, and CPU of the process a message for everything from a finished batch to the indexed file.</summary>
internal static class WritingBenchmark
{
    /// <summary>Batches that are made beforehand, so that making them is not counted.</summary>
    private const int MadeAtOnce = 8;

    /// <summary>Batches before the cost is counted: a service that runs for years is not judged by its first seconds under the compiler.</summary>
    private const int WarmUp = 60;

    private static readonly (string What, int Stations, int Values, int MessagesABatch, int Messages)[] s_loads =
    [
        ("1,000 stations x 3 values, batches of 4,000", 1000, 3, 4000, 1_500_000),
        ("66,667 stations x 3 values, batches of 4,000", 66_667, 3, 4000, 2_000_000),
        ("10,000 stations x 20 values, batches of 1,000, one day", 10_000, 20, 1000, 960_000),
        ("a quiet river: 20 stations x 3 values, one message a batch", 20, 3, 1, 20_000),
    ];

    /// <param name="which">Numbers of loads, from 1; all of them when there is none.</param>
    public static void Run(string[] which)
    {
        foreach (var (load, number) in s_loads.Select((load, i) => (load, i + 1)))
        {
            if (which is [] || which.Contains($"{number}"))
            {
                Measure(load.What, load.Stations, load.Values, load.MessagesABatch, load.Messages);
            }
        }
    }

    private static void Measure(string what, int stations, int values, int messagesABatch, int messages)
    {
        var folder = Directory.CreateTempSubdirectory("waterwatch-bench-").FullName;
        try
        {
            var river = new StoredRiver(stations, values);
            Cost cost;
            using (var log = WatchLog.Open(folder))
            {
                cost = Write(log, river, messages, messagesABatch);
                while (log.IndexStep(force: true))
                {
                }

                log.Checkpoint();
                log.LongWriteAheadLog = 0;
                log.Checkpoint();
            }

            Console.WriteLine($"{what}:");
            Say(folder, river, (long)messages * values);
            Say($"CPU {cost.Cpu.TotalMicroseconds / cost.Messages:0.00} us a message, {cost.Cpu.TotalMicroseconds / cost.Messages / values:0.000} us a reading; of it the collector paused {cost.Paused.TotalMicroseconds / cost.Messages:0.00} us; "
                + $"{cost.Allocated / cost.Messages} bytes allocated a message; commits p50 {cost.Percentile(50):0.0} ms, p99 {cost.Percentile(99):0.0} ms, slowest {cost.Percentile(100):0.0} ms; {Environment.WorkingSet / 1e6:0} MB");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Cost Write(WatchLog log, StoredRiver river, int messages, int messagesABatch)
    {
        var cost = new Cost();
        var process = Process.GetCurrentProcess();
        for (var sent = 0; sent < messages;)
        {
            var made = new List<Batch>();
            for (var i = 0; i < MadeAtOnce && sent < messages; i++, sent += messagesABatch)
            {
                made.Add(river.Next(log.NewestBatch + made.Count + 1, messagesABatch));
            }

            GC.Collect();
            process.Refresh();
            var (before, allocated, paused) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
            var commits = new List<TimeSpan>();
            foreach (var batch in made)
            {
                var started = Stopwatch.GetTimestamp();
                log.Commit(batch);
                commits.Add(Stopwatch.GetElapsedTime(started));
            }

            log.IndexStep();
            log.Checkpoint();
            process.Refresh();
            if (log.NewestBatch <= WarmUp)
            {
                continue;
            }

            cost.Cpu += process.TotalProcessorTime - before;
            cost.Commits.AddRange(commits);
            cost.Messages += made.Count * messagesABatch;
            cost.Allocated += GC.GetTotalAllocatedBytes() - allocated;
            cost.Paused += GC.GetTotalPauseDuration() - paused;
        }

        return cost;
    }

    private static void Say(string folder, StoredRiver river, long readings)
    {
        var path = Path.Combine(folder, WatchLog.FileName);
        using var connection = Connection.OpenReading(path);
        var (file, raw) = (new FileInfo(path).Length, connection.Number("SELECT sum(length(raw)) FROM batch"));
        Say($"file {file / 1e6:0.0} MB, of it raw messages {raw / 1e6:0.0} MB (1 to {(double)river.RawBytes / raw:0.0})");
        Say($"without them {(file - raw) / (double)readings:0.00} bytes a reading: batches {connection.Number("SELECT sum(length(readings)) FROM batch") / (double)readings:0.00}, "
            + $"what else they changed {connection.Number("SELECT sum(length(changes)) FROM batch") / (double)readings:0.00}, "
            + $"free pages {connection.Number("PRAGMA freelist_count") * 4096 / (double)readings:0.00}");
    }

    private static void Say(string text) => Console.WriteLine($"  {text}");

    private sealed class Cost
    {
        public TimeSpan Cpu { get; set; }

        public long Messages { get; set; }

        public long Allocated { get; set; }

        public TimeSpan Paused { get; set; }

        public List<TimeSpan> Commits { get; } = [];

        public double Percentile(int percent) => Commits.Order().ElementAt((Commits.Count - 1) * percent / 100).TotalMilliseconds;
    }
}
