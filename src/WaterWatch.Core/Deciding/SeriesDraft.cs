using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>A series within a batch in the making: what the state remembers of it, and what this batch has added. The state itself is not touched.</summary>
public sealed class SeriesDraft(int number, SeriesKey key, IReadOnlyList<Sample> known)
{
    private readonly List<Sample> _added = [];

    public int Number => number;

    public SeriesKey Key => key;

    /// <summary>When a sample came in with this batch; null when none did.</summary>
    public DateTimeOffset? LastReceivedAt { get; private set; }

    /// <summary>
    /// The newest <see cref="SeriesState.Remembered"/> samples, newest first, of several versions the newest first. Decisions look no further back: how
    /// messages happened to fall into batches must not decide anything.
    /// </summary>
    public NewestFirst Remembered => new(known, _added);

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
        AddVersionsAt(known, takenAt, into);
        AddVersionsAt(_added, takenAt, into);
    }

    public void Take(Reading reading)
    {
        Sample.InsertInOrder(_added, Sample.Of(reading));
        LastReceivedAt = LastReceivedAt > reading.ReceivedAt ? LastReceivedAt : reading.ReceivedAt;
    }

    private static void AddVersionsAt(IReadOnlyList<Sample> samples, DateTimeOffset takenAt, List<Sample> into)
    {
        var at = samples.Count;
        while (at > 0 && samples[at - 1].TakenAt >= takenAt)
        {
            at--;
        }

        for (; at < samples.Count && samples[at].TakenAt == takenAt; at++)
        {
            into.Add(samples[at]);
        }
    }

    /// <summary>Walks two ordered lists as one, from their newest ends. Without allocation: every reading takes this walk.</summary>
    public struct NewestFirst(IReadOnlyList<Sample> known, List<Sample> added)
    {
        private int _known = known.Count;
        private int _added = added.Count;
        private int _left = SeriesState.Remembered;

        public Sample Current { get; private set; }

        public readonly NewestFirst GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_left-- <= 0 || _known == 0 && _added == 0)
            {
                return false;
            }

            // Of one sample time what was added came later than what was known.
            var takeAdded = _added > 0 && (_known == 0 || added[_added - 1].TakenAt >= known[_known - 1].TakenAt);
            Current = takeAdded ? added[--_added] : known[--_known];
            return true;
        }
    }
}
