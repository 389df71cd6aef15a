using System.Diagnostics.CodeAnalysis;

namespace WaterWatch.Mqtt.Wire;

/// <summary>
/// What was sent with a packet identifier and is not yet answered, in the order of sending. Identifiers are handed out in
/// turn, so that finding one is a subtraction. Not thread-safe: its owner holds a lock.
/// </summary>
internal sealed class InflightWindow<T>
    where T : class
{
    /// <summary>Identifiers run from 1 to 65,534: the last one of [MQTT-2.2.1-3] is left to SUBSCRIBE, so that a window that is full cannot keep it from being sent.</summary>
    public const int Identifiers = 65_534;

    private T?[] _ring = new T?[16];
    private long _head;
    private long _tail;

    // From here on nothing was sent on the present connection.
    private long _unsent;

    /// <summary>Unanswered ones.</summary>
    public int Count { get; private set; }

    /// <summary>Unanswered ones that were sent on the present connection: what the peer's receive maximum bounds (MQTT 5.0 §4.9).</summary>
    public int OnTheWay { get; private set; }

    /// <summary>Whether some are to be sent again, which goes before anything new.</summary>
    public bool HasUnsent => OnTheWay < Count;

    /// <summary>False when the next identifier is still in use, by one that was never answered.</summary>
    public bool HasIdentifier => _tail - _head < Identifiers;

    /// <summary>Takes up what is sent now; not while <see cref="HasUnsent"/>.</summary>
    public ushort Add(T item)
    {
        if (_tail - _head == _ring.Length) Grow();
        _ring[_tail & (_ring.Length - 1)] = item;
        Count++;
        OnTheWay++;
        _unsent = _tail + 1;
        return IdOf(_tail++);
    }

    /// <summary>A new connection: all of them are to be sent again.</summary>
    public void Rewind() => (_unsent, OnTheWay) = (_head, 0);

    /// <summary>The oldest one that is to be sent again, which counts as sent from now on; false when there is none.</summary>
    public bool TryTakeUnsent(out ushort packetId, [NotNullWhen(true)] out T? item)
    {
        (packetId, item) = (0, null);
        for (_unsent = Math.Max(_unsent, _head); _unsent < _tail && item is null; _unsent++)
        {
            item = _ring[_unsent & (_ring.Length - 1)];
            packetId = IdOf(_unsent);
        }
        if (item is null) return false;
        OnTheWay++;
        return true;
    }

    /// <summary>What was sent with this identifier and is unanswered; false when there is none.</summary>
    public bool TryGet(ushort packetId, [NotNullWhen(true)] out T? item)
    {
        item = TryFind(packetId, out var position) ? _ring[position & (_ring.Length - 1)] : null;
        return item is not null;
    }

    /// <summary>Puts something else in the place of what <see cref="TryGet"/> finds.</summary>
    public void Replace(ushort packetId, T item)
    {
        if (TryFind(packetId, out var position)) _ring[position & (_ring.Length - 1)] = item;
    }

    /// <summary>Takes out what was sent with this identifier; false when there is none.</summary>
    public bool TryRemove(ushort packetId, [NotNullWhen(true)] out T? item)
    {
        item = null;
        if (!TryFind(packetId, out var position)) return false;
        ref var slot = ref _ring[position & (_ring.Length - 1)];
        if (slot is null) return false;
        item = slot;
        slot = null;
        Count--;
        if (position < _unsent) OnTheWay--;
        while (_head < _tail && _ring[_head & (_ring.Length - 1)] is null) _head++;
        return true;
    }

    /// <summary>All unanswered ones with their identifiers, oldest first.</summary>
    public List<(ushort PacketId, T Item)> ToList()
    {
        var list = new List<(ushort, T)>(Count);
        for (var i = _head; i < _tail; i++)
        {
            if (_ring[i & (_ring.Length - 1)] is { } item) list.Add((IdOf(i), item));
        }
        return list;
    }

    private bool TryFind(ushort packetId, out long position)
    {
        position = _head + ((packetId - IdOf(_head) + Identifiers) % Identifiers);
        return packetId is not (0 or > Identifiers) && position < _tail;
    }

    private static ushort IdOf(long position) => (ushort)((position % Identifiers) + 1);

    private void Grow()
    {
        var larger = new T?[_ring.Length * 2];
        for (var i = _head; i < _tail; i++) larger[i & (larger.Length - 1)] = _ring[i & (_ring.Length - 1)];
        _ring = larger;
    }
}
