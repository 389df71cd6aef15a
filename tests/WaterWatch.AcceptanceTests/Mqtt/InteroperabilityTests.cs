using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Broker;
using WaterWatch.Mqtt.Client;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>The embedded broker and our client with the clients of others, both ways, with TLS and certificates of clients too.</summary>
public sealed class InteroperabilityTests : IDisposable
{
    private readonly OwnAuthority _authority = new();

    [SkippableTheory]
    [InlineData("3.1.1", 0, false)]
    [InlineData("3.1.1", 1, false)]
    [InlineData("3.1.1", 2, false)]
    [InlineData("5", 0, false)]
    [InlineData("5", 1, false)]
    [InlineData("5", 2, false)]
    [InlineData("3.1.1", 2, true)]
    [InlineData("5", 0, true)]
    [InlineData("5", 1, true)]
    [InlineData("5", 2, true)]
    public async Task Paho_for_Python_hears_our_client_and_is_heard(string version, int qos, bool isSecure)
    {
        PahoEcho.RequireOrSkip();
        await using var broker = Start();
        var port = isSecure ? broker.TlsEndPoint!.Port : broker.LocalEndPoint.Port;
        await using var echo = await PahoEcho.StartAsync(port, version, qos, isSecure ? _authority : null);
        await using var client = new SomeClient(port, o => o with
        {
            ProtocolVersion = version == "5" ? MqttProtocol.V5 : MqttProtocol.V311,
            Tls = isSecure ? OurTls() : null,
            Subscriptions = [new MqttSubscription("from/python", (MqttQos)qos)],
        });
        Assert.IsType<MqttConnectionState.Connected>(await client.NextStateAsync());
        for (var i = 0; i < 20; i++)
        {
            await client.Client.PublishAsync("to/python", Encoding.UTF8.GetBytes($"镉 {i}"), (MqttQos)qos).WaitAsync(Eventually.Patience);
            var message = await client.NextAsync();
            Assert.Equal(($"镉 {i}", (MqttQos)qos), (Encoding.UTF8.GetString(message.Payload.Span), message.Qos));
            client.Client.Acknowledge(message);
        }
    }

    [SkippableTheory]
    [InlineData("mqttv311", "0")]
    [InlineData("mqttv311", "1")]
    [InlineData("mqttv311", "2")]
    [InlineData("mqttv5", "0")]
    [InlineData("mqttv5", "1")]
    [InlineData("mqttv5", "2")]
    public async Task Mosquitto_s_tools_speak_through_the_broker_with_TLS(string version, string qos)
    {
        Mosquitto.RequireOrSkip();
        await using var broker = Start();
        var (certificate, key) = _authority.FilesOf("CN=station");
        string[] secured = ["--cafile", _authority.CaFile, "--cert", certificate, "--key", key, "-V", version, "-q", qos];
        await using var subscriber = await Mosquitto.SubscribeAsync(broker.TlsEndPoint!.Port, [.. secured, "-t", "river/+/cd"]);
        Assert.Equal(0, await Mosquitto.PublishAsync(broker.TlsEndPoint.Port, [.. secured, "-t", "river/lalang/cd", "-m", "0.0247"]));
        Assert.Equal($"river/lalang/cd {qos} 0 0.0247", await subscriber.NextAsync());
    }

    [SkippableFact]
    public async Task Who_has_no_certificate_of_the_authority_is_turned_away_and_counted()
    {
        Mosquitto.RequireOrSkip();
        await using var broker = Start();
        using var other = new OwnAuthority();
        var (certificate, key) = other.FilesOf("CN=station");
        Assert.NotEqual(0, await Mosquitto.PublishAsync(broker.TlsEndPoint!.Port, "--cafile", _authority.CaFile, "-t", "a", "-m", "x", "-q", "1"));
        Assert.NotEqual(0, await Mosquitto.PublishAsync(broker.TlsEndPoint.Port, "--cafile", _authority.CaFile, "--cert", certificate, "--key", key, "-t", "a", "-m", "x", "-q", "1"));
        await Eventually.TrueAsync("both are counted", () => Task.FromResult(broker.Counts.RefusedFor(MqttRefusal.Tls) == 2));
        Assert.Equal(0, broker.Counts.Received);
    }

    [Fact]
    public async Task Our_client_does_not_speak_to_a_server_that_another_authority_vouches_for()
    {
        await using var broker = Start();
        using var other = new OwnAuthority();
        await using var client = new SomeClient(broker.TlsEndPoint!.Port, o => o with { Tls = new MqttClientTls(Of(other)) });
        var lost = Assert.IsType<MqttConnectionState.Lost>(await client.NextStateAsync());
        Assert.Contains("certificate", lost.Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_certificate_reaches_who_judges_it()
    {
        var subjects = new List<string>();
        await using var broker = Start(o => o with
        {
            Authenticate = who =>
            {
                subjects.Add(who.Certificate?.Subject ?? "");
                return MqttAdmission.As("somebody");
            },
        });
        await using var client = new SomeClient(broker.TlsEndPoint!.Port, o => o with { Tls = OurTls() });
        Assert.IsType<MqttConnectionState.Connected>(await client.NextStateAsync());
        Assert.Equal(["CN=waterwatch"], subjects);
    }

    public void Dispose() => _authority.Dispose();

    private static X509Certificate2Collection Of(OwnAuthority authority)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(authority.CaFile);
        return authorities;
    }

    private MqttClientTls OurTls()
    {
        var (certificate, key) = _authority.FilesOf("CN=waterwatch");
        return new MqttClientTls(Of(_authority), X509Certificate2.CreateFromPemFile(certificate, key));
    }

    private MqttBroker Start(Func<MqttBrokerOptions, MqttBrokerOptions>? with = null)
    {
        var options = new MqttBrokerOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Tls = new MqttTlsListener(new IPEndPoint(IPAddress.Loopback, 0), _authority.Server, []) { ClientAuthorities = Of(_authority), RequireClientCertificate = true },
        };
        return MqttBroker.Start(with?.Invoke(options) ?? options);
    }
}
