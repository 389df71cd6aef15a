using System.Diagnostics;
using System.Globalization;

namespace WaterWatch.Benchmarks.Pipeline;

/// <summary>One run's figures.</summary>
/// <param name="CpuMicroseconds">Of the subscriber's process, a message.</param>
internal readonly record struct Run(double MessagesPerSecond, double CpuMicroseconds, double PeakMegabytes);

/// <summary>
/// The durable pipeline beside a subscriber that only counts and acknowledges, in turn, through the same mosquitto with the same load: the ratio of their
/// rates is the figure to keep, since it holds on any machine.
/// </summary>
internal static class PipelineBenchmark
{
    private const int Stations = 1000;
    private const int Rounds = 3;
    private const int ValuesAMessage = 3;

    /// <summary>
    /// Sent to either before it is measured: a service that runs for years is not judged by its first seconds under the compiler, which has the way of a reading
    /// ready after some hundred thousand messages, and that of the questions that are asked meanwhile after as many of those.
    /// </summary>
    private const int WarmUp = 600_000;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var messages = arguments is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 300_000;
        Console.WriteLine($"{Environment.ProcessorCount} cores, {messages} messages a run at QoS 1 with {ValuesAMessage} values each, {Stations} stations, through mosquitto");
        var bare = new List<Run>();
        var durable = new List<Run>();
        for (var round = 1; round <= Rounds; round++)
        {
            bare.Add(Say($"bare subscriber {round}", await BareAsync(messages)));
            durable.Add(Say($"durable pipeline {round}", await DurableAsync(messages)));
        }

        var (a, b) = (Median(bare, r => r.MessagesPerSecond), Median(durable, r => r.MessagesPerSecond));
        Console.WriteLine(Line($"bare             {a:0} messages/s, {Median(bare, r => r.CpuMicroseconds):0.0} us of CPU a message"));
        Console.WriteLine(Line($"durable          {b:0} messages/s, {b * ValuesAMessage:0} readings/s, {Median(durable, r => r.CpuMicroseconds):0.0} us of CPU a message, {Median(durable, r => r.PeakMegabytes):0} MB at most"));
        Console.WriteLine(Line($"ratio {b / a:0.00}"));
        var own = new List<Run>();
        for (var round = 1; round <= Rounds; round++)
        {
            own.Add(Say($"embedded broker {round}", await DurableAsync(messages, embedded: true)));
        }

        var c = Median(own, r => r.MessagesPerSecond);
        Console.WriteLine(Line($"embedded broker  {c:0} messages/s, {c * ValuesAMessage:0} readings/s, {Median(own, r => r.CpuMicroseconds):0.0} us of CPU a message, broker included"));
        return await LatencyAsync();
    }

    /// <summary>From publish to alert alone.</summary>
    public static async Task<int> LatencyAsync()
    {
        var latencies = await AlertLatency.MeasureAsync();
        Console.WriteLine(Line($"publish to alert p50 {latencies.P50.TotalMilliseconds:0.0} ms, p99 {latencies.P99.TotalMilliseconds:0.0} ms ({latencies.Alerts} alerts at {latencies.Rate:0} messages/s); the slowest of the first hundred {latencies.First.TotalMilliseconds:0} ms"));
        return 0;
    }

    private static async Task<Run> BareAsync(int messages)
    {
        using var bench = await Bench.StartAsync(Stations);
        using var subscriber = Child.Self("bare", $"{bench.BrokerPort}", $"{WarmUp}", $"{WarmUp + messages}");
        await subscriber.SaysAsync("ready");
        using var warmUp = Child.Self("load", $"{bench.BrokerPort}", "0", $"{WarmUp}", $"{Stations}");
        await subscriber.SaysAsync("warm");
        await warmUp.EndsAsync();
        var (cpu, started) = (subscriber.Cpu, Stopwatch.GetTimestamp());
        using var load = Child.Self("load", $"{bench.BrokerPort}", $"{WarmUp}", $"{WarmUp + messages}", $"{Stations}");
        await subscriber.SaysAsync("done");
        return Result(messages, started, subscriber, cpu);
    }

    private static async Task<Run> DurableAsync(int messages, bool embedded = false)
    {
        using var bench = await Bench.StartAsync(Stations, embedded);
        var url = $"http://127.0.0.1:{Bench.FreePort()}";
        using var service = Child.DotNet(typeof(RunningWatch).Assembly.Location, "run", "--config", bench.Config, "--data", bench.Data, "--urls", url);
        await service.SaysAsync("is ready");
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        await Bench.UntilAsync(http, "waterwatch_feed_listening{feed=\"bench\"}", 1);
        using var warmUp = Child.Self("load", $"{bench.BrokerPort}", "0", $"{WarmUp}", $"{Stations}");
        await Bench.UntilAsync(http, "waterwatch_messages_stored_total", WarmUp);
        await warmUp.EndsAsync();
        var (cpu, started) = (service.Cpu, Stopwatch.GetTimestamp());
        using var load = Child.Self("load", $"{bench.BrokerPort}", $"{WarmUp}", $"{WarmUp + messages}", $"{Stations}");
        await Bench.UntilAsync(http, "waterwatch_messages_stored_total", WarmUp + messages);
        return Result(messages, started, service, cpu);
    }

    private static Run Result(int messages, long started, Child subscriber, TimeSpan cpuBefore) => new(
        messages / Stopwatch.GetElapsedTime(started).TotalSeconds,
        (subscriber.Cpu - cpuBefore).TotalMicroseconds / messages,
        subscriber.PeakBytes / 1024.0 / 1024.0);

    private static Run Say(string what, Run run)
    {
        Console.WriteLine(Line($"  {what,-20} {run.MessagesPerSecond,8:0} messages/s  {run.CpuMicroseconds,6:0.0} us CPU a message  {run.PeakMegabytes,5:0} MB"));
        return run;
    }

    private static double Median(List<Run> runs, Func<Run, double> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
