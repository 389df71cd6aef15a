using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>One PUBLISH, or a will that has come due, on its way to the gate.</summary>
public sealed class PublishOffer
{
    private int _answered;

    public required string ClientId { get; init; }

    /// <summary>Empty when the client gave none.</summary>
    public required string UserName { get; init; }

    public required string Topic { get; init; }

    /// <summary>Never changes and may be kept.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public MqttQos Qos { get; init; }

    public bool Retain { get; init; }

    public bool Duplicate { get; init; }

    internal long Sequence { get; init; }

    /// <summary>Of the connection that it came by; null for QoS 0 and for wills.</summary>
    internal AcknowledgementQueue? Acknowledgements { get; init; }

    /// <summary>Of a QoS 2 message, whose answer goes to whichever connection its session has by then.</summary>
    internal InboundExchange? Exchange { get; init; }

    /// <summary>
    /// Stored: the PUBACK or PUBREC goes out once all earlier ones of this connection have. Not stored: the connection is closed without it, so that
    /// the sender sends again. May be called from any thread, once; later calls, and all on QoS 0, change nothing.
    /// </summary>
    public void Complete(bool stored)
    {
        if (stored) StoredLater()?.Invoke();
        else if (Interlocked.Exchange(ref _answered, 1) != 0) return;
        else if (Exchange is { } exchange) exchange.NotStored();
        else Acknowledgements?.NotStored();
    }

    /// <summary>As stored, but the answer is sent only when what this returns is called: what is stored together is acknowledged in one send.</summary>
    /// <returns>The same object for each message of one connection; null when there is nothing to send.</returns>
    public Action? StoredLater()
    {
        if (Interlocked.Exchange(ref _answered, 1) != 0) return null;
        if (Exchange is { } exchange) return exchange.Stored();
        Acknowledgements?.Complete(Sequence, ReasonCode.Success, flush: false);
        return Acknowledgements?.Send;
    }
}
