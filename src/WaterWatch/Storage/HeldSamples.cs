using WaterWatch.Deciding;
using WaterWatch.Storage.Packing;

namespace WaterWatch.Storage;

/// <summary>What is held of a series at given times.</summary>
internal static class HeldSamples
{
    /// <summary>All versions of each sample, in the order of their coming; nothing for a time at which none was taken. Times are milliseconds since 1970.</summary>
    /// <param name="from">The first of the times.</param>
    /// <param name="to">The time before which to stop.</param>
    public static Dictionary<long, IReadOnlyList<Sample>> Of(IndexLook look, int series, long from, long to, IReadOnlySet<long> times)
    {
        var held = new Dictionary<long, IReadOnlyList<Sample>>();
        var columns = new SeriesColumns();
        foreach (var block in look.Blocks(series, from, to))
        {
            look.Read(block, series, columns);
        }

        foreach (var found in (ReadOnlySpan<SeriesColumns>)[columns, look.Tail(series)])
        {
            for (var i = 0; i < found.Count; i++)
            {
                if (times.Contains(found.Taken[i]))
                {
                    Add(held, found.Taken[i], found.ToSample(i));
                }
            }
        }

        return held;
    }

    private static void Add(Dictionary<long, IReadOnlyList<Sample>> held, long at, Sample sample) =>
        held[at] = held.TryGetValue(at, out var versions) ? [.. versions, sample] : [sample];
}
