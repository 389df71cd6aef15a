using System.Numerics;

namespace WaterWatch.Alerts;

/// <summary>On which side of the limit the newest distinct samples of one alert's key lay: what tells a swinging value from one that stays.</summary>
/// <param name="Bits">The newest sample in the lowest bit; 1 is over.</param>
/// <param name="Count">How many samples there were, at most <see cref="Remembered"/>.</param>
public readonly record struct Sides(uint Bits, byte Count)
{
    public const int Remembered = 20;

    private const uint Mask = (1u << Remembered) - 1;

    /// <summary>The share of changes of side, 0 to 1: of each sample against the one before it.</summary>
    public decimal Share => Count < 2 ? 0 : (decimal)BitOperations.PopCount((Bits ^ Bits >> 1) & (1u << Count - 1) - 1) / (Count - 1);

    public Sides Then(bool isOver) => new((Bits << 1 | (isOver ? 1u : 0u)) & Mask, (byte)Math.Min(Count + 1, Remembered));

    /// <summary>After some samples that were not over.</summary>
    public Sides ThenBelow(int samples) =>
        samples >= Remembered ? new Sides(0, Remembered) : new Sides(Bits << samples & Mask, (byte)Math.Min(Count + samples, Remembered));
}
