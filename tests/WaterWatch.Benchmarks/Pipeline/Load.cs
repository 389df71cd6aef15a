using System.Globalization;
using System.Text;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Client;

namespace WaterWatch.Benchmarks.Pipeline;

/// <summary>Stations that publish as fast as the broker lets them: three values a message, about 200 bytes, all within their limits.</summary>
internal static class Load
{
    private const int Connections = 4;
    private static readonly DateTimeOffset Start = new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Publishes the messages from number <paramref name="first"/> to before <paramref name="end"/>; each number is one sample of one station.</summary>
    public static async Task<int> RunAsync(int port, int first, int end, int stations)
    {
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(c => PublishAsync(port, c, first, end, stations)));
        return 0;
    }

    public static string Topic(int station) => $"waterwatch/v1/bench/{Station(station)}/readings";

    public static string Station(int station) => $"s{station.ToString("0000", CultureInfo.InvariantCulture)}";

    public static byte[] Payload(DateTimeOffset takenAt, string cadmium, int variation) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"taken_at":"{{takenAt:yyyy-MM-dd'T'HH:mm:ss'Z'}}","readings":[{"determinand":"Cd","value":{{cadmium}},"unit":"mg/L"},{"determinand":"Pb","value":0.00{{10 + (variation % 10)}},"unit":"mg/L"},{"determinand":"pH","value":7.{{10 + (variation % 80)}}}]}"""));

    private static async Task PublishAsync(int port, int connection, int first, int end, int stations)
    {
        using var stop = new CancellationTokenSource();
        await using var client = new MqttClient(new MqttClientOptions { Port = port, ClientId = $"load-{connection}" });
        var running = client.RunAsync(stop.Token);
        var topics = Enumerable.Range(0, stations).Select(Topic).ToArray();

        // Enough on the way that the broker never waits, few enough that this process stays small.
        using var window = new SemaphoreSlim(2000);
        var last = Task.CompletedTask;
        for (var i = first + connection; i < end; i += Connections)
        {
            await window.WaitAsync();
            var (station, round) = (i % stations, i / stations);
            var published = client.PublishAsync(topics[station], Payload(Start.AddMinutes(15 * round), $"0.00{10 + (i % 20)}", i), MqttQos.AtLeastOnce, retain: false, CancellationToken.None);
            last = published.ContinueWith(_ => window.Release(), TaskScheduler.Default);
        }

        for (var i = 0; i < 2000; i++)
        {
            await window.WaitAsync();
        }

        await last;
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
