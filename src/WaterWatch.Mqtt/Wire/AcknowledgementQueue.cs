using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Wire;

/// <summary>
/// PUBACKs of one connection. They may be earned in any order and on any thread, and go out in the order in which the
/// PUBLISH packets came [MQTT-4.6.0-2].
/// </summary>
internal sealed class AcknowledgementQueue(PacketOutput output, int limit)
{
    private readonly Lock _lock = new();
    private Entry[] _ring = new Entry[16];
    private long _head;
    private long _tail;
    private TaskCompletionSource? _room;

    /// <summary>Sends what was completed without a flush. Always the same object, so that who completes many can tell which are one connection's.</summary>
    public Action Send { get; } = output.Flush;

    /// <summary>Unanswered PUBLISH packets.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return (int)(_tail - _head);
        }
    }

    /// <summary>Takes up a PUBLISH; false when the receive maximum is in flight already (MQTT 5.0 §4.9).</summary>
    public bool TryBegin(ushort packetId, out long sequence)
    {
        lock (_lock)
        {
            sequence = _tail;
            if (_tail - _head >= limit) return false;
            if (_tail - _head == _ring.Length) Grow();
            _ring[_tail++ & (_ring.Length - 1)] = new Entry(packetId, Earned: false, ReasonCode.Success);
            return true;
        }
    }

    /// <summary>Completes when a PUBLISH can be taken up. For 3.1.1, which knows no receive maximum: its sender is held back instead.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_lock)
        {
            if (_tail - _head < limit) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>The PUBLISH is answered: its PUBACK goes out as soon as all before it are. Doing this twice changes nothing.</summary>
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
                output.Append(new AckPacket(PacketType.PubAck, next.PacketId, next.Reason));
            (room, _room) = (_room, null);
        }
        room?.TrySetResult();
        if (flush) output.Flush();
    }

    private void Grow()
    {
        var larger = new Entry[_ring.Length * 2];
        for (var i = _head; i < _tail; i++) larger[i & (larger.Length - 1)] = _ring[i & (_ring.Length - 1)];
        _ring = larger;
    }

    private readonly record struct Entry(ushort PacketId, bool Earned, ReasonCode Reason);
}
