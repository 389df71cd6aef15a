using System.Diagnostics;
using System.Globalization;

namespace WaterWatch.Benchmarks.Pipeline;

/// <summary>
/// Minutes at full load against the embedded broker: stations publish as fast as they are acknowledged, so that it is the service that slows them. Prints the memory each half minute, and in the end
/// whether everything that was sent was acknowledged and stored, once.
/// </summary>
internal static class SoakBenchmark
{
    private const int Stations = 1000;
    private const int MessagesAtOnce = 100_000;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var length = TimeSpan.FromMinutes(arguments is [var text, ..] ? double.Parse(text, CultureInfo.InvariantCulture) : 10);
        using var bench = await Bench.StartAsync(Stations, embedded: true);
        var url = $"http://127.0.0.1:{Bench.FreePort()}";
        using var service = Child.DotNet(typeof(RunningWatch).Assembly.Location, "run", "--config", bench.Config, "--data", bench.Data, "--urls", url);
        await service.SaysAsync("is ready");
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        await Bench.UntilAsync(http, "waterwatch_feed_listening{feed=\"bench\"}", 1);
        Console.WriteLine(Line($"{length.TotalMinutes:0.#} minutes of {Stations} stations at QoS 1, as fast as they are acknowledged"));

        var (started, sent, memory) = (Stopwatch.GetTimestamp(), 0, new List<double>());
        var load = Task.Run(async () =>
        {
            for (; Stopwatch.GetElapsedTime(started) < length; sent += MessagesAtOnce)
            {
                await Load.RunAsync(bench.BrokerPort, sent, sent + MessagesAtOnce, Stations);
            }
        });
        var before = 0.0;
        while (await Task.WhenAny(load, Task.Delay(Between)) != load)
        {
            var now = await Bench.ReadAsync(http);
            memory.Add(service.NowBytes / 1024.0 / 1024.0);
            var stored = now["waterwatch_messages_stored_total"];
            Console.WriteLine(Line($"{Stopwatch.GetElapsedTime(started).TotalSeconds,5:0} s  {memory[^1],5:0} MB  heap {now["dotnet_gc_heap_bytes"] / 1024 / 1024,5:0} MB  {(stored - before) / Between.TotalSeconds,7:0} messages/s  {now["waterwatch_inbox_length"],6:0} wait  {now["waterwatch_index_lag_readings"],8:0} to index  slowest batch {now["waterwatch_batch_seconds_max"]:0.00} s"));
            before = stored;
        }

        await load;
        return Judge(await Bench.ReadAsync(http), sent, memory, service.PeakBytes);
    }

    private static int Judge(IReadOnlyDictionary<string, double> counts, int sent, List<double> memory, long peak)
    {
        var stored = counts["waterwatch_messages_stored_total"];
        var isWhole = stored == sent && counts["waterwatch_duplicates_total"] == 0;
        Console.WriteLine(Line($"sent and acknowledged {sent}, stored {stored:0}, readings that came twice {counts["waterwatch_duplicates_total"]:0}, refused {counts["waterwatch_messages_refused_total"]:0}: {(isWhole ? "nothing was dropped" : "THEY DIFFER")}"));
        if (memory.Count >= 4)
        {
            var (early, late) = (memory[(memory.Count / 4)..(memory.Count / 2)].Average(), memory[(memory.Count * 3 / 4)..].Average());
            Console.WriteLine(Line($"memory {early:0} MB in the second quarter, {late:0} MB in the last ({(late / early - 1) * 100:+0;-0} %), {peak / 1024.0 / 1024.0:0} MB at most"));
        }

        return isWhole ? 0 : 1;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
