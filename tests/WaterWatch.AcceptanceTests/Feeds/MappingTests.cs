using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Feeds;

/// <summary>Payloads of others through a real broker: what The Things Stack and ThingsBoard's gateway send becomes readings of their stations.</summary>
[Collection(RunningService.Name)]
public sealed class MappingTests
{
    private const string Mapped = """

              - { filter: "v3/+/devices/+station/up", format: mapped, mapping: things-stack }
              - { filter: "v1/gateway/telemetry", format: mapped, mapping: gateway }
        mappings:
          - name: things-stack
            devices: { lalang-1: s1 }
            time: { path: received_at, format: rfc3339 }
            readings: [ { path: uplink_message.decoded_payload.cd_ug_l, determinand: Cd, unit: ug/L, absent_means: 0 } ]
          - name: gateway
            records: "+station[*]"
            devices: { Lalang: s1, Sancha: s2 }
            time: { path: ts, format: epoch_ms }
            readings: [ { path: values.cd, determinand: Cd, unit: mg/L } ]
        """;

    [SkippableFact]
    public async Task What_platforms_publish_is_read_at_its_stations_and_what_nobody_knows_is_set_aside_until_it_is_known()
    {
        Mosquitto.RequireOrSkip();
        await using var mosquitto = await Mosquitto.StartAsync();
        using var home = new ServiceHome(new TestConfig(3), ServiceHome.FeedAt(mosquitto.Port));
        var settings = Path.Combine(home.Config, "waterwatch.yaml");
        await File.AppendAllTextAsync(settings, Mapped);
        await using (var service = await home.Start().ReadyAsync())
        {
            await PublishAsync(mosquitto, "v3/ww@tenant/devices/lalang-1/up", """{"received_at":"2012-01-15T01:30:00.123456789Z","uplink_message":{"f_cnt":41,"decoded_payload":{"cd_ug_l":408}}}""");
            await PublishAsync(mosquitto, "v1/gateway/telemetry", """{"Lalang":[{"ts":1326594600000,"values":{"cd":0.41}}],"Sancha":[{"ts":1326591000000,"values":{"cd":0.001}}],"Hejiang":[{"ts":1326591000000,"values":{"cd":0.9}}]}""");
            await Eventually.TrueAsync("both stations are read", async () => (await ReadingsAsync(service, 1)).Count == 2 && (await ReadingsAsync(service, 2)).Count == 1);

            Assert.Equal(["2012-01-15T01:30:00.123Z 0.408", "2012-01-15T02:30:00Z 0.41"], await ReadingsAsync(service, 1));
            Assert.Equal(["2012-01-15T01:30:00Z 0.001"], await ReadingsAsync(service, 2));
            var aside = Assert.Single(await service.AllAsync("/api/v1/set-aside"));
            Assert.Equal("UnknownStation", aside.GetProperty("reason").GetString());
            await service.StopAsync();
        }

        await File.WriteAllTextAsync(settings, (await File.ReadAllTextAsync(settings)).Replace("Sancha: s2", "Sancha: s2, Hejiang: s3", StringComparison.Ordinal));
        await using var again = await home.Start().ReadyAsync();
        using var released = await again.Api.PostAsync("/api/v1/set-aside/1/release", new StringContent("""{"by":"Qin","reason":"it is s3"}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(200, (int)released.StatusCode);
        Assert.Equal(["2012-01-15T01:30:00Z 0.9"], await ReadingsAsync(again, 3));
        Assert.Contains(await again.AllAsync("/api/v1/alerts?state=open"), a => a.GetProperty("station").GetString() == "s3");
    }

    [Fact]
    public async Task Decode_shows_what_would_be_read_and_says_by_its_exit_code_whether_that_is_all()
    {
        var payloads = Path.Combine(Repository.Root, "tests", "cases", "_payloads");
        string[] Decode(string file, params string[] more) => ["decode", Path.Combine(payloads, file), "--config", Path.Combine(payloads, "config"), .. more];

        var whole = await CommandRun.RunAsync(Decode("good/sensorthings.payload", "--feed", "corpus", "--topic", "v1.0/Datastreams(12)/Observations"));
        Assert.Equal((0, "lalang Cd total 0.408 mg/L taken 2012-01-15T01:30:00Z mark N\n1 reading; nothing is set aside."), (whole.ExitCode, whole.Text));

        var partly = await CommandRun.RunAsync(Decode("bad/json-no-unit.payload", "--feed", "corpus", "--topic", "waterwatch/v1/longjiang/lalang/readings"));
        Assert.Equal(1, partly.ExitCode);
        Assert.Contains("set aside of lalang: MissingMember: Cd", partly.Text, StringComparison.Ordinal);

        foreach (var (wrong, words) in new[]
        {
            (Decode("good/sensorthings.payload", "--feed", "corpse", "--topic", "x"), "Nearest known: \"corpus\""),
            (Decode("good/sensorthings.payload", "--feed", "corpus"), "--topic"),
            (Decode("good/no-such-file", "--feed", "corpus", "--topic", "x"), "cannot be read"),
        })
        {
            var run = await CommandRun.RunAsync(wrong);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains(run.Errors, e => e.Contains(words, StringComparison.Ordinal));
        }
    }

    private static async Task PublishAsync(Mosquitto mosquitto, string topic, string payload) =>
        Assert.Equal(0, await Mosquitto.PublishAsync(mosquitto.Port, "-q", "1", "-t", topic, "-m", payload));

    private static async Task<IReadOnlyList<string>> ReadingsAsync(ServiceProcess service, int station) =>
        [.. (await service.AllAsync($"/api/v1/stations/s{station}/readings")).Select(r => $"{r.GetProperty("taken_at").GetString()} {r.GetProperty("value").GetRawText().Trim('"')}")];
}
