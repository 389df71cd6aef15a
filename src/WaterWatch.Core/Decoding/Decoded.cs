using WaterWatch.Decoding.Hj212;
using WaterWatch.Readings;

namespace WaterWatch.Decoding;

/// <summary>One reading as a message stated it, in its determinand's unit, not yet compared with anything.</summary>
/// <param name="Source">The instrument, <c>lab</c>, or empty.</param>
/// <param name="PeriodSeconds">0 for a moment.</param>
public readonly record struct DecodedReading(
    Determinand Determinand, Fraction Fraction, Concentration Value, Mark Mark, string Source, int PeriodSeconds, DateTimeOffset TakenAt);

/// <summary>What could not be read, and why, in words for the person who looks at it.</summary>
/// <param name="Undated">The reading, when all but its time could be read: over its limit it alerts all the same.</param>
public readonly record struct DecodeFault(SetAsideReason Reason, string Detail, DecodedReading? Undated = null);

/// <summary>What a payload held. One unreadable reading does not keep back the others; a payload that is not of its format at all holds one fault and nothing else.</summary>
/// <param name="Readings">A part of the <see cref="ReadingBuffer"/> that they were read into.</param>
public readonly record struct Decoded(ArraySegment<DecodedReading> Readings, IReadOnlyList<DecodeFault> Faults)
{
    /// <summary>What came with them by HJ 212; null for other formats.</summary>
    public DeviceTalk? Device { get; init; }

    public static Decoded Nothing { get; } = new(ArraySegment<DecodedReading>.Empty, []);

    public static Decoded Unreadable(SetAsideReason reason, string detail) => new(ArraySegment<DecodedReading>.Empty, [new DecodeFault(reason, detail)]);
}

/// <summary>Readings of many messages, one behind the other: used again batch after batch, so that decoding makes no garbage.</summary>
public sealed class ReadingBuffer
{
    private DecodedReading[] _items = new DecodedReading[16];

    public int Count { get; private set; }

    /// <summary>Those from a place on.</summary>
    public Span<DecodedReading> From(int start) => _items.AsSpan(start, Count - start);

    /// <summary>The same for keeping until <see cref="Clear"/>; what is added later does not change it.</summary>
    public ArraySegment<DecodedReading> Segment(int start) => new(_items, start, Count - start);

    public void Add(in DecodedReading reading)
    {
        if (Count == _items.Length)
        {
            // The old array lives on in the segments that were given out of it.
            Array.Resize(ref _items, 2 * Count);
        }

        _items[Count++] = reading;
    }

    /// <summary>Takes back everything from a place on.</summary>
    public void Truncate(int count) => Count = count;

    public void Clear() => Count = 0;
}
