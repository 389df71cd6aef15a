using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>
/// A <see cref="Sample"/> in the twenty-four bytes that it needs as a rule. A mark longer than three bytes, which no table of HJ 212 has, stands beside it
/// (<see cref="HasLongMark"/>).
/// </summary>
/// <remarks>
/// Sixteen are remembered for each of many thousands of series. Of a decimal's 128 bits 102 mean something: 96 of digits, the sign and where the point is; a short mark takes
/// the rest.
/// </remarks>
internal readonly struct PackedSample
{
    private const int LongestShortMark = 3;
    private const int ScaleAt = 16;
    private const int ScaleBits = 5;
    private const int SignOfDecimalAt = 31;

    private const int SignAt = ScaleBits;
    private const int LongMarkAt = SignAt + 1;
    private const int MarkAt = 8;

    private readonly ulong _packed;
    private readonly uint _low;
    private readonly uint _middle;
    private readonly uint _high;

    /// <summary>Scale, sign and mark.</summary>
    private readonly uint _rest;

    public PackedSample(in Sample sample)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(sample.Number, parts);
        (_packed, _low, _middle, _high) = (sample.Packed, (uint)parts[0], (uint)parts[1], (uint)parts[2]);
        var (flags, mark) = ((uint)parts[3], sample.Mark.Code);
        _rest = flags >> ScaleAt & ((1 << ScaleBits) - 1) | flags >> SignOfDecimalAt << SignAt
            | (mark < 1UL << 8 * LongestShortMark ? (uint)mark << MarkAt : 1U << LongMarkAt);
    }

    public bool HasLongMark => (_rest & 1U << LongMarkAt) != 0;

    /// <inheritdoc cref="Sample.Time"/>
    public long Time => Sample.TimeOf(_packed);

    /// <param name="longMark">Its mark, if it has a long one.</param>
    public Sample Unpack(Mark longMark)
    {
        var number = new decimal((int)_low, (int)_middle, (int)_high, (_rest & 1U << SignAt) != 0, (byte)(_rest & ((1 << ScaleBits) - 1)));
        return new Sample(_packed, number, HasLongMark ? longMark : Mark.OfCode(_rest >> MarkAt));
    }
}
