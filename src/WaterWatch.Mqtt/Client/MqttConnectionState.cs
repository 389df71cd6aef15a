namespace WaterWatch.Mqtt.Client;

/// <summary>What became of the connection.</summary>
public abstract record MqttConnectionState
{
    private MqttConnectionState()
    {
    }

    /// <summary>Connected and subscribed. Session present: the server still had the session, with what it kept (MQTT 5.0 §3.2.2.1.1).</summary>
    public sealed record Connected(bool SessionPresent) : MqttConnectionState;

    /// <summary>Still connected, but the server has answered nothing for <see cref="MqttClientOptions.NoticeSilenceAfter"/>.</summary>
    public sealed record Unanswered(TimeSpan For) : MqttConnectionState;

    /// <summary>After <see cref="Unanswered"/>: the server answers again, on the same connection.</summary>
    public sealed record AnsweredAgain : MqttConnectionState;

    /// <summary>Not connected; the client comes back by itself after the back-off.</summary>
    public sealed record Lost(string Reason) : MqttConnectionState;
}
