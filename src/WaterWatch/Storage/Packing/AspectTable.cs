namespace WaterWatch.Storage.Packing;

/// <summary>Numbers for aspects, each different one once.</summary>
internal sealed class AspectTable
{
    private readonly List<Aspect> _aspects = [];
    private readonly Dictionary<Aspect, int> _numbers = [];
    private int _last = -1;

    public int Count => _aspects.Count;

    public Aspect this[int number] => _aspects[number];

    /// <summary>Neighbours mostly have the same, which spares the look into the table.</summary>
    public int NumberOf(in Aspect aspect)
    {
        if (_last >= 0 && _aspects[_last] == aspect)
        {
            return _last;
        }

        if (!_numbers.TryGetValue(aspect, out var number))
        {
            number = _aspects.Count;
            _aspects.Add(aspect);
            _numbers.Add(aspect, number);
        }

        return _last = number;
    }

    public void Clear()
    {
        _aspects.Clear();
        _numbers.Clear();
        _last = -1;
    }

    public void Write(PackedWriter to)
    {
        to.Count(_aspects.Count);
        foreach (var aspect in _aspects)
        {
            aspect.Write(to);
        }
    }

    /// <exception cref="FormatException">The bytes are not a table.</exception>
    public static Aspect[] Read(ref PackedReader from)
    {
        var aspects = new Aspect[from.Count()];
        for (var i = 0; i < aspects.Length; i++)
        {
            aspects[i] = Aspect.Read(ref from);
        }

        return aspects;
    }
}
