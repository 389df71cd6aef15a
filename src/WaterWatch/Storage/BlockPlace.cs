namespace WaterWatch.Storage;

/// <summary>
/// Where a block of the index belongs. New blocks (tier 0) hold many series and little time; when there are several at one place they are merged into blocks of the
/// next tier, which hold fewer series and more time. So a step of the index writes few rows however many series there are, and a year of one series is read from few blocks.
/// </summary>
/// <param name="Part">Which of the tier's ranges of series.</param>
/// <param name="Span">Which span of sample times: late readings do not widen today's blocks.</param>
internal readonly record struct BlockPlace(int Tier, int Part, long Span)
{
    public const int LastTier = 3;

    /// <summary>Blocks of one place that are merged.</summary>
    public const int Merged = 8;

    private const long SpanMilliseconds = 64L * 24 * 3600 * 1000;

    private static readonly int[] s_seriesOfPart = [512, 128, 32, 8];

    public static BlockPlace Of(int tier, int series, long takenAt) => new(tier, PartOf(tier, series), SpanOf(takenAt));

    public static int PartOf(int tier, int series) => series / s_seriesOfPart[tier];

    /// <param name="takenAt">Milliseconds since 1970, also before it.</param>
    public static long SpanOf(long takenAt) => (long)Math.Floor((double)takenAt / SpanMilliseconds);

    /// <summary>
    /// How many blocks are merged the first time: another number at each place, so that not all places merge in the same step.
    /// </summary>
    public int MergedFirst => 2 + ((Part * 5 + Tier) % (Merged - 1));
}
