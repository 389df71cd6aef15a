namespace WaterWatch.Timeline;

/// <summary>One walk over the whole record, and what it found.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Head">The newest entry that was walked.</param>
/// <param name="Took">With the rests that it made so as to hold nobody up.</param>
/// <param name="Broken">The first broken place and what is wrong with it; empty when the record is whole.</param>
public sealed record ChainCheck(DateTimeOffset At, ChainHead Head, long Entries, long Messages, long Readings, TimeSpan Took, string Broken)
{
    public bool IsIntact => Broken.Length == 0;
}
