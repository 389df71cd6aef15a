using System.Diagnostics.CodeAnalysis;

namespace WaterWatch.Mqtt.Wire;

/// <summary>
/// What was sent with a packet identifier and is not yet answered, in the order of sending. Identifiers are handed out in
/// turn, so that finding one is a subtraction. Not thread-safe: its owner holds a lock.
/// </summary>
internal sealed class InflightWindow<T>
    where T : class
{
    // Identifiers run from 1 to 65,535 [MQTT-2.2.1-3].
    private const int Identifiers = 65_535;

    private T?[] _ring = new T?[16];
    private long _head;
    private long _tail;

    /// <summary>Unanswered ones.</summary>
    public int Count { get; private set; }

    /// <summary>False when the next identifier is still in use, by one that was never answered.</summary>
    public bool HasIdentifier => _tail - _head < Identifiers;

    public ushort Add(T item)
    {
        if (_tail - _head == _ring.Length) Grow();
        _ring[_tail & (_ring.Length - 1)] = item;
        Count++;
        return IdOf(_tail++);
    }

    /// <summary>Takes out what was sent with this identifier; false when there is none.</summary>
    public bool TryRemove(ushort packetId, [NotNullWhen(true)] out T? item)
    {
        item = null;
        var distance = (packetId - IdOf(_head) + Identifiers) % Identifiers;
        var position = _head + distance;
        if (packetId == 0 || position >= _tail) return false;
        ref var slot = ref _ring[position & (_ring.Length - 1)];
        if (slot is null) return false;
        item = slot;
        slot = null;
        Count--;
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

    private static ushort IdOf(long position) => (ushort)((position % Identifiers) + 1);

    private void Grow()
    {
        var larger = new T?[_ring.Length * 2];
        for (var i = _head; i < _tail; i++) larger[i & (larger.Length - 1)] = _ring[i & (_ring.Length - 1)];
        _ring = larger;
    }
}
