using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>How far an operation report has come.</summary>
/// <param name="Report">Its id.</param>
/// <param name="Until">The end of the newest period that it was sent for; before the first, of the one that was over when it was configured.</param>
public sealed record ReportedPeriod(string Report, DateTimeOffset Until);

/// <summary>What is done again and again, as far as it is done: so that a restart neither repeats it nor leaves it out.</summary>
public sealed record Rounds
{
    public static Rounds None { get; } = new();

    public IReadOnlyList<ReportedPeriod> Reported { get; init; } = [];

    /// <summary>The newest walk over the record; null when there was none, or none in the batch.</summary>
    public ChainCheck? ChainCheck { get; init; }

    /// <summary>When the oldest block or entry came that no seal covers; null when all are. In snapshots alone: batches have it by what is in them.</summary>
    public DateTimeOffset? UnsealedSince { get; init; }

    public bool IsEmpty => Reported.Count == 0 && ChainCheck is null;
}

/// <summary>The part of a state that remembers <see cref="Rounds"/>.</summary>
internal sealed class RememberedRounds
{
    private readonly SortedDictionary<string, ReportedPeriod> _reported = new(StringComparer.Ordinal);

    public ChainCheck? ChainCheck { get; private set; }

    /// <inheritdoc cref="Rounds.UnsealedSince"/>
    public DateTimeOffset? UnsealedSince { get; private set; }

    public Rounds All => new() { Reported = [.. _reported.Values], ChainCheck = ChainCheck, UnsealedSince = UnsealedSince };

    public ReportedPeriod? Reported(string report) => _reported.GetValueOrDefault(report);

    public void Take(Rounds rounds)
    {
        foreach (var reported in rounds.Reported)
        {
            _reported[reported.Report] = reported;
        }

        ChainCheck = rounds.ChainCheck ?? ChainCheck;
        UnsealedSince = rounds.UnsealedSince ?? UnsealedSince;
    }

    /// <param name="hasBlock">The batch brought messages.</param>
    public void TakeSeal(Batch batch, bool hasBlock)
    {
        var (isSealed, isNew) = (false, hasBlock);
        foreach (var entry in batch.Entries)
        {
            isSealed |= entry.Kind == EntryKind.Sealed;
            isNew |= entry.Kind != EntryKind.Sealed;
        }

        // What came in the batch of a seal itself is left to the next one, which knows all that was decided about it.
        UnsealedSince = isSealed ? null : UnsealedSince;
        UnsealedSince ??= isNew ? batch.RecordedAt : null;
    }
}
