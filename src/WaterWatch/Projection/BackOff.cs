namespace WaterWatch.Projection;

/// <summary>How long is waited before the same is tried again: twice as long each time, at most a minute. Without chance in it: one service writes to a server of its own.</summary>
internal static class BackOff
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);

    /// <summary>At most so long; and always so long where a person must act first.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(1);

    /// <summary>A server may wish for more, and has that up to here.</summary>
    public static TimeSpan LongestWish { get; } = TimeSpan.FromHours(1);

    /// <param name="failures">In a row, this one included.</param>
    public static TimeSpan After(WriteResult failed, int failures)
    {
        var doubled = failures > 6 ? Longest : s_first * (1 << (failures - 1));
        var ours = failed.Outcome == WriteOutcome.Denied ? Longest : doubled;
        var wish = failed.RetryAfter < LongestWish ? failed.RetryAfter : LongestWish;
        return wish > ours ? wish : ours < Longest ? ours : Longest;
    }
}
