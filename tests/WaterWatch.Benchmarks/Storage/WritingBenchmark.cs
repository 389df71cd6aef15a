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

    public static void Run()
    {
        Measure("1,000 stations x 3 values, batches of 4,000", stations: 1000, values: 3, messagesABatch: 4000, messages: 1_000_000);
        Measure("10,000 stations x 20 values, batches of 1,000, one day", stations: 10_000, values: 20, messagesABatch: 1000, messages: 960_000);
        Measure("a quiet river: 20 stations x 3 values, one message a batch", stations: 20, values: 3, messagesABatch: 1, messages: 20_000);
    }

    public static void Measure(string what, int stations, int values, int messagesABatch, int messages)
    {
        var folder = Directory.CreateTempSubdirectory("waterwatch-bench-").FullName;
        try
        {
            var river = new StoredRiver(stations, values);
            TimeSpan cpu;
            var slowest = TimeSpan.Zero;
            using (var log = WatchLog.Open(folder))
            {
                cpu = Write(log, river, messages, messagesABatch, ref slowest);
                while (log.IndexStep(force: true))
                {
                }

                log.Checkpoint();
                log.LongWriteAheadLog = 0;
                log.Checkpoint();
            }

            Console.WriteLine($"{what}:");
            Say(folder, river, (long)messages * values);
            Console.WriteLine($"  CPU {cpu.TotalMicroseconds / messages:0.00} us a message, {cpu.TotalMicroseconds / messages / values:0.000} us a reading; slowest commit {slowest.TotalMilliseconds:0.0} ms; {Environment.WorkingSet / 1e6:0} MB");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TimeSpan Write(WatchLog log, StoredRiver river, int messages, int messagesABatch, ref TimeSpan slowest)
    {
        var cpu = TimeSpan.Zero;
        var process = Process.GetCurrentProcess();
        for (var sent = 0; sent < messages;)
        {
            var made = new List<Batch>();
            for (var i = 0; i < MadeAtOnce && sent < messages; i++, sent += messagesABatch)
            {
                made.Add(river.Next(log.NewestBatch + made.Count + 1, messagesABatch));
            }

            process.Refresh();
            var before = process.TotalProcessorTime;
            foreach (var batch in made)
            {
                var started = Stopwatch.GetTimestamp();
                log.Commit(batch);
                slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(started).Ticks));
            }

            log.IndexStep();
            log.Checkpoint();
            process.Refresh();
            cpu += process.TotalProcessorTime - before;
        }

        return cpu;
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
}
