using System.Diagnostics;
using System.Globalization;
using System.Net;
using WaterWatch.Benchmarks.Pipeline;
using WaterWatch.Mqtt.Broker;

namespace WaterWatch.Benchmarks.Broker;

/// <summary>The embedded broker beside mosquitto: messages a second to a bare subscriber at QoS 0 and 1, and what idle connections cost.</summary>
internal static class BrokerBenchmark
{
    private const int Runs = 3;
    private const int Idle = 5_000;

    public static async Task<int> RunAsync(string[] args)
    {
        var messages = args is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 600_000;
        foreach (var qos in (int[])[0, 1])
        {
            List<double> ratios = [];
            for (var run = 0; run < Runs; run++)
            {
                var mosquitto = await RateAsync(Mosquitto, qos, messages);
                var embedded = await RateAsync(Embedded, qos, messages);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"qos {qos}: embedded {embedded}, mosquitto {mosquitto}, ratio {embedded.Rate / mosquitto.Rate:0.00}"));
                ratios.Add(embedded.Rate / mosquitto.Rate);
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"qos {qos}: ratio {ratios.Order().ElementAt(Runs / 2):0.00} (the middle one of {Runs})"));
        }
        await IdleAsync();
        return 0;
    }

    /// <summary>The broker alone, as a process of its own.</summary>
    public static async Task<int> ServeAsync(int port)
    {
        var options = new MqttBrokerOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, port),
            // As mosquitto is told below: nothing is dropped for want of room.
            MaximumQueuedPerSession = int.MaxValue,
            MaximumQueuedBytesPerSession = long.MaxValue,
        };
        await using var broker = MqttBroker.Start(options);
        Console.WriteLine("running");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static async Task<Measured> RateAsync(Func<int, Task<Child>> start, int qos, int messages)
    {
        var port = Bench.FreePort();
        using var broker = await start(port);
        var warm = messages / 6;
        using var traffic = Child.Self("broker-traffic", $"{port}", $"{qos}", $"{warm}", $"{messages}");
        await traffic.SaysAsync("warm");
        var (began, cpu) = (Stopwatch.GetTimestamp(), broker.Cpu);
        await traffic.SaysAsync("done");
        return new Measured((messages - warm) / Stopwatch.GetElapsedTime(began).TotalSeconds, (broker.Cpu - cpu).TotalMicroseconds / (messages - warm));
    }

    /// <summary>Messages a second, and what the broker's own processor time for one is: on a machine that does other things too, the more certain of both.</summary>
    private readonly record struct Measured(double Rate, double CpuMicroseconds)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rate:0}/s ({CpuMicroseconds:0.0} us of CPU a message)");
    }

    private static async Task IdleAsync()
    {
        var port = Bench.FreePort();
        using var broker = await Embedded(port);
        var before = broker.NowBytes;
        using var clients = Child.Self("broker-idle", $"{port}", $"{Idle}");
        await clients.SaysAsync("ready");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"idle: {Idle} connections, {broker.NowBytes / 1e6:0} MB ({before / 1e6:0} MB before; at most {broker.PeakBytes / 1e6:0} MB)"));
    }

    private static async Task<Child> Embedded(int port) => await RunningAsync(Child.Self("broker-serve", $"{port}"));

    private static async Task<Child> Mosquitto(int port)
    {
        var conf = Path.GetTempFileName();
        await File.WriteAllTextAsync(conf, $"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0\nmax_inflight_bytes 0\n");
        return await RunningAsync(Child.Program(File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto", "-c", conf));
    }

    private static async Task<Child> RunningAsync(Child broker)
    {
        await broker.SaysAsync("running");
        return broker;
    }
}
