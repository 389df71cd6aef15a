using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Configuration.Options;
using WaterWatch.Projection;

namespace WaterWatch.AcceptanceTests.Projection;

/// <summary>The v2 write path, which InfluxDB 2 and 3 have and Debian does not, by VictoriaMetrics.</summary>
public sealed class VictoriaMetricsTests
{
    [SkippableFact]
    public async Task What_is_written_by_the_v2_API_is_there_with_its_names_values_and_times()
    {
        VictoriaMetrics.RequireOrSkip();
        await using var server = await VictoriaMetrics.StartAsync();
        var settings = new InfluxSettings(server.Api.BaseAddress, Token: new Secret("a token")) { Org = "a bureau", Bucket = "rivers & lakes" };
        using var projection = new InfluxHttp(settings, TimeProvider.System);
        var (lines, at) = (new LineWriter(), DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).AddMinutes(-5));
        for (var i = 0; i < 3; i++) lines.Begin(LineWriter.Prefix("reading", ("determinand", "Cd"), ("station", "拉浪 大坝, a=b"))).Field("value"u8, 0.4075m + i).Field("judged"u8, 2).Field("mark"u8, "N").At(at.AddSeconds(i));

        Assert.Equal(WriteResult.Written, await projection.WriteAsync(lines.Written, default));

        string[] exported = [];
        await Eventually.TrueAsync("the points are there", async () => (exported = await server.ExportAsync("{__name__=\"reading_value\"}")).Length > 0);
        var series = JsonDocument.Parse(Assert.Single(exported)).RootElement;
        Assert.Equal("拉浪 大坝, a=b", series.GetProperty("metric").GetProperty("station").GetString());
        Assert.Equal([0.4075, 1.4075, 2.4075], series.GetProperty("values").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal(Enumerable.Range(0, 3).Select(i => at.AddSeconds(i).ToUnixTimeMilliseconds()), series.GetProperty("timestamps").EnumerateArray().Select(t => t.GetInt64()));
    }
}
