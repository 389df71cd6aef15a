using System.Net;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Mqtt.Broker;
using WaterWatch.Mqtt.Client;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>The embedded broker with mosquitto's own tools.</summary>
public class EmbeddedBrokerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [SkippableTheory]
    [InlineData("mqttv311", "0")]
    [InlineData("mqttv311", "1")]
    [InlineData("mqttv311", "2")]
    [InlineData("mqttv5", "0")]
    [InlineData("mqttv5", "1")]
    [InlineData("mqttv5", "2")]
    public async Task Messages_go_from_publisher_to_subscriber(string version, string qos)
    {
        Mosquitto.RequireOrSkip();
        await using var broker = Start();
        await using var subscriber = await Mosquitto.SubscribeAsync(broker.LocalEndPoint.Port, "-V", version, "-t", "river/+/cd", "-q", qos);
        Assert.Equal(0, await Mosquitto.PublishAsync(broker.LocalEndPoint.Port, "-V", version, "-t", "river/lalang/cd", "-m", "0.0247", "-q", qos));
        Assert.Equal($"river/lalang/cd {qos} 0 0.0247", await subscriber.NextAsync());
    }

    [SkippableTheory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task A_retained_message_reaches_who_subscribes_later(string version)
    {
        Mosquitto.RequireOrSkip();
        await using var broker = Start();
        var port = broker.LocalEndPoint.Port;
        Assert.Equal(0, await Mosquitto.PublishAsync(port, "-V", version, "-t", "a/status", "-m", "online", "-q", "1", "-r"));
        Assert.Equal(0, await Mosquitto.PublishAsync(port, "-V", version, "-t", "b/status", "-m", "online", "-q", "1", "-r"));
        Assert.Equal(0, await Mosquitto.PublishAsync(port, "-V", version, "-t", "b/status", "-n", "-q", "1", "-r"));
        await using var subscriber = await Mosquitto.SubscribeAsync(port, "-V", version, "-t", "+/status", "-q", "1");
        Assert.Equal("a/status 1 1 online", await subscriber.NextAsync());
        // The cleared one does not come: this one is next.
        Assert.Equal(0, await Mosquitto.PublishAsync(port, "-V", version, "-t", "c/status", "-m", "now", "-q", "1"));
        Assert.Equal("c/status 1 0 now", await subscriber.NextAsync());
    }

    [SkippableTheory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task The_will_is_published_when_a_client_is_killed(string version)
    {
        Mosquitto.RequireOrSkip();
        await using var broker = Start();
        var port = broker.LocalEndPoint.Port;
        await using var watcher = await Mosquitto.SubscribeAsync(port, "-V", version, "-t", "s/status", "-q", "1");
        await using (await Mosquitto.SubscribeAsync(
            port, "-V", version, "-t", "x", "--will-topic", "s/status", "--will-payload", "offline", "--will-qos", "1"))
        {
        }
        Assert.Equal("s/status 1 0 offline", await watcher.NextAsync());
    }

    [SkippableTheory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task A_persistent_session_gets_what_came_while_it_was_away(string version)
    {
        Mosquitto.RequireOrSkip();
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var broker = Start(o => o with { ConnectionEnded = (client, _) => { if (client == "keeper") left.TrySetResult(); } });
        var port = broker.LocalEndPoint.Port;
        await using (await Mosquitto.SubscribeAsync(port, "-V", version, "-c", "-i", "keeper", "-t", "k/#", "-q", "1"))
        {
        }
        await left.Task.WaitAsync(s_patience);
        for (var i = 0; i < 3; i++)
            Assert.Equal(0, await Mosquitto.PublishAsync(port, "-V", version, "-t", "k/1", "-m", $"{i}", "-q", "1"));
        await using var back = await Mosquitto.SubscribeAsync(port, "-V", version, "-c", "-i", "keeper", "-t", "k/#", "-q", "1");
        for (var i = 0; i < 3; i++) Assert.Equal($"k/1 1 0 {i}", await back.NextAsync());
    }

    [SkippableTheory]
    [InlineData("mqttv311", "1")]
    [InlineData("mqttv311", "2")]
    [InlineData("mqttv5", "1")]
    [InlineData("mqttv5", "2")]
    public async Task The_publisher_waits_until_its_message_is_stored(string version, string qos)
    {
        Mosquitto.RequireOrSkip();
        var gate = new HoldingGate();
        await using var broker = Start(o => o with { Gate = gate });
        using var publisher = Mosquitto.StartPublish(broker.LocalEndPoint.Port, "-V", version, "-t", "r/1", "-m", "x", "-q", qos);
        var offer = await gate.NextAsync();
        // Another client's whole exchange passes meanwhile, and the first still waits.
        Assert.Equal(0, await Mosquitto.PublishAsync(broker.LocalEndPoint.Port, "-V", version, "-t", "other", "-m", "y", "-q", "1"));
        Assert.False(publisher.HasExited);
        offer.Complete(stored: true);
        await publisher.WaitForExitAsync().WaitAsync(s_patience);
        Assert.Equal(0, publisher.ExitCode);
    }

    [SkippableTheory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task A_publisher_learns_that_its_message_could_not_be_stored(string version)
    {
        Mosquitto.RequireOrSkip();
        var gate = new HoldingGate();
        await using var broker = Start(o => o with { Gate = gate });
        using var publisher = Mosquitto.StartPublish(broker.LocalEndPoint.Port, "-V", version, "-t", "r/1", "-m", "x", "-q", "1");
        (await gate.NextAsync()).Complete(stored: false);
        await publisher.WaitForExitAsync().WaitAsync(s_patience);
        Assert.NotEqual(0, publisher.ExitCode);
    }

    [Fact]
    public async Task What_could_not_be_stored_is_sent_again()
    {
        var gate = new HoldingGate();
        await using var broker = Start(o => o with { Gate = gate });
        await using var station = new MqttClient(new MqttClientOptions
        {
            Port = broker.LocalEndPoint.Port,
            ClientId = "station",
            CleanStart = false,
            SessionExpiry = 60,
            BackOffMin = TimeSpan.FromMilliseconds(20),
        });
        _ = station.RunAsync(CancellationToken.None);
        var published = station.PublishAsync("r/1", "x"u8.ToArray());
        (await gate.NextAsync()).Complete(stored: false);
        var again = await gate.NextAsync();
        Assert.True(again.Duplicate);
        Assert.False(published.IsCompleted);
        again.Complete(stored: true);
        await published.WaitAsync(s_patience);
    }

    private static MqttBroker Start(Func<MqttBrokerOptions, MqttBrokerOptions>? with = null)
    {
        var options = new MqttBrokerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) };
        return MqttBroker.Start(with?.Invoke(options) ?? options);
    }
}
