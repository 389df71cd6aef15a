using WaterWatch.Benchmarks.Broker;
using WaterWatch.Benchmarks.Pipeline;
using WaterWatch.Benchmarks.Projection;
using WaterWatch.Benchmarks.Steps;
using WaterWatch.Benchmarks.Storage;
using WaterWatch.Benchmarks.Way;

return args switch
{
    ["pipeline", .. var rest] => await PipelineBenchmark.RunAsync(rest),
    ["latency"] => await PipelineBenchmark.LatencyAsync(),
    ["steps"] => StepBenchmarks.Run(),
    ["way", .. var rest] => WayBenchmark.Measure(rest),
    ["storm", .. var rest] => StormBenchmark.Measure(rest),
    ["storage", .. var rest] => await StorageBenchmark.RunAsync(rest),
    ["soak", .. var rest] => await SoakBenchmark.RunAsync(rest),
    ["sizes", .. var rest] => await SizesBenchmark.RunAsync(rest),
    ["influx", .. var rest] => await InfluxBenchmark.RunAsync(rest),
    ["broker", .. var rest] => await BrokerBenchmark.RunAsync(rest),
    ["broker-serve", var port] => await BrokerBenchmark.ServeAsync(int.Parse(port)),
    ["broker-traffic", var port, var qos, var warm, var messages] => await RawTraffic.RunAsync(int.Parse(port), int.Parse(qos), int.Parse(warm), int.Parse(messages)),
    ["broker-idle", var port, var connections] => await RawTraffic.IdleAsync(int.Parse(port), int.Parse(connections)),
    ["load", var port, var first, var end, var stations, .. var wide] => await Load.RunAsync(int.Parse(port), int.Parse(first), int.Parse(end), int.Parse(stations), wide is ["wide"]),
    ["bare", var port, var warm, var messages] => await BareSubscriber.RunAsync(int.Parse(port), int.Parse(warm), int.Parse(messages)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        dotnet run -c Release --project tests/WaterWatch.Benchmarks -- pipeline [MESSAGES]

        Measures the durable pipeline through mosquitto at QoS 1, three values a message, against a subscriber that only counts and
        acknowledges: three runs of each in turn, then publish-to-alert at 5,000 messages a second. Needs mosquitto (apt-get install mosquitto).

        … -- latency          from publish to alert alone
        … -- sizes [MESSAGES [SERIES…]] the service's CPU a message and memory with 1,000, 20,000 and 200,000 series
        … -- soak [MINUTES]   ten minutes at full load: memory each half minute, and whether all that was sent is stored
        … -- way [MESSAGES [SERIES]]   decode, decide, commit, take over without MQTT, at 1,000, 20,000 and 200,000 series
        … -- storm [MESSAGES [river|basin]] what 10,000 alerts within a minute cost the pipeline, and how many people are told
        … -- broker [MESSAGES] the embedded broker to a bare subscriber at QoS 0 and 1, beside mosquitto, and 5,000 idle connections
        … -- influx [READINGS] from the log into a real InfluxDB 1, beside the same requests by a bare loop (apt-get install influxdb)
        … -- steps            single steps, by BenchmarkDotNet

        dotnet run -c Release --project tests/WaterWatch.Benchmarks -- storage [write [LOAD…] | wait | ask]

        Measures the log alone: bytes on disk and CPU a message (write; loads are numbered from 1), how long commits take beside the index, checkpoints and
        snapshots (wait), and answers: a year of one series, the last value of all (ask; needs mosquitto).
        """);
    return 2;
}
