using System.Net;
using System.Threading.Channels;
using WaterWatch.Mqtt.Broker;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>An embedded broker on a free port, and the ends of its connections as they come.</summary>
internal sealed class SomeBroker : IAsyncDisposable
{
    private readonly Channel<(string Client, string Reason)> _ended = Channel.CreateUnbounded<(string, string)>();

    public SomeBroker(Func<MqttBrokerOptions, MqttBrokerOptions>? with = null)
    {
        var options = new MqttBrokerOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            TimeProvider = Time,
            ConnectionEnded = (client, reason) => _ended.Writer.TryWrite((client, reason)),
        };
        Broker = MqttBroker.Start(with?.Invoke(options) ?? options);
    }

    public MqttBroker Broker { get; }

    public ManualTime Time { get; } = new();

    public Task<RawPeer> OpenAsync() => RawPeer.OpenAsync(Broker);

    public Task<RawPeer> ConnectAsync(byte[] connect, bool sessionPresent = false) => RawPeer.ConnectAsync(Broker, connect, sessionPresent);

    /// <summary>A version 5 client that has subscribed to the filter, with QoS 1 unless told otherwise.</summary>
    public async Task<RawPeer> SubscriberAsync(string filter, byte options = 1, byte[]? connect = null, byte granted = 1)
    {
        var peer = await ConnectAsync(connect ?? Raw.Connect(Raw.V5, "watcher"));
        await peer.SendAsync(Raw.Subscribe(Raw.V5, filter, options));
        Assert.Equal($"9004000100{granted:X2}", await peer.NextHexAsync());
        return peer;
    }

    /// <summary>The next connection that ended, with its reason in words.</summary>
    public Task<(string Client, string Reason)> NextEndAsync() => _ended.Reader.ReadAsync().AsTask().WaitAsync(RawPeer.Patience);

    public async ValueTask DisposeAsync() => await Broker.DisposeAsync().AsTask().WaitAsync(RawPeer.Patience);
}

/// <summary>Takes topics below r/ and leaves their answer to the test.</summary>
internal sealed class HoldingGate : IPublishGate
{
    private readonly Channel<PublishOffer> _offers = Channel.CreateUnbounded<PublishOffer>();

    public ValueTask<bool> OfferAsync(PublishOffer offer, CancellationToken ct) =>
        new(offer.Topic.StartsWith("r/", StringComparison.Ordinal) && _offers.Writer.TryWrite(offer));

    public Task<PublishOffer> NextAsync() => _offers.Reader.ReadAsync().AsTask().WaitAsync(RawPeer.Patience);
}
