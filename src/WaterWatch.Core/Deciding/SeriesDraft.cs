using System.Runtime.InteropServices;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>A series within a batch in the making: what the state remembers of it, and what this batch has added. The state itself is not touched.</summary>
/// <param name="known">Null when the series is new with this batch.</param>
public sealed class SeriesDraft(int number, SeriesKey key, SeriesState? known)
{
    private readonly List<Sample> _added = [];

    private SeriesMeans? _means;

    private ReadOnlySpan<Sample> Known => known is null ? [] : known.Span;

    public int Number => number;

    public SeriesKey Key => key;

    /// <summary>The windows for its rolling means, this batch's readings included; null when there are none.</summary>
    public SeriesMeans? Means => _means ??= known?.Means?.ToDraft();

    /// <summary>When a sample came in with this batch; null when none did.</summary>
    public DateTimeOffset? LastReceivedAt { get; private set; }

    /// <summary>
    /// The newest <see cref="SeriesState.Remembered"/> samples, newest first, of several versions the newest first. Decisions look no further back: how
    /// messages happened to fall into batches must not decide anything.
    /// </summary>
    public NewestFirst Remembered => new(Known, CollectionsMarshal.AsSpan(_added));

    /// <summary>The newest sample by the time it was taken, in its newest version.</summary>
    public Sample? Newest
    {
        get
        {
            var samples = Remembered;
            return samples.MoveNext() ? samples.Current : null;
        }
    }

    /// <summary>Adds all versions of the sample taken then, in the order of their coming.</summary>
    public void AddVersionsAt(DateTimeOffset takenAt, List<Sample> into)
    {
        AddVersionsAt(Known, takenAt, into);
        AddVersionsAt(CollectionsMarshal.AsSpan(_added), takenAt, into);
    }

    public void Take(Reading reading)
    {
        Sample.InsertInOrder(_added, Sample.Of(reading));
        LastReceivedAt = LastReceivedAt > reading.ReceivedAt ? LastReceivedAt : reading.ReceivedAt;
    }

    internal void Change(MeanWindowChanged changed, DateTimeOffset at) => _means = SeriesMeans.Changed(Means, changed, at) ?? SeriesMeans.None;

    private static void AddVersionsAt(ReadOnlySpan<Sample> samples, DateTimeOffset takenAt, List<Sample> into)
    {
        var at = samples.Length;
        while (at > 0 && samples[at - 1].TakenAt >= takenAt)
        {
            at--;
        }

        for (; at < samples.Length && samples[at].TakenAt == takenAt; at++)
        {
            into.Add(samples[at]);
        }
    }

    /// <summary>Walks two ordered spans as one, from their newest ends. Without allocation: every reading takes this walk.</summary>
    public ref struct NewestFirst(ReadOnlySpan<Sample> known, ReadOnlySpan<Sample> added)
    {
        private ReadOnlySpan<Sample> _known = known;
        private ReadOnlySpan<Sample> _added = added;
        private ref readonly Sample _current;
        private int _left = SeriesState.Remembered;

        public readonly ref readonly Sample Current => ref _current;

        public readonly NewestFirst GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_left-- <= 0 || _known.IsEmpty && _added.IsEmpty)
            {
                return false;
            }

            // Of one sample time what was added came later than what was known.
            if (!_added.IsEmpty && (_known.IsEmpty || _added[^1].TakenAt >= _known[^1].TakenAt))
            {
                _current = ref _added[^1];
                _added = _added[..^1];
            }
            else
            {
                _current = ref _known[^1];
                _known = _known[..^1];
            }

            return true;
        }
    }
}
