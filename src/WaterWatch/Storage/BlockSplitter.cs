using WaterWatch.Storage.Packing;

namespace WaterWatch.Storage;

/// <summary>Puts readings into the blocks of a tier, each at its place.</summary>
/// <param name="take">Given each block that is ready.</param>
internal sealed class BlockSplitter(int tier, Squeezer squeezer, Action<Block> take)
{
    /// <summary>Readings of a block: a look for one sample must not cost more than opening some tens of kilobytes.</summary>
    public const int MostReadings = 16_384;

    /// <summary>Stations with broken clocks send times from anywhere: more spans than these are not kept open at once.</summary>
    private const int MostSpans = 64;

    private readonly Dictionary<long, BlockPacker> _spans = [];
    private int _part = -1;

    /// <summary>Adds a series' readings, in whichever order they are. Series come in the order of their numbers.</summary>
    public void Add(int series, SeriesColumns readings)
    {
        if (BlockPlace.PartOf(tier, series) is var part && part != _part)
        {
            End();
            _part = part;
        }

        readings.Sort();
        for (var from = 0; from < readings.Count;)
        {
            var span = BlockPlace.SpanOf(readings.Taken[from]);
            var to = BlockPlace.SpanOf(readings.Taken[^1]) == span ? readings.Count : EndOf(span, readings.Taken, from);
            Packer(span).Add(series, readings, from, to);
            from = to;
        }
    }

    /// <summary>Ends the blocks that are open.</summary>
    public void End()
    {
        foreach (var packer in _spans.Values)
        {
            packer.End();
        }
    }

    private static int EndOf(long span, ReadOnlySpan<long> taken, int from)
    {
        while (BlockPlace.SpanOf(taken[from]) == span)
        {
            from++;
        }

        return from;
    }

    private BlockPacker Packer(long span)
    {
        if (_spans.TryGetValue(span, out var packer))
        {
            return packer;
        }

        if (_spans.Count == MostSpans)
        {
            End();
            _spans.Clear();
        }

        return _spans[span] = new BlockPacker(MostReadings, block => take(new Block(
            new BlockPlace(tier, _part, span), block.FirstSeries, block.LastSeries, block.FirstTakenAt, block.LastTakenAt, block.Count, squeezer.Squeeze(block.Body).ToArray())));
    }
}
