using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WaterWatch.Benchmarks.Pipeline;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Storage;
using WaterWatch.Web.Api;

namespace WaterWatch.Benchmarks.Storage;

/// <summary>What answers cost, warm: a year of one series in 1,000 spans, by the query and over HTTP; the last value of 200,000 series; one late sample.</summary>
internal static class AskingBenchmark
{
    private const int Repeats = 30;

    public static async Task RunAsync()
    {
        await YearAsync();
        LastValues();
    }

    /// <summary>40 stations with 20 values each a quarter of an hour, for a year.</summary>
    private static async Task YearAsync()
    {
        const int Stations = 40;
        const int Values = 20;
        const int Rounds = 365 * 96;
        using var bench = await Bench.StartAsync(Stations);
        Fill(bench.Data, new StoredRiver(Stations, Values), Stations * Rounds);
        var loaded = ConfigurationFolder.Load(bench.Config, new Dictionary<string, string>(), [$"web.urls.0=http://127.0.0.1:{Bench.FreePort()}"]).Loaded!;
        await using var app = WatchHost.Build(loaded with { Settings = loaded.Settings with { DataDirectory = bench.Data } }, TimeProvider.System, ClockMode.OfTheWall, LogLevel.Error);
        await app.StartAsync();
        var log = app.Services.GetRequiredService<LogReader>();
        var query = new BucketsQuery([401]) { From = StoredRiver.Start, To = StoredRiver.Start.AddDays(365), Points = 1000 };
        var page = log.Buckets(query);
        Say($"a year of one series, {page.Items.Sum(b => b.Count)} samples in {page.Items.Count} spans", () => log.Buckets(query));
        Say("a day of one series, single readings", () => log.Readings(new ReadingsQuery([401]) { From = StoredRiver.Start.AddDays(100), To = StoredRiver.Start.AddDays(101) }));

        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var key = page.Items[0].Key;
        var path = $"/api/v1/stations/{key.Station.Value}/readings?determinand={key.Determinand.Key}&from=2012-01-01T00:00:00Z&to=2012-12-31T00:00:00Z&points=1000";
        var answer = JsonDocument.Parse(await http.GetStringAsync(path)).RootElement.GetProperty("items").GetArrayLength();
        Say($"the same over HTTP, {answer} items", () => http.GetByteArrayAsync(path).GetAwaiter().GetResult());
        await app.StopAsync();
    }

    /// <summary>10,000 stations with 20 values each, as the state has them.</summary>
    private static void LastValues()
    {
        var (river, state) = (new StoredRiver(10_000, 20), new WatchState());
        for (var seq = 1; seq <= 40; seq++)
        {
            state.Apply(river.Next(seq, 1000));
        }

        Say("the last value of 200,000 series, one look at the state", () => LatestApi.Newest(state, null, null, 0, int.MaxValue));
        var determinand = river.Series[0].Key.Determinand;
        Say("the last value of 10,000 stations, one determinand, one look", () => LatestApi.Newest(state, determinand, null, 0, int.MaxValue));
        Say("the same as items in JSON", () => JsonSerializer.SerializeToUtf8Bytes(LatestApi.Newest(state, determinand, null, 0, int.MaxValue).Select(f => LatestItem.Of(f.Key, f.Newest))));
    }

    private static void Fill(string folder, StoredRiver river, int messages)
    {
        using var log = WatchLog.Open(folder);
        for (var sent = 0; sent < messages; sent += 4000)
        {
            log.Commit(river.Next(log.NewestBatch + 1, 4000));
            log.IndexStep();
            log.Checkpoint();
        }

        var state = log.RestoreFromBeginning();
        log.SaveSnapshot(state.ToSnapshot());
        var at = StoredRiver.Start.AddDays(30);
        Say("a late sample looked up", () => log.Held(401, at));
    }

    private static void Say<T>(string what, Func<T> ask)
    {
        var took = new List<double>();
        for (var i = 0; i < 2 * Repeats; i++)
        {
            var started = Stopwatch.GetTimestamp();
            _ = ask();
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var warm = took.Skip(Repeats).Order().ToList();
        Console.WriteLine($"  {what}: p50 {warm[warm.Count / 2]:0.00} ms, slowest {warm[^1]:0.00} ms");
    }
}
