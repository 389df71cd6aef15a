using WaterWatch.Decoding;

namespace WaterWatch.Importing;

/// <summary>What was set aside of a file, by reason, with enough places to find it by.</summary>
internal sealed class ImportFindings
{
    private const int Places = 5;

    private readonly SortedDictionary<SetAsideReason, Finding> _found = [];

    /// <summary>Told of each, for a report that holds them all.</summary>
    public Action<long, SetAsideReason, string>? Each { get; init; }

    public IReadOnlyDictionary<SetAsideReason, Finding> Found => _found;

    public void Fault(long line, SetAsideReason reason, string detail)
    {
        if (!_found.TryGetValue(reason, out var finding))
        {
            _found[reason] = finding = new Finding(detail);
        }

        finding.Count++;
        if (finding.Lines.Count < Places && (finding.Lines.Count == 0 || finding.Lines[^1] != line))
        {
            finding.Lines.Add(line);
        }

        Each?.Invoke(line, reason, detail);
    }

    /// <param name="First">What was wrong with the first of them.</param>
    public sealed record Finding(string First)
    {
        /// <summary>Cells, or rows where the whole row is.</summary>
        public long Count { get; set; }

        /// <summary>The first lines.</summary>
        public List<long> Lines { get; } = [];
    }
}
