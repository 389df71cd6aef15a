namespace WaterWatch.Configuration.Yaml;

/// <summary>Collects everything that is found while reading; nothing stops at the first mistake.</summary>
internal sealed class Problems
{
    // A set, because river-wide defaults are read once for each station that they stand in for.
    private readonly HashSet<ConfigurationProblem> _problems = [];
    private readonly HashSet<ConfigurationRemark> _remarks = [];

    public bool Any => _problems.Count > 0;

    public bool AnyIn(string file) => _problems.Any(p => p.File == file);

    public void Add(Origin origin, string message, string remedy) =>
        _problems.Add(new ConfigurationProblem(origin.Name, origin.Line, message, remedy));

    public void Remark(Origin origin, string message) => _remarks.Add(new ConfigurationRemark(origin.Name, origin.Line, message));

    public IReadOnlyList<ConfigurationProblem> Sorted() =>
        [.. _problems.OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Message, StringComparer.Ordinal)];

    public IReadOnlyList<ConfigurationRemark> SortedRemarks() =>
        [.. _remarks.OrderBy(r => r.File, StringComparer.Ordinal).ThenBy(r => r.Line).ThenBy(r => r.Message, StringComparer.Ordinal)];
}
