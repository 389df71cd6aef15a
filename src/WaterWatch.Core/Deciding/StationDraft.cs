namespace WaterWatch.Deciding;

/// <summary>A station within a batch in the making. Looked up once a message; every step of the message finds here what it needs of the station.</summary>
internal sealed class StationDraft
{
    private StationHeard? _heard;

    /// <summary>What the state remembers of it; null when nothing came from it yet.</summary>
    public StationState? Known { get; private set; }

    /// <summary>When it was last heard, this batch included; null when it never was.</summary>
    public StationHeard? Heard => _heard ?? Known?.Heard;

    /// <summary>The same, if this batch has changed it.</summary>
    public StationHeard? NewlyHeard => _heard;

    /// <summary>False while nothing at all is open there, which spares its usual readings every further look.</summary>
    public bool MayHaveAlerts { get; private set; }

    public void Put(StationHeard heard) => _heard = heard;

    public void Alerted() => MayHaveAlerts = true;

    /// <summary>The same object for a station of the next batch.</summary>
    /// <param name="hasOpenAlerts">Whether anything at all was open there when the batch began.</param>
    public StationDraft Begin(StationState? known, bool hasOpenAlerts)
    {
        (Known, MayHaveAlerts, _heard) = (known, hasOpenAlerts, null);
        return this;
    }
}

/// <summary>The stations that a batch in the making touches, in the order in which it did. As <see cref="DraftSeries"/>, the objects are used again by the next batch.</summary>
internal sealed class DraftStations
{
    private readonly List<StationDraft> _drafts = [];
    private readonly Dictionary<string, StationDraft> _touched = [];

    /// <summary>Forgets the batch before, whether it was written or dropped.</summary>
    public DraftStations Begin()
    {
        _touched.Clear();
        return this;
    }

    /// <summary>In the order in which they were touched.</summary>
    public IEnumerable<StationDraft> Touched => _drafts.Take(_touched.Count);

    /// <summary>Null when this batch has not touched it.</summary>
    public StationDraft? Find(string id) => _touched.GetValueOrDefault(id);

    public StationDraft Add(string id, StationState? known, bool hasOpenAlerts)
    {
        if (_touched.Count == _drafts.Count)
        {
            _drafts.Add(new StationDraft());
        }

        return _touched[id] = _drafts[_touched.Count].Begin(known, hasOpenAlerts);
    }
}
