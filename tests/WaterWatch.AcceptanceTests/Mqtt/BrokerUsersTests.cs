using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>The service's own broker with TLS, a user a station, and nobody else.</summary>
public sealed class BrokerUsersTests : IDisposable
{
    private readonly OwnAuthority _authority = new();

    [SkippableFact]
    public async Task A_station_publishes_its_own_readings_over_TLS_and_no_others()
    {
        Mosquitto.RequireOrSkip();
        var port = FreePort.Next();
        using var home = new ServiceHome(new TestConfig(Rivers: 2), SettingsAt(port));
        await using var service = await home.Start().ReadyAsync();
        var (certificate, key) = _authority.FilesOf("CN=station one");
        string[] byCertificate = ["--cafile", _authority.CaFile, "--cert", certificate, "--key", key, "-V", "mqttv5", "-q", "2"];
        Assert.Equal(0, await Mosquitto.PublishAsync(port, [.. byCertificate, "-t", TestConfig.Topic(1), "-m", Reading]));
        await Mosquitto.PublishAsync(port, [.. byCertificate, "-t", TestConfig.Topic(2), "-m", Reading]);
        string[] byPassword = ["--cafile", _authority.CaFile, "-V", "mqttv5", "-q", "1", "-u", "two"];
        Assert.Equal(0, await Mosquitto.PublishAsync(port, [.. byPassword, "-P", "a long password", "-t", TestConfig.Topic(2), "-m", Reading]));
        Assert.NotEqual(0, await Mosquitto.PublishAsync(port, [.. byPassword, "-P", "a wrong password", "-t", TestConfig.Topic(2), "-m", Reading]));
        Assert.NotEqual(0, await Mosquitto.PublishAsync(home.MqttPort, "-V", "mqttv5", "-q", "1", "-t", TestConfig.Topic(1), "-m", Reading));

        var metrics = await Metrics.ReadAsync(service);
        Assert.Equal(2, metrics["waterwatch_messages_stored_total"]);
        Assert.Equal(1, metrics["waterwatch_broker_refused_total{reason=\"publish_not_authorized\"}"]);
        Assert.Equal(2, metrics["waterwatch_broker_refused_total{reason=\"credentials\"}"]);
    }

    [SkippableFact]
    public async Task Where_there_are_no_users_a_station_of_this_machine_may_give_any_name()
    {
        Mosquitto.RequireOrSkip();
        using var home = new ServiceHome(new TestConfig(Rivers: 1));
        await using var service = await home.Start().ReadyAsync();
        Assert.Equal(0, await Mosquitto.PublishAsync(home.MqttPort, "-V", "mqttv5", "-q", "1", "-u", "anybody", "-P", "anything", "-t", TestConfig.Topic(1), "-m", Reading));
    }

    [Theory]
    [InlineData("would let anybody on the network publish", "broker.listen=0.0.0.0:1883")]
    [InlineData("Nobody could use the embedded broker", "broker.anonymous=false")]
    public async Task A_broker_that_anybody_or_nobody_could_use_does_not_start(string words, params string[] settings)
    {
        using var home = new ServiceHome(new TestConfig(Rivers: 1), settings);
        await using var service = home.Start();
        await service.SaidAsync(words);
    }

    public void Dispose() => _authority.Dispose();

    private static string Reading => """{"taken_at":"2026-01-15T09:30:00+08:00","readings":[{"determinand":"Cd","value":0.001,"unit":"mg/L"}]}""";

    private string[] SettingsAt(int port)
    {
        var (certificate, key) = _authority.FilesOf("CN=localhost");
        return
        [
            "broker.anonymous=false", $"broker.tls.listen=127.0.0.1:{port}", $"broker.tls.certificate_file={certificate}", $"broker.tls.key_file={key}", $"broker.tls.client_ca_file={_authority.CaFile}",
            "broker.users.0.name=one", "broker.users.0.certificate=CN=station one", $"broker.users.0.station={TestConfig.River(1)}/{TestConfig.Station(1)}",
            "broker.users.1.name=two", "broker.users.1.password=a long password", $"broker.users.1.station={TestConfig.River(2)}/{TestConfig.Station(2)}",
        ];
    }
}
