using WaterWatch.Mqtt.Client;

namespace WaterWatch.Benchmarks.Pipeline;

/// <summary>The measure of all: a subscriber that counts and acknowledges and does nothing else.</summary>
internal static class BareSubscriber
{
    /// <summary>Says <c>warm</c> after so many messages and <c>done</c> after all.</summary>
    public static async Task<int> RunAsync(int port, int warm, int messages)
    {
        using var stop = new CancellationTokenSource();
        var count = 0;
        MqttClient? self = null;
        await using var client = self = new MqttClient(new MqttClientOptions
        {
            Port = port,
            ClientId = "bare",
            Subscriptions = [new MqttSubscription("waterwatch/v1/+/+/readings")],
            OnMessage = received =>
            {
                self!.Acknowledge(received);
                if (++count == warm)
                {
                    Console.WriteLine("warm");
                }

                if (count == messages)
                {
                    stop.CancelAfter(TimeSpan.FromMilliseconds(200));
                    Console.WriteLine("done");
                }

                return ValueTask.CompletedTask;
            },
            OnState = state =>
            {
                if (state is MqttConnectionState.Connected)
                {
                    Console.WriteLine("ready");
                }
            },
        });
        await client.RunAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
