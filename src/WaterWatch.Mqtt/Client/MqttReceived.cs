using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Client;

/// <summary>A message that arrived. Its payload never changes and may be kept. Give it to <see cref="MqttClient.Acknowledge"/> once it is safe.</summary>
public readonly record struct MqttReceived
{
    public required string Topic { get; init; }

    public ReadOnlyMemory<byte> Payload { get; init; }

    public MqttQos Qos { get; init; }

    public bool Retain { get; init; }

    public bool Duplicate { get; init; }

    // The connection on which it came, and its place there; null for QoS 0 and 2.
    internal AcknowledgementQueue? Connection { get; init; }

    internal long Sequence { get; init; }

    // Of a QoS 2 message, which is known over connections.
    internal InboundExchange? Exchange { get; init; }
}
