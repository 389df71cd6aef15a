namespace WaterWatch.Deciding;

/// <summary>What a batch counted without keeping it.</summary>
public sealed class DraftCounts
{
    public long Duplicates { get; set; }

    public long Corrections { get; set; }

    public long SetAsideRepeats { get; set; }
}
