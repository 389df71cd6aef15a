using WaterWatch.Deciding;
using WaterWatch.Storage.Packing;

namespace WaterWatch.Storage;

/// <summary>What is held of a series at given times.</summary>
internal static class HeldSamples
{
    /// <summary>Stations sample from each minute to each day: what lies between two times so close is little.</summary>
    private const long Close = 24 * 60 * 60 * 1000;

    /// <summary>Spans that hold all of the times and no long time without any: from the first of each to before its end. Milliseconds since 1970.</summary>
    public static IEnumerable<(long From, long To)> Walks(IEnumerable<long> times)
    {
        (long From, long To)? walk = null;
        foreach (var time in times.Order())
        {
            if (walk is { } done && time - done.To > Close)
            {
                yield return done;
                walk = null;
            }

            walk = (walk?.From ?? time, time + 1);
        }

        if (walk is { } last)
        {
            yield return last;
        }
    }

    /// <summary>All versions of each sample, in the order of their coming; nothing for a time at which none was taken.</summary>
    /// <param name="times">Those outside of the walk are not looked for.</param>
    /// <param name="held">Takes them in, by time.</param>
    public static void Find(IndexLook look, int series, long from, long to, IReadOnlySet<long> times, Dictionary<long, IReadOnlyList<Sample>> held)
    {
        var columns = new SeriesColumns();
        foreach (var block in look.Blocks(series, from, to))
        {
            look.Read(block, series, columns);
        }

        foreach (var found in (ReadOnlySpan<SeriesColumns>)[columns, look.Tail(series)])
        {
            for (var i = 0; i < found.Count; i++)
            {
                if (found.Taken[i] >= from && found.Taken[i] < to && times.Contains(found.Taken[i]))
                {
                    Add(held, found.Taken[i], found.ToSample(i));
                }
            }
        }
    }

    private static void Add(Dictionary<long, IReadOnlyList<Sample>> held, long at, Sample sample) =>
        held[at] = held.TryGetValue(at, out var versions) ? [.. versions, sample] : [sample];
}
