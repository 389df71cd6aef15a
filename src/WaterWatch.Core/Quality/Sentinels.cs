namespace WaterWatch.Quality;

/// <summary>Numbers that stand for "no value" and are none. Equal when they are the same numbers, so that the thresholds of many stations are one object.</summary>
public sealed class Sentinels(params decimal[] numbers) : IEquatable<Sentinels>
{
    /// <summary>What hydrological loggers write: -9999.</summary>
    public static Sentinels Usual { get; } = new(-9999m);

    public bool Contains(decimal value)
    {
        foreach (var number in numbers)
        {
            if (value == number)
            {
                return true;
            }
        }

        return false;
    }

    public bool Equals(Sentinels? other) => other is not null && numbers.AsSpan().SequenceEqual(other.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Sentinels);

    public override int GetHashCode() => numbers.Aggregate(numbers.Length, HashCode.Combine);

    private ReadOnlySpan<decimal> AsSpan() => numbers;
}
