using System.Globalization;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.LimitFiles;

/// <summary>What the figures of a row stand for: one for all, one for each class, or one for each range of another quantity.</summary>
internal sealed class LimitColumns
{
    private readonly IReadOnlyList<string> _names;
    private readonly IReadOnlyList<(decimal From, decimal? To)> _ranges;
    private readonly Determinand? _by;

    private LimitColumns(IReadOnlyList<string> names, IReadOnlyList<(decimal From, decimal? To)> ranges, Determinand? by) => (_names, _ranges, _by) = (names, ranges, by);

    public static LimitColumns One { get; } = new([""], [], null);

    /// <summary>For columns that cannot be read, which has been noted: no figure of such a table means anything.</summary>
    public static LimitColumns Unknown { get; } = new([], [], null);

    public static LimitColumns Classes(IReadOnlyList<string> classes) => new(classes, [], null);

    public static LimitColumns Ranges(Determinand by, IReadOnlyList<(decimal From, decimal? To)> ranges, IReadOnlyList<string> names) => new(names, ranges, by);

    public bool AreClasses => _by is null && _names is not [""];

    /// <summary>Of what is missing when a row has no figure.</summary>
    public string Example => _by is not null ? "[0.08, 0.08, 0.09, 0.15, 0.25], a figure for each range"
        : AreClasses ? "[0.001, 0.005, 0.005, 0.005, 0.01], a figure for each class" : "0.005";

    /// <summary>The bounds of one key of a row, each with its class; none when they cannot be read, which has been noted.</summary>
    /// <param name="convert">From the figure as written into the determinand's unit.</param>
    public IEnumerable<(string Class, decimal Bound, BoundBy? By)> Read(Section row, string key, LimitSense sense, Func<decimal, decimal> convert)
    {
        var figures = Figures(row, key);
        if (_by is null || figures.Count != _ranges.Count)
            return _by is null ? figures.Select((figure, i) => (_names[i], convert(figure), (BoundBy?)null)) : [];

        var by = new BoundByRange(_by, [.. figures.Zip(_ranges, (figure, range) => new BoundRange(range.From, range.To, convert(figure)))]);
        return [("", by.Strictest(sense), by)];
    }

    /// <summary>One figure for all columns, or a list with one for each; empty when any cannot be read.</summary>
    private List<decimal> Figures(Section row, string key)
    {
        if (!row.Has(key) || _names.Count == 0)
            return [];

        if (row.IsSingle(key))
            return row.Value(key, ValueKinds.AboveZero) is { } one ? [.. Enumerable.Repeat(one, _names.Count)] : [];

        var texts = row.Texts(key);
        if (!row.IsList(key))
            return [];

        if (texts.Count != _names.Count)
        {
            var columns = _by is null ? Counted.Of(_names.Count, "class", "classes") : Counted.Of(_names.Count, "range");
            row.Problem(
                key,
                $"{key} has {Counted.Of(texts.Count, "figure")} for {columns}",
                _names is [""] ? "Write one figure: this table knows no classes" : $"Write one figure for all, or one each for {string.Join(", ", _names)}");
            return [];
        }

        var found = new List<decimal>();
        foreach (var text in texts)
        {
            if (ValueKinds.AboveZero.Read(text.Text) is { } figure)
                found.Add(figure);
            else
                row.Problems.Add(text.Origin, $"{key}: \"{text.Text}\" is not {ValueKinds.AboveZero.Name}", ValueKinds.AboveZero.Remedy);
        }

        return found.Count == texts.Count ? found : [];
    }

    /// <summary>Reads <c>[0, 40)</c>, and <c>[200, )</c> without an end; null when it is neither.</summary>
    public static (decimal From, decimal? To)? Range(string text)
    {
        var ends = text.Length > 2 && text[0] == '[' && text[^1] == ')' ? text[1..^1].Split(',', StringSplitOptions.TrimEntries) : [];
        if (ends.Length != 2 || ValueKinds.ZeroOrMore.Read(ends[0]) is not { } from)
            return null;

        if (ends[1].Length == 0)
            return (from, null);

        return decimal.TryParse(ends[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var to) && to > from && to <= 1_000_000m ? (from, to) : null;
    }
}
