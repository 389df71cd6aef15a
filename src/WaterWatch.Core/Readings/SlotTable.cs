namespace WaterWatch.Readings;

/// <summary>
/// The few things of one station by <see cref="Determinand.Slot"/>. As small as what is in it, since there are tens of thousands of such tables: a place for every determinand
/// that there is took three times the memory. Never changed once made, so that any thread may look.
/// </summary>
internal sealed class SlotTable<T>
    where T : class
{
    private readonly byte[] _slots;
    private readonly T[] _items;

    private SlotTable(byte[] slots, T[] items) => (_slots, _items) = (slots, items);

    public static SlotTable<T> Empty { get; } = new([], []);

    public IReadOnlyList<T> Items => _items;

    /// <summary>Null when there is nothing at that place.</summary>
    public T? this[int slot] => _slots.AsSpan().IndexOf((byte)slot) is >= 0 and var at ? _items[at] : null;

    /// <summary>The same with one more, or another, at a place.</summary>
    public SlotTable<T> With(int slot, T item)
    {
        var place = checked((byte)slot);
        var at = _slots.AsSpan().IndexOf(place);
        if (at < 0)
        {
            return new SlotTable<T>([.. _slots, place], [.. _items, item]);
        }

        T[] items = [.. _items];
        items[at] = item;
        return new SlotTable<T>(_slots, items);
    }
}
