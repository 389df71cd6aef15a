using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>The part of a draft that changes <see cref="Rounds"/>: reads fall through to what is remembered, writes stay here.</summary>
internal sealed class DraftRounds(RememberedRounds remembered)
{
    private readonly SortedDictionary<string, ReportedPeriod> _reported = new(StringComparer.Ordinal);
    private ChainCheck? _chainCheck;
    private bool _isSealed;

    /// <summary>What the batch changes.</summary>
    public Rounds Changed => _reported.Count == 0 && _chainCheck is null ? Rounds.None : new Rounds { Reported = [.. _reported.Values], ChainCheck = _chainCheck };

    public ReportedPeriod? Reported(string report) => _reported.GetValueOrDefault(report) ?? remembered.Reported(report);

    public void Put(ReportedPeriod reported) => _reported[reported.Report] = reported;

    public void Put(ChainCheck check) => _chainCheck = check;

    /// <summary>When the oldest block or entry before this batch came that no seal covers; null when all are.</summary>
    public DateTimeOffset? UnsealedSince => _isSealed ? null : remembered.UnsealedSince;

    public void Seal() => _isSealed = true;
}
