using System.Globalization;

namespace WaterWatch.Benchmarks.Pipeline;

/// <summary>
/// The whole service behind mosquitto with more and more series, 20 of each station: what a message costs must not depend on how many there are, and their memory is
/// counted in the process that holds nothing else. Every series is known and its memory full before anything is measured.
/// </summary>
internal static class SizesBenchmark
{
    private const int Rounds = 3;

    /// <summary>A series remembers 16 samples.</summary>
    private const int FullAfter = 17;
    private const int LeastWarmUp = 600_000;
    private static readonly int[] s_sizes = [1_000, 20_000, 200_000];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var messages = arguments is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 300_000;
        int[] sizes = arguments is [_, .. { Length: > 0 } asked] ? [.. asked.Select(a => int.Parse(a, CultureInfo.InvariantCulture))] : s_sizes;
        Console.WriteLine($"{messages} messages a run with {Load.WideValues} values each, {Load.SeriesAStation} series a station, through mosquitto");
        var costs = sizes.ToDictionary(size => size, _ => new List<double>());
        for (var round = 1; round <= Rounds; round++)
        {
            foreach (var size in sizes)
            {
                costs[size].Add(await MeasureAsync(size, messages));
            }
        }

        var medians = costs.Select(c => (Series: c.Key, Cost: c.Value.Order().ElementAt(Rounds / 2))).ToList();
        Console.WriteLine(Line($"medians {string.Join(", ", medians.Select(m => Line($"{m.Series}: {m.Cost:0.0} us")))}; dearest to cheapest {medians.Max(m => m.Cost) / medians.Min(m => m.Cost):0.00}"));
        return 0;
    }

    private static async Task<double> MeasureAsync(int series, int messages)
    {
        var stations = series / Load.SeriesAStation;
        var warmUp = Math.Max(LeastWarmUp, series / Load.WideValues * FullAfter);
        using var bench = await Bench.StartAsync(stations);
        var url = $"http://127.0.0.1:{Bench.FreePort()}";
        using var service = Child.DotNet(typeof(RunningWatch).Assembly.Location, "run", "--config", bench.Config, "--data", bench.Data, "--urls", url);
        await service.SaysAsync("is ready");
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        await Bench.UntilAsync(http, "waterwatch_feed_listening{feed=\"bench\"}", 1);
        await SendAsync(bench, http, 0, warmUp, stations);
        var before = service.Cpu;
        await SendAsync(bench, http, warmUp, warmUp + messages, stations);
        var cost = (service.Cpu - before).TotalMicroseconds / messages;
        Console.WriteLine(Line($"  {series,7} series  {cost,6:0.0} us of CPU a message  {service.NowBytes / 1048576.0,5:0} MB now  {service.PeakBytes / 1048576.0,5:0} MB at most"));
        return cost;
    }

    private static async Task SendAsync(Bench bench, HttpClient http, int first, int end, int stations)
    {
        using var load = Child.Self("load", $"{bench.BrokerPort}", $"{first}", $"{end}", $"{stations}", "wide");
        await Bench.UntilAsync(http, "waterwatch_messages_stored_total", end);
        await load.EndsAsync();
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
