namespace WaterWatch.Limits;

/// <summary>What fell into one bucket of a window: sums, so that a sample can be taken out again when it is corrected, and the order of adding never shows.</summary>
/// <param name="Number">Counted from 1970 in widths of the window.</param>
/// <param name="Weight">What the sums are divided by: samples, or the seconds of the periods that readings stand for.</param>
/// <param name="Samples">Readings that end in it.</param>
/// <param name="LowerBounds">Readings in it of which only a lower bound is known.</param>
/// <param name="Low">The sum with <c>&lt;x</c> as 0, each reading times its weight.</param>
/// <param name="High">The sum with <c>&lt;x</c> as x.</param>
public readonly record struct MeanBucket(int Number, int Weight, int Samples, int LowerBounds, decimal Low, decimal High)
{
    public bool IsEmpty => Weight <= 0;

    /// <summary>The mean of its readings, with <c>&lt;x</c> as 0; meaningless when it is empty.</summary>
    public decimal LowMean => Weight == 1 ? Low : Low / Weight;

    /// <summary>The same with <c>&lt;x</c> as x.</summary>
    public decimal HighMean => Weight == 1 ? High : High / Weight;

    /// <summary>With a reading put in, or taken out again.</summary>
    /// <param name="weight">Its own, negative to take it out.</param>
    /// <param name="samples">1, 0 when it ends in another bucket; negative to take it out.</param>
    internal MeanBucket With(MeanEntry entry, int weight, int samples)
    {
        var changed = this with
        {
            Weight = Weight + weight,
            Samples = Samples + samples,
            LowerBounds = LowerBounds + (entry.IsLowerBound ? Math.Sign(weight) : 0),
            Low = Low + entry.Low * weight,
            High = High + entry.High * weight,
        };

        // What was never put in cannot be taken out: the instrument's span may have been configured anew between a reading and its correction.
        return changed.IsEmpty ? new MeanBucket(Number, 0, 0, 0, 0, 0) : changed with { Samples = Math.Max(0, changed.Samples), LowerBounds = Math.Max(0, changed.LowerBounds) };
    }
}
