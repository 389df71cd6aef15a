using System.Threading.Channels;
using WaterWatch.Mqtt.Client;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>A running client, its messages, its states and its clock.</summary>
internal sealed class SomeClient : IAsyncDisposable
{
    private readonly Channel<MqttReceived> _messages = Channel.CreateUnbounded<MqttReceived>();
    private readonly Channel<MqttConnectionState> _states = Channel.CreateUnbounded<MqttConnectionState>();
    private readonly Task _running;

    public SomeClient(int port, Func<MqttClientOptions, MqttClientOptions>? with = null, Func<Exception?>? fault = null)
    {
        var options = new MqttClientOptions
        {
            Port = port,
            ClientId = "waterwatch",
            TimeProvider = Time,
            OnMessage = message => fault?.Invoke() is { } e ? throw e : _messages.Writer.WriteAsync(message),
            OnState = state => _states.Writer.TryWrite(state),
        };
        Client = new MqttClient(with?.Invoke(options) ?? options);
        _running = Client.RunAsync(CancellationToken.None);
    }

    public MqttClient Client { get; }

    public ManualTime Time { get; } = new();

    public Task<MqttReceived> NextAsync() => _messages.Reader.ReadAsync().AsTask().WaitAsync(RawPeer.Patience);

    public Task<MqttConnectionState> NextStateAsync() => _states.Reader.ReadAsync().AsTask().WaitAsync(RawPeer.Patience);

    /// <summary>The wait that the client begins next, other than that for CONNACK and the second for which a farewell may wait.</summary>
    public async Task<TimeSpan> NextWaitAsync(TimeSpan connectTimeout)
    {
        TimeSpan wait;
        do wait = await Time.Started.ReadAsync().AsTask().WaitAsync(RawPeer.Patience);
        while (wait == connectTimeout || wait == TimeSpan.FromSeconds(1));
        return wait;
    }

    /// <summary>The connection is lost; the time until the next attempt passes.</summary>
    public async Task ComeBackAsync(bool lostIsRead = false)
    {
        while (!lostIsRead && await NextStateAsync() is not MqttConnectionState.Lost)
        {
        }
        // The wait before the second attempt: a second, shortened by up to half. The waits for CONNACK and keep-alive are longer.
        while (await NextWaitAsync(TimeSpan.Zero) > TimeSpan.FromSeconds(1))
        {
        }
        Time.Advance(TimeSpan.FromSeconds(1));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync().AsTask().WaitAsync(RawPeer.Patience);
        await _running.WaitAsync(RawPeer.Patience);
    }
}
