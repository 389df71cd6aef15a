using System.Collections.Concurrent;
using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Broker;

/// <summary>Wills of clients that went without DISCONNECT, at once or after their Will Delay Interval (MQTT 5.0 §3.1.2.5, §3.1.3.2.2).</summary>
internal sealed class Wills(MqttBroker broker)
{
    private readonly ConcurrentDictionary<Session, Waiting> _waiting = new();
    private int _publishing;

    /// <summary>The connection ended and left a will.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="who">Its client.</param>
    /// <param name="will">What it left.</param>
    /// <param name="isLast">False when another connection had taken the session over.</param>
    public ValueTask LeftAsync(Session session, MqttConnect who, PublishPacket will, bool isLast)
    {
        var delay = will.Properties?.Number(PropertyId.WillDelayInterval) ?? 0;
        if (delay == 0 || broker.Sessions.IsGone(session)) return PublishAsync(who, will);
        // The client is back within its delay: the will is not sent.
        if (!isLast) return ValueTask.CompletedTask;
        _waiting[session] = new Waiting(who, will, broker.Options.TimeProvider.GetTimestamp(), TimeSpan.FromSeconds(delay));
        return ValueTask.CompletedTask;
    }

    /// <summary>The client is back before its will was due: it is not sent, even if the client leaves again, cleanly, before anybody looks [MQTT-3.1.3-9].</summary>
    public void CameBack(Session session) => _waiting.TryRemove(session, out _);

    /// <summary>Publishes what is due, and forgets the wills of those who came back. Does nothing while an earlier call still waits at the gate.</summary>
    public async Task PublishDueAsync()
    {
        if (Interlocked.Exchange(ref _publishing, 1) != 0) return;
        try
        {
            await PublishAllDueAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (broker.Stopping.IsCancellationRequested)
        {
            // Stopped while a will waited at the gate.
        }
        finally
        {
            Volatile.Write(ref _publishing, 0);
        }
    }

    private async Task PublishAllDueAsync()
    {
        foreach (var (session, waiting) in _waiting)
        {
            var gone = broker.Sessions.IsGone(session);
            var back = !gone && broker.Sessions.IsOnline(session);
            var due = gone || broker.Options.TimeProvider.GetElapsedTime(waiting.Since) >= waiting.Delay;
            if ((back || due) && _waiting.TryRemove(session, out _) && !back)
                await PublishAsync(waiting.Who, waiting.Will).ConfigureAwait(false);
        }
    }

    // A will has no sender to be answered, but what a station says of its own end is as much a message as any other.
    private async ValueTask PublishAsync(MqttConnect who, PublishPacket will)
    {
        if (broker.Options.Gate is { } gate)
        {
            var offer = new PublishOffer
            {
                ClientId = who.ClientId,
                UserName = who.UserName,
                Topic = will.Topic,
                Payload = will.Payload,
                Qos = will.Qos,
                Retain = will.Retain,
            };
            try
            {
                await gate.OfferAsync(offer, broker.Stopping).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The border: a gate that fails keeps this will from being stored, and neither it from its subscribers nor the wills after it.
            catch (Exception e) when (!broker.Stopping.IsCancellationRequested)
#pragma warning restore CA1031
            {
                broker.Tell(who.ClientId, $"its will could not be stored: {e.Message}");
            }
        }
        broker.Route(Message.Of(will, broker.Options.TimeProvider));
    }

    private sealed record Waiting(MqttConnect Who, PublishPacket Will, long Since, TimeSpan Delay);
}
