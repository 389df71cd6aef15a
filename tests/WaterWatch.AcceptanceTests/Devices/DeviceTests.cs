using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Devices;

/// <summary>HJ 212 as it comes: by MQTT through mosquitto's tools, and by TCP.</summary>
[Collection(RunningService.Name)]
public sealed class DeviceTests
{
    private static readonly TestConfig s_config = new(1) { Devices = new Dictionary<int, string> { [1] = Packets.Device } };

    private const string Answer = "ST=91;CN=9014;";

    [SkippableFact]
    public async Task By_MQTT_a_packet_is_stored_in_mg_per_litre_and_answered_behind_its_topic()
    {
        Mosquitto.RequireOrSkip();
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        await using var answers = await Mosquitto.SubscribeAsync(home.MqttPort, "-t", "waterwatch/v1/river1/s1/hj212/ack", "-q", "1");

        Assert.Equal(0, await Mosquitto.PublishAsync(home.MqttPort, "-t", "waterwatch/v1/river1/s1/hj212", "-q", "1", "-m", Packets.Example));

        var expected = Packets.Data("QN=20120115093000000;ST=91;CN=9014;PW=123456;MN=450000000000000000000001;Flag=4;CP=&&&&").TrimEnd();
        Assert.Equal($"waterwatch/v1/river1/s1/hj212/ack 1 0 {expected}", (await answers.NextAsync()).TrimEnd());
        Assert.Equal(
            ["Cd 2012-01-15T01:30:00Z 0.4080 mg/L N", "pH 2012-01-15T01:30:00Z 7.82 pH N"], await ReadingsAsync(service));
    }

    [SkippableFact]
    public async Task By_MQTT_a_pack_of_SenML_is_stored_in_mg_per_litre()
    {
        Mosquitto.RequireOrSkip();
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();

        Assert.Equal(0, await Mosquitto.PublishAsync(
            home.MqttPort, "-t", "waterwatch/v1/river1/s1/senml", "-q", "1", "-m",
            """[{"bn":"urn:dev:ow:lalang01:","bt":1326591000,"n":"cd","u":"kg/m3","v":0.000408},{"n":"ph","u":"pH","v":7.82},{"n":"t","u":"Cel","v":12.4},{"n":"pb","s":4}]"""));

        Assert.Equal(
            ["Cd 2012-01-15T01:30:00Z 0.408 mg/L ", "Temperature 2012-01-15T01:30:00Z 12.4 Cel ", "pH 2012-01-15T01:30:00Z 7.82 pH "], await ReadingsAsync(service));
        Assert.Contains("a sum", Text(Assert.Single(await service.AllAsync("/api/v1/set-aside")), "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_floods_and_reads_no_answer_is_held_back_and_others_are_served()
    {
        using var home = new ServiceHome(s_config, Listening(out var port));
        await using var service = await home.Start().ReadyAsync();
        using var floods = await Caller.ConnectAsync(port);
        using var good = await Caller.ConnectAsync(port);

        // The same packet over and over: until the service reads no further, and the system's own buffers are full too.
        var flood = string.Concat(Enumerable.Repeat(Packets.Example, 1000));
        var sending = Task.Run(async () =>
        {
            while (true) await floods.SendAsync(flood);
        });
        for (var minute = 0; minute < 20; minute++)
        {
            await good.SendAsync(Packets.Cadmium(600 + minute, "1.0"));
            Assert.Contains($"QN=20120115000000{600 + minute};", await good.AnswerAsync(), StringComparison.Ordinal);
        }

        Assert.False(sending.IsCompleted);
        floods.Dispose();
        await Task.WhenAny(sending);
        Assert.Equal(22, (await ReadingsAsync(service)).Count);
    }

    [Fact]
    public async Task By_TCP_a_device_is_known_by_its_number_and_answered_after_the_commit()
    {
        using var home = new ServiceHome(s_config, Listening(out var port));
        await using var service = await home.Start().ReadyAsync();
        using var device = await Caller.ConnectAsync(port);

        await device.SendAsync(Packets.Example);
        Assert.Contains($"QN=20120115093000000;{Answer}", await device.AnswerAsync(), StringComparison.Ordinal);
        Assert.Equal(["Cd 2012-01-15T01:30:00Z 0.4080 mg/L N", "pH 2012-01-15T01:30:00Z 7.82 pH N"], await ReadingsAsync(service));

        // Byte by byte, then several at once, the last without its end.
        await device.SendByteByByteAsync(Packets.Cadmium(600, "1.0"));
        Assert.Contains("QN=20120115000000600;", await device.AnswerAsync(), StringComparison.Ordinal);
        await device.SendAsync(Packets.Cadmium(601, "1.1") + Packets.Cadmium(602, "1.2").TrimEnd() + Packets.Cadmium(603, "1.3").TrimEnd());
        device.EndSending();
        Assert.Contains("QN=20120115000000601;", await device.AnswerAsync(), StringComparison.Ordinal);
        Assert.Contains("QN=20120115000000602;", await device.AnswerAsync(), StringComparison.Ordinal);
        Assert.Contains("QN=20120115000000603;", await device.AnswerAsync(), StringComparison.Ordinal);
        Assert.Null(await device.AnswerAsync());
        Assert.Equal(6, (await ReadingsAsync(service)).Count);
    }

    [Fact]
    public async Task What_is_no_packet_is_kept_and_costs_other_devices_nothing()
    {
        using var home = new ServiceHome(s_config, Listening(out var port));
        await using var service = await home.Start().ReadyAsync();
        using var good = await Caller.ConnectAsync(port);
        using var stopsMidway = await Caller.ConnectAsync(port);
        using var noise = await Caller.ConnectAsync(port);
        using var stranger = await Caller.ConnectAsync(port);

        await stopsMidway.SendAsync(Packets.Example[..80]);
        await noise.SendAsync(string.Concat(Enumerable.Range(0, 40).Select(i => $"GET /{i} HTTP/1.1\r\n")));
        await stranger.SendAsync(Packets.Cadmium(1, "1.0", "450000000000000000000002"));
        await good.SendAsync(Packets.Example.Replace("408.0", "409.0", StringComparison.Ordinal) + Packets.Example);

        Assert.Contains("QN=20120115093000000;", await good.AnswerAsync(), StringComparison.Ordinal);
        Assert.Null(await noise.AnswerAsync());
        stopsMidway.Dispose();
        Assert.Equal(2, (await ReadingsAsync(service)).Count);
        await Eventually.TrueAsync("the cut packet is set aside too", async () => (await service.AllAsync("/api/v1/set-aside")).Count == 23);
        var aside = (await service.AllAsync("/api/v1/set-aside")).Select(a => a.GetProperty("reason").GetString()!).CountBy(r => r).ToDictionary();
        Assert.Equal(new Dictionary<string, int> { ["Unreadable"] = 22, ["UnknownStation"] = 1 }, aside);

        // The device says by its number which station it is, and so does what it could not finish.
        Assert.Contains(await service.AllAsync("/api/v1/set-aside"), a => a.GetProperty("topic").GetString() == $"hj212/{Packets.Device}");
        Assert.True(await service.IsReadyAsync());
    }

    private static string[] Listening(out int port)
    {
        port = FreePort.Next();
        return ["feeds.1.name=devices", $"feeds.1.listen=127.0.0.1:{port}"];
    }

    private static async Task<IReadOnlyList<string>> ReadingsAsync(ServiceProcess service)
    {
        var readings = await service.AllAsync("/api/v1/stations/s1/readings");
        return [.. readings.Select(r => $"{Text(r, "determinand")} {Text(r, "taken_at")} {r.GetProperty("value")} {Text(r, "unit")} {Text(r, "mark")}").Order(StringComparer.Ordinal)];
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
