using WaterWatch.Decoding.Hj212;

namespace WaterWatch.Deciding;

/// <summary>What a batch counted without keeping it.</summary>
public sealed class DraftCounts
{
    public long Duplicates { get; set; }

    public long Corrections { get; set; }

    public long SetAsideRepeats { get; set; }

    /// <summary>What was tolerated in packets of HJ 212, packet by packet; null while there was nothing.</summary>
    public List<Hj212Shapes>? Tolerated { get; set; }
}
