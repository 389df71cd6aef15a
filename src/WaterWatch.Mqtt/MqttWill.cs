namespace WaterWatch.Mqtt;

/// <summary>
/// The message that the server publishes when a client goes without saying so (MQTT 5.0 §3.1.2.5).
/// <c>DelaySeconds</c> is the Will Delay Interval (§3.1.3.2.2); it is not sent to a 3.1.1 server.
/// </summary>
public sealed record MqttWill(string Topic, ReadOnlyMemory<byte> Payload, MqttQos Qos, bool Retain, uint DelaySeconds = 0);
