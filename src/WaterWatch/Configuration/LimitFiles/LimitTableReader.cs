using WaterWatch.Configuration.Yaml;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.LimitFiles;

/// <summary>What the rows of a table need to know of it.</summary>
/// <param name="By">What formulas and ranges of the table go by; null when it has none.</param>
/// <param name="Within">The range for which formulas were made.</param>
internal sealed record LimitTableContext(LimitFileContext File, Section Section, LimitColumns Columns, Determinand? By, (decimal Low, decimal High)? Within, int Digits);

/// <summary>Reads the tables of one limits file.</summary>
internal sealed class LimitTableReader(LimitFileContext file, Problems problems)
{
    public static SectionKeys TableKeys { get; } = new(
        "a table",
        "table", "name", "unit", "fraction", "judges_total", "criterion", "statistic", "over", "least_coverage", "censored_as", "drinking_source_only", "by_class", "by",
        "ranges", "within", "digits", "effective", "until", "verified", "provenance", "rows");

    // Enough that a bound made by a formula is the same to the eye and to the comparison.
    private const int UsualDigits = 4;

    public List<ListedLimit> Read(Section table)
    {
        var id = table.RequiredText("table", "\"1\"") ?? "";
        var drinking = table.Value("drinking_source_only", ValueKinds.TrueOrFalse) ?? false;
        var by = table.Text("by") is { } name ? Named.Determinand(name, table.OriginOf("by"), problems) : null;
        var columns = Columns(table, drinking, by);
        var context = new LimitTableContext(file, table, columns, by, Within(table), table.Value("digits", LimitKinds.Digits) ?? UsualDigits);
        _ = table.Name("name");
        if (!table.Has("rows"))
            table.Missing("rows", "a list, such as [ { determinand: Cd, at_most: 0.005 } ]");

        var limits = table.Sections("rows", LimitRowReader.RowKeys)
            .SelectMany(row => LimitRowReader.Read(row, context, id).Select(limit => new ListedLimit(limit, drinking, row.Origin)))
            .ToList();
        RemarkUnverified(limits, table, id);
        return limits;
    }

    private LimitColumns Columns(Section table, bool drinking, Determinand? by)
    {
        var byClass = table.Value("by_class", ValueKinds.TrueOrFalse);
        if (!table.Has("ranges"))
            return byClass ?? by is null && !drinking && file.Classes.Count > 0 ? LimitColumns.Classes(file.Classes) : LimitColumns.One;

        if (byClass == true)
            table.Problem("by_class", "a table has either a column for each class or one for each range", "Take out by_class, or the ranges");

        if (by is null && !table.Has("by"))
            table.Missing("by", "Hardness, the quantity that the ranges are of");

        var texts = table.Texts("ranges");
        var ranges = texts.Select(t => LimitColumns.Range(t.Text)).ToList();
        foreach (var (text, _) in texts.Zip(ranges).Where(r => r.Second is null))
        {
            problems.Add(text.Origin, $"ranges: \"{text.Text}\" is not a range", "Write its start and the end that no longer belongs to it, such as \"[40, 50)\", and \"[200, )\" for the last");
        }

        var known = ranges.OfType<(decimal From, decimal? To)>().ToList();
        if (known.Count == ranges.Count && known.Zip(known.Skip(1)).Any(pair => pair.First.To != pair.Second.From))
            table.Problem("ranges", "the ranges do not join", "Let each begin where the one before ends");

        return by is null || known.Count == 0 || known.Count != ranges.Count ? LimitColumns.Unknown : LimitColumns.Ranges(by, known, [.. texts.Select(t => t.Text)]);
    }

    private static (decimal, decimal)? Within(Section table)
    {
        if (!table.Has("within"))
            return null;

        var ends = table.Texts("within").Select(t => table.Read("within", t.Text, ValueKinds.AboveZero)).ToList();
        if (ends is [{ } low, { } high] && low < high)
            return (low, high);

        if (table.IsList("within") && ends.All(e => e is not null))
            table.Problem("within", "within has no low and high end", "Write both ends of the range that the formulas were made for: within: [25, 400]");

        return null;
    }

    private void RemarkUnverified(List<ListedLimit> limits, Section table, string id)
    {
        var unverified = limits.Where(l => !l.Limit.Verified).Select(l => l.Limit.Determinand.Key).Distinct().ToList();
        if (unverified.Count > 0)
        {
            problems.Remark(
                table.Origin,
                $"table {id}: the figures of {string.Join(", ", unverified)} are unverified; hold them against the standard's own text");
        }
    }
}
