namespace WaterWatch.Deciding;

/// <summary>The part of a state that remembers the runs of samples alike that reach as far back as a series is remembered.</summary>
internal sealed class RememberedFlatRuns
{
    private readonly Dictionary<int, FlatRun> _all = [];

    /// <summary>By the number of the series.</summary>
    public IReadOnlyDictionary<int, FlatRun> All => _all;

    public void Take(IReadOnlyList<FlatRun> runs)
    {
        foreach (var run in runs)
        {
            if (run.SinceAt is null)
            {
                _all.Remove(run.Series);
            }
            else
            {
                _all[run.Series] = run;
            }
        }
    }
}
