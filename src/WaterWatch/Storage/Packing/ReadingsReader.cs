using WaterWatch.Deciding;
using WaterWatch.Readings;

namespace WaterWatch.Storage.Packing;

/// <summary>Walks a packed block of readings without making an object for each: looking one sample up must not cost the whole block.</summary>
internal ref struct ReadingsReader
{
    private readonly byte _kind;
    private readonly List<Aspect> _aspects = [];
    private PackedReader _from;
    private int _left;
    private int _aspect;
    private ExpectedTimes _times;
    private long _received;
    private long _recorded;
    private decimal _value;

    /// <exception cref="FormatException">The bytes are not a block of readings.</exception>
    public ReadingsReader(ReadOnlySpan<byte> block)
    {
        _from = new PackedReader(block);
        _kind = _from.Byte();
        if (_kind is not (ReadingsCodec.ArrivalOrder or ReadingsCodec.OneSeries))
        {
            throw new FormatException($"A block of readings of the unknown kind {_kind}.");
        }

        Count = _from.Count();
        _left = Count;
        Series = _kind == ReadingsCodec.OneSeries ? (int)_from.Signed() : 0;
    }

    public int Count { get; }

    public int Series { get; private set; }

    /// <summary>Milliseconds since 1970.</summary>
    public long TakenAt { get; private set; }

    /// <exception cref="FormatException">The block is damaged.</exception>
    public bool Next()
    {
        if (_left == 0)
        {
            return _from.AtEnd ? false : throw new FormatException("A block of readings goes on after its last reading.");
        }

        _left--;
        var aspect = _from.Varint();
        if (aspect == (ulong)_aspects.Count)
        {
            _aspects.Add(Aspect.Read(ref _from));
        }
        else if (aspect > (ulong)_aspects.Count)
        {
            throw new FormatException("A packed reading refers to what was not written.");
        }

        _aspect = (int)aspect;
        Series = _kind == ReadingsCodec.OneSeries ? Series : (int)(Series + _from.Signed());
        TakenAt = _times.Taken(_kind) + _from.Signed();
        _received = _times.Received(_kind, TakenAt) + _from.Signed();
        _recorded = _times.Recorded(_kind, _received) + _from.Signed();
        _times.Saw(TakenAt, _received, _recorded);
        _value = _from.Decimal();
        return true;
    }

    public readonly Reading ToReading()
    {
        var aspect = _aspects[_aspect];
        return new Reading
        {
            Series = Series,
            TakenAt = PackedReader.ToInstant(TakenAt),
            ReceivedAt = PackedReader.ToInstant(_received),
            RecordedAt = PackedReader.ToInstant(_recorded),
            Value = new Concentration(_value, aspect.Unit, aspect.Qualifier),
            Mark = aspect.Mark,
            Flag = aspect.Flag,
            FlagTests = aspect.Tests,
            Judged = aspect.Judged,
            Why = aspect.Why,
            LimitRef = aspect.LimitRef,
            IsCorrection = aspect.IsCorrection,
        };
    }

    public readonly Sample ToSample()
    {
        var aspect = _aspects[_aspect];
        return new Sample(
            PackedReader.ToInstant(TakenAt), new Concentration(_value, aspect.Unit, aspect.Qualifier),
            aspect.Mark, aspect.Flag, aspect.Judged, aspect.IsCorrection);
    }
}
