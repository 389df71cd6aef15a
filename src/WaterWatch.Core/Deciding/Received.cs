using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>When a determinand last came in at a station: what a laboratory sends says nothing of whether the instrument still speaks.</summary>
/// <param name="Instrument">Null when none ever sent it.</param>
internal readonly record struct Received(DateTimeOffset? Instrument, DateTimeOffset? Laboratory)
{
    /// <summary>By which silence is judged: the instruments', and the laboratory's where there is no instrument. Null when nothing ever came.</summary>
    public DateTimeOffset? At => Instrument ?? Laboratory;

    public Received With(SeriesKey key, DateTimeOffset at) =>
        key.IsLaboratory ? this with { Laboratory = Later(Laboratory, at) } : this with { Instrument = Later(Instrument, at) };

    public Received With(Received other) => new(Later(Instrument, other.Instrument), Later(Laboratory, other.Laboratory));

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a > b || b is null ? a : b;
}
