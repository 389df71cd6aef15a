using System.Globalization;
using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Configuration.Options;
using WaterWatch.Projection;

namespace WaterWatch.AcceptanceTests.Projection;

/// <summary>The v2 write path, which InfluxDB 2 and 3 have and Debian does not, by VictoriaMetrics: behind a path, as a proxy would have it.</summary>
public sealed class VictoriaMetricsTests
{
    [SkippableFact]
    public async Task What_is_written_by_the_v2_API_is_there_with_its_names_values_and_times()
    {
        VictoriaMetrics.RequireOrSkip();
        await using var server = await VictoriaMetrics.StartAsync();
        var settings = new InfluxSettings(server.Api.BaseAddress, Token: new Secret("a token")) { Org = "a bureau", Bucket = "rivers & lakes" };
        using var projection = InfluxClients.Of(settings, TimeProvider.System);
        var (lines, at) = (new LineWriter(), ASecondOfToday());
        for (var i = 0; i < 3; i++) lines.Begin(LineWriter.Prefix("reading", ("determinand", "Cd"), ("station", "拉浪 大坝, a=b"))).Field("value"u8, 0.4075m + i).Field("judged"u8, 2).Field("mark"u8, "N").At(at.AddSeconds(i));

        Assert.Equal(WriteResult.Written, await projection.WriteAsync(lines.Written, default));

        var series = await SeriesAsync(server);
        Assert.Equal("拉浪 大坝, a=b", series.GetProperty("metric").GetProperty("station").GetString());
        Assert.Equal([0.4075, 1.4075, 2.4075], series.GetProperty("values").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal(Enumerable.Range(0, 3).Select(i => at.AddSeconds(i).ToUnixTimeMilliseconds()), series.GetProperty("timestamps").EnumerateArray().Select(t => t.GetInt64()));
    }

    [SkippableFact]
    public async Task Each_fault_of_a_server_is_told_for_what_it_is_and_the_next_request_goes_through()
    {
        VictoriaMetrics.RequireOrSkip();
        await using var server = await VictoriaMetrics.StartAsync();
        await using var between = new FaultyDatabase(
            server.Api.BaseAddress!.Port,
            FaultyDatabase.Answer("429 Too Many Requests", "Retry-After: 7\r\n"),
            FaultyDatabase.Answer("503 Service Unavailable", $"Retry-After: {DateTimeOffset.UtcNow.AddMinutes(2).ToString("R", CultureInfo.InvariantCulture)}\r\n"),
            FaultyDatabase.Answer("500 Internal Server Error", body: """{"code":"internal error","message":"engine: no space left on device"}"""),
            FaultyDatabase.Answer("400 Bad Request", body: """{"code":"invalid","message":"partial write: field type conflict: dropped=1"}"""),
            FaultyDatabase.Answer("400 Bad Request", body: "unable to parse 'reading': missing fields"),
            FaultyDatabase.Answer("413 Request Entity Too Large"),
            FaultyDatabase.Answer("401 Unauthorized", body: """{"code":"unauthorized","message":"unauthorized access"}"""),
            FaultyDatabase.Answer("200 OK", body: "<html>Welcome</html>"),
            FaultyDatabase.Answer("301 Moved Permanently", "Location: http://127.0.0.1:1/\r\n"),
            FaultyDatabase.HalfClosed,
            FaultyDatabase.Silent,
            "HTTP/1.1 204 No Con");
        var settings = new InfluxSettings(new Uri(between.Url + server.Api.BaseAddress.AbsolutePath), Token: new Secret("a token")) { Bucket = "rivers" };
        using var projection = InfluxClients.Of(settings, TimeProvider.System, TimeSpan.FromMilliseconds(1500));
        var lines = new LineWriter();
        lines.Begin(LineWriter.Prefix("reading", ("station", "a"))).Field("value"u8, 1).At(ASecondOfToday());

        var told = new List<WriteResult>();
        while (between.Left > 0) told.Add(await projection.WriteAsync(lines.Written, default));

        Assert.Equal(
            [WriteOutcome.Busy, WriteOutcome.Busy, WriteOutcome.Busy, WriteOutcome.Refused, WriteOutcome.Refused, WriteOutcome.TooLarge, WriteOutcome.Denied, WriteOutcome.Denied, WriteOutcome.Denied,
                WriteOutcome.Unreachable, WriteOutcome.Unreachable, WriteOutcome.Unreachable],
            told.Select(t => t.Outcome));
        Assert.Equal(TimeSpan.FromSeconds(7), told[0].RetryAfter);
        Assert.InRange(told[1].RetryAfter, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        Assert.Contains("no space left on device", told[2].Words, StringComparison.Ordinal);
        Assert.Equal(1, told[3].Dropped);
        Assert.Contains("missing fields", told[4].Words, StringComparison.Ordinal);
        Assert.Contains("token", told[6].Words, StringComparison.Ordinal);
        Assert.Equal(WriteResult.Written, await projection.WriteAsync(lines.Written, default));
        Assert.Equal([1], (await SeriesAsync(server)).GetProperty("values").EnumerateArray().Select(v => v.GetDouble()));
    }

    private static DateTimeOffset ASecondOfToday() => DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).AddMinutes(-5);

    private static async Task<JsonElement> SeriesAsync(VictoriaMetrics server)
    {
        string[] exported = [];
        await Eventually.TrueAsync("the points are there", async () => (exported = await server.ExportAsync("{__name__=\"reading_value\"}")).Length > 0);
        return JsonDocument.Parse(Assert.Single(exported)).RootElement;
    }
}
