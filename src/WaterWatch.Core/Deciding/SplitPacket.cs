namespace WaterWatch.Deciding;

/// <summary>
/// A packet of HJ 212 that its device split into several (PNUM, PNO), while not all of them are there. What each of them brings is read as it comes, since no alarm
/// waits for the rest; this only remembers that there must be a rest.
/// </summary>
/// <param name="Of">What all parts have alike, in words.</param>
/// <param name="Came">The numbers of those that came, ascending.</param>
/// <param name="First">The first part, with its own bytes only.</param>
public sealed record SplitPacket(string Station, string Of, int Parts, IReadOnlyList<int> Came, StoredMessage First)
{
    /// <summary>Waited for in vain: it is set aside, and no longer remembered.</summary>
    public bool IsGivenUp { get; init; }

    public bool IsSettled => IsGivenUp || Came.Count >= Parts;

    public SplitPacket With(int part) => this with { Came = [.. Came.Append(part).Order()] };
}

/// <summary>A <see cref="RawMessage"/> as it is remembered.</summary>
public sealed record StoredMessage(string Feed, string Topic, string Station, DateTimeOffset ReceivedAt, byte[] Payload)
{
    public RawMessage ToRaw() => new(Feed, Topic, Station, ReceivedAt, Payload);
}

/// <summary>The part of a state that remembers split packets of which something is still to come.</summary>
internal sealed class RememberedSplits
{
    private readonly SortedDictionary<(string Station, string Of, int Parts), SplitPacket> _all = [];

    public IReadOnlyCollection<SplitPacket> All => _all.Values;

    public SplitPacket? Find(string station, string of, int parts) => _all.GetValueOrDefault((station, of, parts));

    public void Take(IReadOnlyList<SplitPacket> splits)
    {
        foreach (var split in splits)
        {
            var key = (split.Station, split.Of, split.Parts);
            if (split.IsSettled)
            {
                _all.Remove(key);
            }
            else
            {
                _all[key] = split;
            }
        }
    }
}

/// <summary>The part of a draft that changes them: reads fall through to what is remembered, writes stay here.</summary>
internal sealed class DraftSplits(RememberedSplits remembered)
{
    private readonly SortedDictionary<(string Station, string Of, int Parts), SplitPacket> _changed = [];

    /// <summary>As they stand after the batch; what began and ended within it too, which folding passes over.</summary>
    public IReadOnlyCollection<SplitPacket> Changed => _changed.Values;

    /// <summary>Those of which something is still to come.</summary>
    public IEnumerable<SplitPacket> Open =>
        remembered.All.Where(s => !_changed.ContainsKey((s.Station, s.Of, s.Parts))).Concat(_changed.Values).Where(s => !s.IsSettled);

    public SplitPacket? Find(string station, string of, int parts) =>
        (_changed.GetValueOrDefault((station, of, parts)) ?? remembered.Find(station, of, parts)) is { IsSettled: false } open ? open : null;

    public void Put(SplitPacket split) => _changed[(split.Station, split.Of, split.Parts)] = split;
}
