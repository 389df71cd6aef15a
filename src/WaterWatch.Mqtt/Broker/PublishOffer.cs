using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Broker;

/// <summary>One PUBLISH, or a will that has come due, on its way to the gate.</summary>
/// <param name="completed">Called once, by the first <see cref="Complete"/>.</param>
public sealed class PublishOffer(Action<PublishOffer, bool>? completed)
{
    private Action<PublishOffer, bool>? _completed = completed;

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

    /// <summary>
    /// Stored: the PUBACK goes out once all earlier ones of this connection have. Not stored: the connection is closed without it, so that
    /// the sender sends again. May be called from any thread, once; later calls, and all on QoS 0, change nothing.
    /// </summary>
    public void Complete(bool stored) => Interlocked.Exchange(ref _completed, null)?.Invoke(this, stored);

    /// <summary>As stored, but the PUBACK is sent only when the answer is called: what is stored together is acknowledged in one send.</summary>
    /// <returns>The same object for each message of one connection; null when there is nothing to send.</returns>
    public Action? StoredLater()
    {
        if (Interlocked.Exchange(ref _completed, null) is not { } told)
        {
            return null;
        }

        if (Acknowledgements is null)
        {
            told(this, true);
            return null;
        }

        Acknowledgements.Complete(Sequence, ReasonCode.Success, flush: false);
        return Acknowledgements.Send;
    }
}
