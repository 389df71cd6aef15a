namespace WaterWatch.Mqtt.Broker;

/// <summary>Asked for every PUBLISH before its sender is answered. The sender's PUBACK waits until <see cref="PublishOffer.Complete"/> is called.</summary>
public interface IPublishGate
{
    /// <summary>
    /// Takes the message (true), or leaves it to the broker to answer (false) because its topic is of no interest. It is awaited before the next
    /// packet of that connection is read: a full pipeline holds the sender back. Cancelled when the connection ends.
    /// </summary>
    ValueTask<bool> OfferAsync(PublishOffer offer, CancellationToken ct);
}
