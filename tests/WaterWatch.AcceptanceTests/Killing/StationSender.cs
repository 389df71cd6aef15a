using System.Threading.Channels;
using WaterWatch.Mqtt.Client;

namespace WaterWatch.AcceptanceTests.Killing;

/// <summary>A station that publishes over MQTT.</summary>
internal sealed class StationSender : ISender
{
    private const int Window = 64;

    private readonly StationLoad _load;
    private readonly MqttClient _client;
    private readonly Channel<int> _allowed = Channel.CreateUnbounded<int>();
    private readonly Task _connection;
    private readonly Task _sending;
    private readonly Action _acknowledged;

    /// <param name="acknowledged">Called for each message that needs no sending any more: PUBACK, and with QoS 2 the end of its exchange.</param>
    public StationSender(StationLoad load, int port, Action acknowledged)
    {
        (_load, _acknowledged) = (load, acknowledged);
        _client = new MqttClient(new MqttClientOptions
        {
            Port = port,
            ClientId = $"sender-{load.Station}",
            CleanStart = false,
            SessionExpiry = 3600,
            BackOffMin = TimeSpan.FromMilliseconds(20),
            BackOffMax = TimeSpan.FromMilliseconds(200),
        });
        _connection = _client.RunAsync(CancellationToken.None);
        _sending = SendAsync();
    }

    public void Allow(int through) => _allowed.Writer.TryWrite(Math.Min(through, _load.Payloads.Count));

    public Task CompleteAsync()
    {
        Allow(int.MaxValue);
        _allowed.Writer.TryComplete();
        return _sending;
    }

    public async ValueTask DisposeAsync()
    {
        _allowed.Writer.TryComplete();
        await _client.DisposeAsync();
        await _connection;
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SendAsync()
    {
        var unanswered = new Queue<Task>();
        var next = 0;
        await foreach (var through in _allowed.Reader.ReadAllAsync())
        {
            for (; next < through; next++)
            {
                if (unanswered.Count == Window) await unanswered.Dequeue();
                unanswered.Enqueue(PublishAsync(_load.Payloads[next]));
            }
        }

        await Task.WhenAll(unanswered);
    }

    private async Task PublishAsync(byte[] payload)
    {
        await _client.PublishAsync(_load.Topic, payload, _load.Qos);
        _acknowledged();
    }
}
