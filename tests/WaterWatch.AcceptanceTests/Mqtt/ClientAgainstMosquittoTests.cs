using System.Text;
using System.Threading.Channels;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Client;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>Our client with the real mosquitto broker.</summary>
public class ClientAgainstMosquittoTests
{
    [SkippableTheory]
    [InlineData(MqttProtocol.V311)]
    [InlineData(MqttProtocol.V5)]
    public async Task It_receives_what_others_publish(MqttProtocol protocol)
    {
        Mosquitto.RequireOrSkip();
        await using var broker = await Mosquitto.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port, protocol, "r/#");
        foreach (var qos in new[] { "0", "1", "2" })
        {
            Assert.Equal(0, await Mosquitto.PublishAsync(broker.Port, "-t", "r/1", "-m", $"镉 {qos}", "-q", qos));
            var message = await listener.NextAsync();
            Assert.Equal(("r/1", $"镉 {qos}"), (message.Topic, Encoding.UTF8.GetString(message.Payload.Span)));
            listener.Client.Acknowledge(message);
        }
    }

    [SkippableTheory]
    [InlineData(MqttProtocol.V311, MqttQos.AtLeastOnce)]
    [InlineData(MqttProtocol.V311, MqttQos.ExactlyOnce)]
    [InlineData(MqttProtocol.V5, MqttQos.AtLeastOnce)]
    [InlineData(MqttProtocol.V5, MqttQos.ExactlyOnce)]
    public async Task It_publishes_and_learns_of_the_acknowledgement(MqttProtocol protocol, MqttQos qos)
    {
        Mosquitto.RequireOrSkip();
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await Mosquitto.SubscribeAsync(broker.Port, "-t", "r/#", "-q", "2");
        await using var listener = await Listener.StartAsync(broker.Port, protocol, "other");
        var all = Enumerable.Range(0, 500).Select(i => listener.Client.PublishAsync("r/1", Encoding.UTF8.GetBytes($"{i}"), qos));
        await Task.WhenAll(all).WaitAsync(Listener.Patience);
        for (var i = 0; i < 500; i++) Assert.Equal($"r/1 {(int)qos} 0 {i}", await subscriber.NextAsync());
    }

    [SkippableTheory]
    [InlineData(MqttProtocol.V311)]
    [InlineData(MqttProtocol.V5)]
    public async Task Unacknowledged_messages_come_again_after_the_connection_is_dropped(MqttProtocol protocol)
    {
        Mosquitto.RequireOrSkip();
        await using var broker = await Mosquitto.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port, protocol, "r/#");
        for (var i = 0; i < 3; i++) Assert.Equal(0, await Mosquitto.PublishAsync(broker.Port, "-t", "r/1", "-m", $"{i}", "-q", "1"));
        MqttReceived[] first = [await listener.NextAsync(), await listener.NextAsync(), await listener.NextAsync()];
        listener.Client.Acknowledge(first[0]);
        // PUBACK 0 is out before the connection is cut: a later exchange on the same connection shows it.
        await listener.Client.PublishAsync("other", default);
        listener.Client.DropConnection("could not be stored");
        Assert.Equal(new MqttConnectionState.Lost("could not be stored"), await listener.NextStateAsync());
        Assert.Equal(new MqttConnectionState.Connected(SessionPresent: true), await listener.NextStateAsync());
        // Belongs to the lost connection, and is ignored.
        listener.Client.Acknowledge(first[1]);
        for (var i = 1; i < 3; i++)
        {
            var message = await listener.NextAsync();
            Assert.Equal(($"{i}", true), (Encoding.UTF8.GetString(message.Payload.Span), message.Duplicate));
        }
    }

    [SkippableFact]
    public async Task It_comes_back_when_the_broker_does_and_sends_what_was_not_acknowledged()
    {
        Mosquitto.RequireOrSkip();
        await using var broker = await Mosquitto.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port, MqttProtocol.V5, "r/#");
        await broker.StopAsync();
        Assert.IsType<MqttConnectionState.Lost>(await listener.NextStateAsync());
        var published = listener.Client.PublishAsync("r/1", "kept"u8.ToArray());
        await broker.StartAgainAsync();
        await published.WaitAsync(Listener.Patience);
        Assert.Equal("kept", Encoding.UTF8.GetString((await listener.NextAsync()).Payload.Span));
    }

    /// <summary>A running client, its messages and its states.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        private readonly Channel<MqttReceived> _messages = Channel.CreateUnbounded<MqttReceived>();
        private readonly Channel<MqttConnectionState> _states = Channel.CreateUnbounded<MqttConnectionState>();
        private Task _running = Task.CompletedTask;

        private Listener(int port, MqttProtocol protocol, string filter) => Client = new MqttClient(new MqttClientOptions
        {
            Port = port,
            ProtocolVersion = protocol,
            ClientId = "waterwatch",
            CleanStart = false,
            SessionExpiry = 3600,
            Subscriptions = [new MqttSubscription(filter, MqttQos.ExactlyOnce)],
            BackOffMin = TimeSpan.FromMilliseconds(20),
            BackOffMax = TimeSpan.FromMilliseconds(200),
            OnMessage = message => _messages.Writer.WriteAsync(message),
            OnState = state => _states.Writer.TryWrite(state),
        });

        public MqttClient Client { get; }

        public static async Task<Listener> StartAsync(int port, MqttProtocol protocol, string filter)
        {
            var listener = new Listener(port, protocol, filter);
            listener._running = listener.Client.RunAsync(CancellationToken.None);
            Assert.IsType<MqttConnectionState.Connected>(await listener.NextStateAsync());
            return listener;
        }

        public Task<MqttReceived> NextAsync() => _messages.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        public Task<MqttConnectionState> NextStateAsync() => _states.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await _running;
        }
    }
}
