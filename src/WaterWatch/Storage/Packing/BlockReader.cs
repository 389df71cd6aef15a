namespace WaterWatch.Storage.Packing;

/// <summary>Reads sections of a <see cref="BlockPacker"/>'s block, one series or all. Used again for the next block, so that merging makes no garbage of its size.</summary>
internal sealed class BlockReader
{
    private readonly List<Section> _sections = [];
    private byte[] _bytes = [];
    private Aspect[] _aspects = [];
    private long[] _taken = [];
    private long[] _received = [];
    private long[] _recorded = [];
    private int _timesOf;
    private int _timesLength;

    /// <summary>Where a series stands in the block.</summary>
    /// <param name="TimesOf">The section that has its times: itself or an earlier one.</param>
    public readonly record struct Section(int Series, int Count, int Begin, int Length, int TimesOf);

    /// <summary>In the order of their series.</summary>
    public IReadOnlyList<Section> Sections => _sections;

    /// <param name="block">Is copied.</param>
    /// <exception cref="FormatException">The bytes are not a block.</exception>
    public BlockReader Open(ReadOnlySpan<byte> block)
    {
        if (_bytes.Length < block.Length)
        {
            _bytes = new byte[Math.Max(block.Length, _bytes.Length * 2)];
        }

        block.CopyTo(_bytes);
        var from = new PackedReader(_bytes.AsSpan(0, block.Length));
        if (from.Byte() is var kind and not ReadingsCodec.ManySeries)
        {
            throw new FormatException($"A block of the index of the unknown kind {kind}.");
        }

        _aspects = AspectTable.Read(ref from);
        _timesOf = -1;
        ReadDirectory(ref from);
        return this;
    }

    /// <returns>The number of the series' section; -1 when the block has none.</returns>
    public int Find(int series)
    {
        var (low, high) = (0, _sections.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = _sections[middle].Series;
            if (found == series)
            {
                return middle;
            }

            (low, high) = found < series ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>Adds a section's readings behind those that are there.</summary>
    /// <exception cref="FormatException">The block is damaged.</exception>
    public void Read(int number, SeriesColumns into)
    {
        var section = _sections[number];
        if (_timesOf != section.TimesOf)
        {
            ReadTimes(_sections[section.TimesOf]);
            _timesOf = section.TimesOf;
        }

        var from = new PackedReader(_bytes.AsSpan(section.Begin, section.Length));
        from.Skip(section.TimesOf == number ? _timesLength : 1);
        ReadRest(ref from, section.Count, into);
        if (!from.AtEnd)
        {
            throw new FormatException("A section of a block goes on after its last reading.");
        }
    }

    private void ReadDirectory(ref PackedReader from)
    {
        _sections.Clear();
        var count = from.Count();
        var directory = new PackedReader(from.Bytes());
        var length = from.Bytes().Length;
        var (series, begin, end, timesOf) = (0L, from.Position - length, from.Position, -1);
        for (var i = 0; i < count; i++)
        {
            series += directory.Number();
            var section = new Section((int)series, directory.Number(), begin, directory.Number(), timesOf);

            // Each reading takes three bytes at least, so that damaged bytes cannot ask for more memory than they have.
            if (series > int.MaxValue || section.Count == 0 || section.Length == 0 || section.Length > end - begin || section.Count > section.Length)
            {
                throw new FormatException("A section of a block is longer than the block.");
            }

            timesOf = _bytes[begin] == BlockPacker.SameTimes ? timesOf : i;
            if (timesOf < 0 || _sections.Count > timesOf && _sections[timesOf].Count != section.Count)
            {
                throw new FormatException("A section of a block refers to times that it cannot have.");
            }

            _sections.Add(section with { TimesOf = timesOf });
            begin += section.Length;
        }

        if (count == 0 || begin != end || !directory.AtEnd || !from.AtEnd)
        {
            throw new FormatException("A block of the index goes on after its last section.");
        }
    }

    private void ReadTimes(Section owner)
    {
        if (_taken.Length < owner.Count)
        {
            var length = Math.Max(owner.Count, _taken.Length * 2);
            (_taken, _received, _recorded) = (new long[length], new long[length], new long[length]);
        }

        var from = new PackedReader(_bytes.AsSpan(owner.Begin, owner.Length));
        var milliseconds = ((TakenUnit)from.Byte()).Milliseconds();
        var (before, step) = (0L, 0L);
        for (var i = 0; i < owner.Count; i++)
        {
            _taken[i] = unchecked(before + step + (from.Signed() * milliseconds));
            step = i == 0 ? 0 : unchecked(_taken[i] - before);
            before = _taken[i];
        }

        ReadDelays(ref from, _taken.AsSpan(0, owner.Count), _received);
        ReadDelays(ref from, _received.AsSpan(0, owner.Count), _recorded);
        _timesLength = from.Position;
    }

    private static void ReadDelays(ref PackedReader from, ReadOnlySpan<long> since, Span<long> into)
    {
        var delay = 0L;
        for (var i = 0; i < since.Length; i++)
        {
            delay = unchecked(delay + from.Signed());
            into[i] = unchecked(since[i] + delay);
        }
    }

    private void ReadRest(ref PackedReader from, int count, SeriesColumns into)
    {
        var aspects = from;
        from.SkipVarints(count);
        var heads = from;
        from.Skip(count);
        var (aspect, head, digits) = (-1, Digits.None.Head, Digits.None);
        var aspectThere = 0;
        for (var i = 0; i < count; i++)
        {
            if (aspects.Number() is var next and not 0)
            {
                aspect = next - 1 < _aspects.Length ? next - 1 : throw Unwritten();
                aspectThere = into.Aspects.NumberOf(_aspects[aspect]);
            }

            head = Digits.ReadHead(ref heads, head);
            digits = Digits.ReadNumber(ref from, head, digits, out var value);
            into.Add(_taken[i], _received[i], _recorded[i], aspect >= 0 ? aspectThere : throw Unwritten(), value);
        }
    }

    private static FormatException Unwritten() => new("A packed reading refers to what was not written.");
}
