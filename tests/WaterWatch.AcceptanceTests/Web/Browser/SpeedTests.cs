using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Playwright;
using WaterWatch.AcceptanceTests.Backlogs;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.AcceptanceTests.Starting;
using Xunit.Abstractions;

namespace WaterWatch.AcceptanceTests.Web.Browser;

/// <summary>Issue 5, criterion 2: how fast pages are and what viewers cost. Measured and printed with WATERWATCH_TEST_LONG=1; how fast this machine is says nothing of whether the pages are right.</summary>
[Collection(RunningService.Name)]
public sealed class SpeedTests(Chromium chromium, ITestOutputHelper output) : IClassFixture<Chromium>
{
    private const int Viewers = 200;

    [SkippableFact]
    public async Task The_overview_of_five_hundred_stations_is_painted()
    {
        RequireLong();
        using var home = new ServiceHome(new TestConfig(0));
        var river = new LongRiver(500);
        river.Write(home.Config);
        await using var service = await home.Start().ReadyAsync();
        await using (var sender = new Sender(home.MqttPort))
        {
            await Task.WhenAll(Enumerable.Range(0, river.Stations).Select(i => sender.PublishAsync(river.TopicOf(i), Encoding.UTF8.GetString(river.Day(i)[0].Payload))));
        }

        await using var viewer = await chromium.OpenAsync(1440, 900, "en-GB");
        for (var look = 1; look <= 5; look++)
        {
            await viewer.Page.GotoAsync(home.Url("/"));
            await viewer.Page.WaitForFunctionAsync("performance.getEntriesByName('first-contentful-paint').length > 0");
            var painted = await viewer.Page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
            var bytes = await viewer.Page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].decodedBodySize");
            output.WriteLine($"overview of {river.Stations} stations, look {look}: {bytes / 1000:0} KB, first paint after {painted:0} ms");
            Assert.InRange(bytes, 50_000, 300_000);
        }

        using var list = await service.Api.GetAsync("/stations?lang=en");
        output.WriteLine($"list of {river.Stations} stations: {(await list.Content.ReadAsByteArrayAsync()).Length / 1000} KB");
    }

    [SkippableFact]
    public async Task A_year_of_a_station_is_drawn()
    {
        RequireLong();
        using var home = new ServiceHome(new TestConfig(YearOfData.Stations));
        YearOfData.Write(home.Data, TimeSpan.FromDays(365));
        await using var service = await home.Start().ReadyAsync();
        await using var viewer = await chromium.OpenAsync(1440, 900, "en-GB");
        for (var look = 1; look <= 5; look++)
        {
            var started = Stopwatch.GetTimestamp();
            await viewer.Page.GotoAsync(home.Url($"/stations/s{look}"));
            await Assertions.Expect(viewer.Page.Locator(".chart canvas").First).ToBeVisibleAsync();
            var drawn = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            var answered = await viewer.Page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].responseEnd");
            var painted = await viewer.Page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0");
            output.WriteLine($"station s{look} with a year of 12 determinands: answered after {answered:0} ms, painted after {painted:0} ms, its first chart drawn after {drawn:0} ms");

            started = Stopwatch.GetTimestamp();
            await viewer.Page.RunAndWaitForResponseAsync(() => viewer.Page.ClickAsync("#ranges button[data-days=\"365\"]"), answer => answer.Url.Contains("/readings?", StringComparison.Ordinal));
            output.WriteLine($"  a year in a chart, from the click to the answer: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        }

        await viewer.PictureAsync("station-year");
    }

    [SkippableFact]
    public async Task Two_hundred_look_on_while_the_demo_runs_and_one_of_them_reads_nothing()
    {
        RequireLong();
        var alone = await CpuOfDemoAsync(viewers: 0);
        var watched = await CpuOfDemoAsync(Viewers);
        output.WriteLine($"the demo: {alone:0.0} % of a core; with {Viewers} viewers: {watched:0.0} %; the viewers alone: {watched - alone:0.0} %");
    }

    private static void RequireLong()
    {
        Chromium.RequireOrSkip();
        Skip.If(!Repository.IsLong, "Takes minutes and measures; WATERWATCH_TEST_LONG=1 runs it.");
    }

    /// <returns>Percent of one core, over 30 s of the demo at its usual speed.</returns>
    private async Task<double> CpuOfDemoAsync(int viewers)
    {
        await using var demo = await DemoProcess.StartAsync();
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1000 };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(demo.Url("/")) };
        using var end = new CancellationTokenSource();
        using var deaf = new TcpClient();
        var longest = new long[1];
        if (viewers > 0)
        {
            await deaf.ConnectAsync("127.0.0.1", demo.HttpPort);
            await deaf.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        }

        var looking = Enumerable.Range(0, viewers).Select(_ => LookAsync(client, longest, end.Token)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(5));
        var (before, started) = (demo.Cpu, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(30));
        var share = (demo.Cpu - before) / Stopwatch.GetElapsedTime(started) * 100;
        await end.CancelAsync();
        var refreshed = (await Task.WhenAll(looking)).Sum();
        if (viewers > 0)
        {
            output.WriteLine($"{viewers} viewers refreshed {refreshed} times; the longest waited {Stopwatch.GetElapsedTime(0, longest[0]).TotalMilliseconds:0} ms");
        }

        return share;
    }

    /// <summary>As a page does: told of a batch it fetches its live part anew, at most every 400 ms, unless it is the same.</summary>
    private static async Task<int> LookAsync(HttpClient client, long[] longest, CancellationToken cancellation)
    {
        var refreshed = 0;
        try
        {
            using var events = await client.GetAsync("/api/v1/live", HttpCompletionOption.ResponseHeadersRead, cancellation);
            using var lines = new StreamReader(await events.Content.ReadAsStreamAsync(cancellation));
            EntityTagHeaderValue? tag = null;
            while (await lines.ReadLineAsync(cancellation) is { } line)
            {
                if (line != "event: batch") continue;
                using var request = new HttpRequestMessage(HttpMethod.Get, "/?part=live&lang=en");
                if (tag is not null) request.Headers.IfNoneMatch.Add(tag);
                var started = Stopwatch.GetTimestamp();
                using var part = await client.SendAsync(request, cancellation);
                await part.Content.ReadAsByteArrayAsync(cancellation);
                InterlockedMax(ref longest[0], Stopwatch.GetTimestamp() - started);
                tag = part.Headers.ETag ?? tag;
                refreshed++;
                await Task.Delay(400, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // Looked long enough.
        }

        return refreshed;
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (var known = Volatile.Read(ref most); value > known && Interlocked.CompareExchange(ref most, value, known) != known;)
        {
            known = Volatile.Read(ref most);
        }
    }
}
