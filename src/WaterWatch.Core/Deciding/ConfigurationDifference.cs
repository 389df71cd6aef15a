namespace WaterWatch.Deciding;

/// <summary>How a configuration differs from the one before it, as it is told.</summary>
/// <param name="From">The hash of the one before.</param>
/// <param name="Lines">Place by place what was added, taken out or changed, as far as it is shown.</param>
/// <param name="Count">All of them.</param>
/// <param name="Waits">What holds only from the next start.</param>
/// <param name="By">Who had it read; empty for nobody by name.</param>
public sealed record ConfigurationDifference(string From, IReadOnlyList<string> Lines, int Count, IReadOnlyList<string> Waits, string By = "");
