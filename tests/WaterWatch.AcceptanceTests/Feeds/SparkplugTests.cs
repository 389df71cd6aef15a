using Google.Protobuf;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Feeds.Sparkplug.Wire;

namespace WaterWatch.AcceptanceTests.Feeds;

/// <summary>An edge node of Sparkplug B through a real broker, and a service that is killed in between: nothing disappears, and births are asked for.</summary>
[Collection(RunningService.Name)]
public sealed class SparkplugTests
{
    private const string Settings = """

              - { filter: "spBv1.0/#", format: mapped, mapping: plant }
        mappings:
          - name: plant
            payload: sparkplug_b
            devices: { "River/edge1/lalang": s1 }
            readings: [ { path: cd_ugL, determinand: Cd, unit: ug/L } ]
        """;

    private const ulong At = 1326591000000;

    /// <summary>As it stands in a payload that is shown in hex.</summary>
    private static readonly string s_rebirth = Convert.ToHexStringLower("Node Control/Rebirth"u8);

    private ulong _seq;

    [SkippableFact]
    public async Task After_a_kill_births_are_asked_for_and_what_came_by_alias_meanwhile_is_released_once_they_are_there()
    {
        Mosquitto.RequireOrSkip();
        await using var mosquitto = await Mosquitto.StartAsync();
        using var home = new ServiceHome(new TestConfig(1), ServiceHome.FeedAt(mosquitto.Port));
        await File.AppendAllTextAsync(Path.Combine(home.Config, "waterwatch.yaml"), Settings);
        await using var commands = await Mosquitto.SubscribeAsync(mosquitto.Port, "-q", "1", "-t", "spBv1.0/River/NCMD/edge1", "-F", "MSG %t %q %r %x");
        await using (var service = await home.Start().ReadyAsync())
        {
            Assert.Contains(s_rebirth, await commands.NextAsync(), StringComparison.Ordinal);
            await BirthAsync(mosquitto);
            await PublishAsync(mosquitto, "DDATA", Cadmium(408, At));
            await Eventually.TrueAsync("what came by alias is read", async () => (await ReadingsAsync(service)).Contains("2012-01-15T01:30:00Z 0.408"));
            await service.KillAsync();
        }

        await using var again = await home.Start().ReadyAsync();
        Assert.Contains(s_rebirth, await commands.NextAsync(), StringComparison.Ordinal);
        await PublishAsync(mosquitto, "DDATA", Cadmium(409, At + 60_000));
        await Eventually.TrueAsync("what nobody can explain yet is set aside", async () => (await again.AllAsync("/api/v1/set-aside")).Count == 1);
        Assert.Equal("UnknownAlias", (await again.AllAsync("/api/v1/set-aside"))[0].GetProperty("reason").GetString());

        await BirthAsync(mosquitto);
        await PublishAsync(mosquitto, "DDATA", Cadmium(410, At + 120_000));
        await Eventually.TrueAsync("aliases are known again", async () => (await ReadingsAsync(again)).Contains("2012-01-15T01:32:00Z 0.410"));
        using var released = await again.Api.PostAsync("/api/v1/set-aside/1/release", new StringContent("""{"by":"Qin","reason":"its birth is there"}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(200, (int)released.StatusCode);
        Assert.Contains("2012-01-15T01:31:00Z 0.409", await ReadingsAsync(again));

        await PublishAsync(mosquitto, "spBv1.0/River/NDEATH/edge1", new Payload { Metrics = { BdSeq() } });
        await Eventually.TrueAsync("the death of the node is its station's", async () =>
            (await again.AllAsync("/api/v1/timeline")).Any(e => e.GetProperty("kind").GetString() == "StationReportedOffline" && e.GetProperty("station").GetString() == "s1"));
    }

    private async Task BirthAsync(Mosquitto mosquitto)
    {
        _seq = 0;
        await PublishAsync(mosquitto, "spBv1.0/River/NBIRTH/edge1", Numbered(BdSeq()));
        var birth = Cadmium(1, At - 60_000);
        birth.Name = "cd_ugL";
        await PublishAsync(mosquitto, "DBIRTH", birth);
    }

    private Task PublishAsync(Mosquitto mosquitto, string type, Metric metric) => PublishAsync(mosquitto, $"spBv1.0/River/{type}/edge1/lalang", Numbered(metric));

    private static async Task PublishAsync(Mosquitto mosquitto, string topic, Payload payload)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, payload.ToByteArray());
        Assert.Equal(0, await Mosquitto.PublishAsync(mosquitto.Port, "-q", "1", "-t", topic, "-f", file));
        File.Delete(file);
    }

    private Payload Numbered(Metric metric) => new() { Timestamp = At, Seq = _seq++, Metrics = { metric } };

    private static Metric Cadmium(double value, ulong at) => new() { Alias = 7, Timestamp = at, Datatype = 10, DoubleValue = value };

    private static Metric BdSeq() => new() { Name = "bdSeq", Datatype = 4, LongValue = 5 };

    private static async Task<IReadOnlyList<string>> ReadingsAsync(ServiceProcess service) =>
        [.. (await service.AllAsync("/api/v1/stations/s1/readings")).Select(r => $"{r.GetProperty("taken_at").GetString()} {r.GetProperty("value").GetRawText().Trim('"')}")];
}
