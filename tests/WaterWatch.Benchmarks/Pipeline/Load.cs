using System.Globalization;
using System.Text;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Client;

namespace WaterWatch.Benchmarks.Pipeline;

/// <summary>Stations that publish as fast as the broker lets them: three values a message, about 200 bytes, all within their limits.</summary>
internal static class Load
{
    private const int Connections = 4;
    /// <summary>Values of a river in order, with units: what a large station sends, four in a message. Up to seven more in their last place are within their limits.</summary>
    private static readonly (string Determinand, decimal Value, string Unit)[] s_wide =
    [
        ("Cd", 0.0012m, "mg/L"), ("Pb", 0.0015m, "mg/L"), ("pH", 7.42m, "pH"), ("Temperature", 12.4m, "Cel"), ("Conductivity", 412m, "uS/cm"),
        ("Turbidity", 14.2m, "NTU"), ("DO", 8.31m, "mg/L"), ("Flow", 123.4m, "m3/s"), ("Stage", 2.314m, "m"), ("As", 0.0021m, "mg/L"),
        ("Cu", 0.0130m, "mg/L"), ("Zn", 0.0410m, "mg/L"), ("Hg", 0.00002m, "mg/L"), ("Mn", 0.0520m, "mg/L"), ("Fe", 0.1310m, "mg/L"),
        ("Ni", 0.0031m, "mg/L"), ("Cr6", 0.0040m, "mg/L"), ("Sb", 0.0011m, "mg/L"), ("Tl", 0.00002m, "mg/L"), ("Hardness", 182m, "mg/L"),
    ];

    private static readonly DateTimeOffset Start = new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Of how many series a wide station is.</summary>
    public static int SeriesAStation => s_wide.Length;

    /// <summary>Values in a message of a wide station, which so sends <see cref="SeriesAStation"/> in several.</summary>
    public const int WideValues = 4;

    /// <summary>Publishes the messages from number <paramref name="first"/> to before <paramref name="end"/>; each number is one sample of one station.</summary>
    /// <param name="wide">Stations of <see cref="SeriesAStation"/> values instead of three.</param>
    public static async Task<int> RunAsync(int port, int first, int end, int stations, bool wide = false)
    {
        Func<int, byte[]> payload = wide ? n => WidePayload(n, stations) : n => Payload(Start.AddMinutes(15 * (n / stations)), $"0.00{10 + (n % 20)}", n);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(c => PublishAsync(port, c, first, end, stations, payload)));
        return 0;
    }

    public static string Topic(int station) => $"waterwatch/v1/bench/{Station(station)}/readings";

    public static string Station(int station) => $"s{station.ToString("0000", CultureInfo.InvariantCulture)}";

    public static byte[] Payload(DateTimeOffset takenAt, string cadmium, int variation) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"taken_at":"{{takenAt:yyyy-MM-dd'T'HH:mm:ss'Z'}}","readings":[{"determinand":"Cd","value":{{cadmium}},"unit":"mg/L"},{"determinand":"Pb","value":0.00{{10 + (variation % 10)}},"unit":"mg/L"},{"determinand":"pH","value":7.{{10 + (variation % 80)}}}]}"""));

    private static byte[] WidePayload(int number, int stations)
    {
        var parts = s_wide.Length / WideValues;
        var (part, round) = (number / stations % parts, number / stations / parts);
        var text = new StringBuilder($"{{\"taken_at\":\"{Start.AddMinutes(15 * round):yyyy-MM-dd'T'HH:mm:ss'Z'}\",\"readings\":[");
        for (var i = part * WideValues; i < (part + 1) * WideValues; i++)
        {
            var (determinand, value, unit) = s_wide[i];
            text.Append(CultureInfo.InvariantCulture, $"{(i % WideValues == 0 ? "" : ",")}{{\"determinand\":\"{determinand}\",\"value\":{value + (number * 7 + i) % 8 * LastPlace(value)},\"unit\":\"{unit}\"}}");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    /// <summary>One in the last digit: 0.0001 for 0.0012.</summary>
    private static decimal LastPlace(decimal value) => new(1, 0, 0, false, value.Scale);

    private static async Task PublishAsync(int port, int connection, int first, int end, int stations, Func<int, byte[]> payload)
    {
        using var stop = new CancellationTokenSource();
        await using var client = new MqttClient(new MqttClientOptions { Port = port, ClientId = $"load-{connection}" });
        var running = client.RunAsync(stop.Token);
        var topics = Enumerable.Range(0, stations).Select(Topic).ToArray();

        // Enough on the way that the broker never waits, few enough that this process stays small.
        using var window = new SemaphoreSlim(2000);
        var last = Task.CompletedTask;
        for (var i = first; i < end; i++)
        {
            // Each station has its own connection, as it does on a river: its samples come in their order.
            if (i % stations % Connections != connection)
            {
                continue;
            }

            await window.WaitAsync();
            var published = client.PublishAsync(topics[i % stations], payload(i), MqttQos.AtLeastOnce, retain: false, CancellationToken.None);
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
