using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Wire;

/// <summary>
/// PUBACKs and PUBRECs of one connection. They may be earned in any order and on any thread, and go out in the order in which the
/// PUBLISH packets came [MQTT-4.6.0-2] [MQTT-4.6.0-3].
/// </summary>
/// <param name="output">Where they go.</param>
/// <param name="limit">PUBLISH packets that may be unanswered at once.</param>
/// <param name="untilRelease">
/// Whether a QoS 2 message counts until its PUBCOMP, as the receive maximum of version 5 does (MQTT 5.0 §4.9). 3.1.1 has none and its sender is held back
/// instead, which must not keep the PUBREL from being read that would make room.
/// </param>
/// <param name="notStored">Called when a message could not be stored: ends the connection, so that it is sent again.</param>
internal sealed class AcknowledgementQueue(PacketOutput output, int limit, bool untilRelease, Action notStored)
{
    private readonly Lock _lock = new();
    private Entry[] _ring = new Entry[16];
    private long _head;
    private long _tail;
    private int _unreleased;
    private TaskCompletionSource? _room;

    /// <summary>Sends what was completed without a flush. Always the same object, so that who completes many can tell which are one connection's.</summary>
    public Action Send { get; } = output.Flush;

    /// <summary>Ends the connection: a message could not be stored.</summary>
    public Action NotStored => notStored;

    /// <summary>Unanswered PUBLISH packets.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return (int)(_tail - _head);
        }
    }

    private bool IsFull => _tail - _head + (untilRelease ? _unreleased : 0) >= limit;

    /// <summary>Takes up a PUBLISH with QoS 1 or 2; false when the receive maximum is in flight already (MQTT 5.0 §4.9).</summary>
    public bool TryBegin(ushort packetId, MqttQos qos, out long sequence)
    {
        lock (_lock)
        {
            sequence = _tail;
            if (IsFull) return false;
            if (_tail - _head == _ring.Length) Grow();
            var answer = qos == MqttQos.ExactlyOnce ? PacketType.PubRec : PacketType.PubAck;
            _ring[_tail++ & (_ring.Length - 1)] = new Entry(packetId, answer, Earned: false, ReasonCode.Success);
            return true;
        }
    }

    /// <summary>Completes when a PUBLISH can be taken up. For 3.1.1, which knows no receive maximum: its sender is held back instead.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_lock)
        {
            if (!IsFull) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>The PUBLISH is answered: its PUBACK or PUBREC goes out as soon as all before it are. Doing this twice changes nothing.</summary>
    public void Complete(long sequence, ReasonCode reason, bool flush = true)
    {
        TaskCompletionSource? room = null;
        lock (_lock)
        {
            if (sequence < _head || sequence >= _tail) return;
            ref var entry = ref _ring[sequence & (_ring.Length - 1)];
            entry = entry with { Earned = true, Reason = reason };
            if (sequence != _head) return;
            // Appending under the lock keeps the order; it is memory only.
            for (; _head < _tail && _ring[_head & (_ring.Length - 1)] is { Earned: true } next; _head++)
            {
                output.Append(new AckPacket(next.Answer, next.PacketId, next.Reason));
                if (next is { Answer: PacketType.PubRec, Reason: < ReasonCode.UnspecifiedError }) _unreleased++;
            }
            (room, _room) = (_room, null);
        }
        room?.TrySetResult();
        if (flush) output.Flush();
    }

    /// <summary>PUBREL came: PUBCOMP goes out with what is sent next.</summary>
    /// <param name="packetId">Of the message.</param>
    /// <param name="reason">Success, or Packet Identifier not found.</param>
    /// <param name="isCounted">Whether its PUBREC went out by this queue.</param>
    public void Release(ushort packetId, ReasonCode reason, bool isCounted)
    {
        lock (_lock)
        {
            output.Append(new AckPacket(PacketType.PubComp, packetId, reason));
            if (isCounted && _unreleased > 0) _unreleased--;
        }
    }

    private void Grow()
    {
        var larger = new Entry[_ring.Length * 2];
        for (var i = _head; i < _tail; i++) larger[i & (larger.Length - 1)] = _ring[i & (_ring.Length - 1)];
        _ring = larger;
    }

    private readonly record struct Entry(ushort PacketId, PacketType Answer, bool Earned, ReasonCode Reason);
}
