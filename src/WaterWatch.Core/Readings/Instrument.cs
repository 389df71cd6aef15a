namespace WaterWatch.Readings;

/// <summary>What an instrument of a station can measure, and from when to when it stood there.</summary>
/// <param name="Source">As readings name it; empty when the station has one instrument only. A laboratory has limits of its own and is never meant by the empty one.</param>
/// <param name="DetectionLimit">Numbers below it are kept as <c>&lt;</c> it; null when unknown. In the determinand's unit.</param>
/// <param name="SpanEnd">The end of the measuring range: numbers above it are lower bounds. In the determinand's unit.</param>
public sealed record Instrument(string Source, Determinand Determinand, decimal? DetectionLimit, decimal? SpanEnd)
{
    public DateTimeOffset ValidFrom { get; init; } = DateTimeOffset.MinValue;

    public DateTimeOffset ValidTo { get; init; } = DateTimeOffset.MaxValue;

    public bool Measured(SeriesKey series, DateTimeOffset takenAt) =>
        series.Determinand == Determinand && (Source == series.Source || Source.Length == 0 && !series.IsLaboratory) && ValidFrom <= takenAt && takenAt < ValidTo;
}
