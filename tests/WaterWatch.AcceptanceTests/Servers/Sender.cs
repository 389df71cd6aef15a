using System.Text;
using WaterWatch.Mqtt.Client;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>A station's connection, for a few messages.</summary>
internal sealed class Sender : IAsyncDisposable
{
    private readonly MqttClient _client;
    private readonly Task _connection;

    public Sender(int port, string id = "sender")
    {
        _client = new MqttClient(new MqttClientOptions
        {
            Port = port,
            ClientId = id,
            CleanStart = false,
            SessionExpiry = 3600,
            BackOffMin = TimeSpan.FromMilliseconds(20),
            BackOffMax = TimeSpan.FromMilliseconds(500),
        });
        _connection = _client.RunAsync(CancellationToken.None);
    }

    /// <summary>Complete at PUBACK.</summary>
    public Task PublishAsync(string topic, string payload) => _client.PublishAsync(topic, Encoding.UTF8.GetBytes(payload)).WaitAsync(Eventually.Patience);

    /// <summary>One value of cadmium at a station of <see cref="TestConfig"/>.</summary>
    public Task PublishCadmiumAsync(int station, string takenAt, string value, string unit = "mg/L") => PublishAsync(
        TestConfig.Topic(station), $$"""{"taken_at":"{{takenAt}}","readings":[{"determinand":"Cd","value":{{value}},"unit":"{{unit}}"}]}""");

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _connection;
    }
}
