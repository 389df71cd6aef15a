using System.Diagnostics;
using WaterWatch.AcceptanceTests.Killing;
using WaterWatch.AcceptanceTests.Servers;
using Xunit.Abstractions;
using Record = WaterWatch.AcceptanceTests.Killing.Record;

namespace WaterWatch.AcceptanceTests.Listening;

/// <summary>
/// A broker that is restarted, hangs and is cut off under load, behind TLS with a certificate for the service: nothing is lost or doubled, and what is said of the feed is so.
/// Issue 7, criterion 1; with WATERWATCH_TEST_LONG=1 for ten minutes.
/// </summary>
[Collection(RunningService.Name)]
public class BrokerTroubleTests(ITestOutputHelper output)
{
    private const string Connected = "waterwatch_feed_connected{feed=\"local\"}";
    private const string Connections = "waterwatch_feed_connections_total{feed=\"local\"}";

    private static readonly int s_troubles = Repository.IsLong ? 180 : 3;
    private static readonly IReadOnlyList<StationLoad> s_loads = [.. Enumerable.Range(1, 4).Select(i => new StationLoad(i, 250 * (s_troubles + 1)))];

    private readonly List<(string What, TimeSpan Took)> _seen = [];

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Nothing_is_lost_or_doubled_while_the_broker_is_restarted_hangs_and_is_cut_off(int qos)
    {
        Mosquitto.RequireOrSkip();
        using var authority = new OwnAuthority();
        await using var mosquitto = await Mosquitto.StartAsync(authority);
        await using var cable = new Cable(mosquitto.TlsPort);
        var (certificate, key) = authority.FilesOf("CN=waterwatch");
        using var home = new ServiceHome(
            new TestConfig(s_loads.Count),
            "broker.listen=", $"feeds.0.qos={qos}", $"feeds.0.address=localhost:{cable.Port}", $"feeds.0.tls.ca_file={authority.CaFile}", $"feeds.0.tls.certificate_file={certificate}", $"feeds.0.tls.key_file={key}");
        await using var service = await home.Start().ReadyAsync();
        await using (var rivers = new Killing.Rivers(s_loads, mosquitto.Port))
        {
            for (var trouble = 0; trouble < s_troubles; trouble++)
            {
                rivers.Allow((trouble + 1) * 250);
                await rivers.AcknowledgedAsync(s_loads.Count * ((trouble * 250) + 60));
                await TroubleAsync(trouble % 3, service, mosquitto, cable);
            }

            await rivers.CompleteAsync();
        }

        await service.ReadyAsync();
        foreach (var load in s_loads)
        {
            await Eventually.TrueAsync($"the last message of {load.Station} has come", async () =>
                (await service.GetAsync($"/api/v1/stations/{load.Station}/readings?from={load.LastAt:yyyy-MM-dd'T'HH:mm:ss'Z'}")).GetProperty("items").GetArrayLength() > 0);
        }

        var record = await Record.ReadAsync(service, s_loads);
        Record.Same("readings that were sent, each once", s_loads.SelectMany(l => l.Versions.Select(v => Record.Version(l.Station, v))), record.Readings.Select(Record.VersionOf));
        var lost = (await service.AllAsync("/api/v1/timeline")).Where(e => e.GetProperty("kind").GetString() == "FeedLost").Select(e => e.GetProperty("data").GetProperty("reason").GetString()!).ToList();
        Assert.Contains(lost, r => r.Contains("has answered nothing", StringComparison.Ordinal));
        await service.StopAsync();
        foreach (var kind in _seen.GroupBy(s => s.What))
        {
            output.WriteLine($"{kind.Key}: seen after {kind.Average(s => s.Took.TotalSeconds):0.0} s, {kind.Max(s => s.Took.TotalSeconds):0.0} s at most, {kind.Count()} times");
        }
    }

    private Task TroubleAsync(int which, ServiceProcess service, Mosquitto mosquitto, Cable cable) => which switch
    {
        0 => CutAsync(service, cable),
        1 => HangAsync(service, mosquitto),
        _ => RestartAsync(service, mosquitto),
    };

    private async Task CutAsync(ServiceProcess service, Cable cable)
    {
        var before = (await Metrics.ReadAsync(service))[Connections];
        cable.Cut();
        await SeenAsync(service, "a cut connection is made anew", m => m[Connections] > before && m[Connected] == 1);
    }

    private async Task HangAsync(ServiceProcess service, Mosquitto mosquitto)
    {
        await mosquitto.SignalAsync("STOP");
        await SeenAsync(service, "a broker that hangs is noticed", m => m[Connected] == 0);
        using (var answer = await service.Api.GetAsync("/readyz"))
        {
            Assert.Contains("has answered nothing", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await mosquitto.SignalAsync("CONT");
        await SeenAsync(service, "a broker that answers again is listened to", m => m[Connected] == 1);
    }

    private async Task RestartAsync(ServiceProcess service, Mosquitto mosquitto)
    {
        await mosquitto.EndAsync();
        await SeenAsync(service, "a broker that ends is noticed", m => m[Connected] == 0);
        await mosquitto.StartAgainAsync();
        await SeenAsync(service, "a broker that is back is listened to", m => m[Connected] == 1);
    }

    /// <summary>How long it took is written down, and not judged: on a busy machine it says nothing.</summary>
    private async Task SeenAsync(ServiceProcess service, string what, Func<IReadOnlyDictionary<string, double>, bool> isSo)
    {
        var started = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(what, async () => isSo(await Metrics.ReadAsync(service)));
        _seen.Add((what, Stopwatch.GetElapsedTime(started)));
    }
}
