using WaterWatch.Configuration.Yaml;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.LimitFiles;

/// <summary>Reads one file of <c>limits/</c>: a standard with its tables, classes as columns.</summary>
internal sealed class LimitFileReader(Problems problems)
{
    public static SectionKeys FileKeys { get; } = new("a limits file", "standard", "name", "version", "effective", "classes", "provenance", "tables");

    public static SectionKeys TableKeys { get; } = new(
        "a table", "table", "name", "unit", "fraction", "statistic", "drinking_source_only", "by_class", "verified", "provenance", "rows");

    public static SectionKeys RowKeys { get; } = new("a row", "determinand", "fraction", "unit", "at_most", "at_least", "statistic", "verified", "provenance", "note");

    private static ValueKind<int> Statistic { get; } = new(
        "a statistic of this version", "Write instantaneous; means are judged by a later version", text => text == "instantaneous" ? 0 : null);

    public ListedStandard? Read(ConfigNode node)
    {
        if (Section.Open(node, FileKeys, problems) is not { } file)
            return null;

        var standard = file.RequiredText("standard", "GB 3838-2002");
        var effective = file.RequiredValue("effective", ValueKinds.Date, "2002-06-01");
        var classes = file.Texts("classes").Select(c => c.Text).ToList();
        foreach (var twice in classes.GroupBy(c => c).Where(g => g.Count() > 1))
        {
            file.Problem("classes", $"class \"{twice.Key}\" is listed twice", "List each class once, in the order of the columns");
        }

        classes = [.. classes.Distinct()];

        if (!file.Has("tables"))
            file.Missing("tables", "a list of tables with rows");

        // Kept in the file for its readers; read here so that a mistake in them is found all the same.
        _ = file.RequiredText("version", "\"2002\"");
        _ = file.Name("name");
        var context = new FileContext(standard ?? "", classes, effective ?? DateOnly.MinValue, file.Text("provenance") ?? "");
        var limits = file.Sections("tables", TableKeys).SelectMany(table => Table(table, context)).ToList();
        FindTwice(limits);
        return standard is null ? null : new ListedStandard(standard, classes, limits, file.Origin);
    }

    private List<ListedLimit> Table(Section table, FileContext file)
    {
        var limits = new List<ListedLimit>();
        var id = table.RequiredText("table", "\"1\"") ?? "";
        var drinking = table.Value("drinking_source_only", ValueKinds.TrueOrFalse) ?? false;
        var byClass = table.Value("by_class", ValueKinds.TrueOrFalse) ?? !drinking && file.Classes.Count > 0;
        _ = table.Value("statistic", Statistic);
        _ = table.Name("name");
        if (!table.Has("rows"))
            table.Missing("rows", "a list, such as [ { determinand: Cd, at_most: 0.005 } ]");

        foreach (var row in table.Sections("rows", RowKeys))
        {
            if (row.RequiredText("determinand", "Cd") is not { } name || Named.Determinand(name, row.OriginOf("determinand"), problems) is not { } determinand)
                continue;

            _ = row.Value("statistic", Statistic);
            _ = row.Text("note");
            var factor = Factor(row, table, determinand);
            var limit = new Limit(file.Standard, "", determinand, FractionOf(row, table), LimitSense.AtMost, 0)
            {
                Table = id,
                Provenance = row.Text("provenance") ?? table.Text("provenance") ?? file.Provenance,
                Verified = row.Value("verified", ValueKinds.TrueOrFalse) ?? table.Value("verified", ValueKinds.TrueOrFalse) ?? false,
                EffectiveFrom = file.Effective,
            };
            if (limit.Provenance.Length == 0)
            {
                row.Problem(
                    "provenance",
                    $"the figure of {determinand} does not say where it is from",
                    "Add provenance: to the row, its table or the file");
            }

            if (!row.Has("at_most") && !row.Has("at_least"))
                row.Missing("at_most", byClass ? "[0.001, 0.005, 0.005, 0.005, 0.01], a figure for each class" : "0.005");

            foreach (var (key, sense) in new[] { ("at_most", LimitSense.AtMost), ("at_least", LimitSense.AtLeast) })
            {
                limits.AddRange(Figures(row, key, byClass ? file.Classes : [""])
                    .Select(f => new ListedLimit(Of(limit, f.Class, sense, f.Bound * factor), drinking, row.Origin)));
            }
        }

        RemarkUnverified(limits, table, id);
        return limits;
    }

    // Not "with": Ref is made from standard and class in the constructor, and a copy would keep the one of the class it was copied from.
    private static Limit Of(Limit row, string limitClass, LimitSense sense, decimal bound) =>
        new(row.Standard, limitClass, row.Determinand, row.Fraction, sense, bound)
        {
            Table = row.Table,
            Provenance = row.Provenance,
            Verified = row.Verified,
            EffectiveFrom = row.EffectiveFrom,
        };

    private static decimal Factor(Section row, Section table, Determinand determinand)
    {
        // A table's unit is for what can be measured in it: pH and mg/L stand in one table.
        if (row.Has("unit"))
            return Named.UnitFactor(row, determinand) ?? 1;

        var isConcentration = Units.Factor(determinand.Unit, Unit.MilligramPerLitre) is not null;
        return isConcentration ? Named.UnitFactor(table, determinand) ?? 1 : 1;
    }

    private static Fraction FractionOf(Section row, Section table) =>
        row.Value("fraction", ValueKinds.Fraction) ?? table.Value("fraction", ValueKinds.Fraction) ?? Fraction.Total;

    /// <summary>One figure for all classes, or a list with one for each.</summary>
    private List<(string Class, decimal Bound)> Figures(Section row, string key, IReadOnlyList<string> classes)
    {
        if (!row.Has(key))
            return [];

        if (row.IsSingle(key))
            return row.Value(key, ValueKinds.AboveZero) is { } one ? [.. classes.Select(c => (c, one))] : [];

        var figures = row.Texts(key);
        if (!row.IsList(key))
            return [];

        if (figures.Count != classes.Count)
        {
            row.Problem(
                key,
                $"{key} has {Counted.Of(figures.Count, "figure")} for {Counted.Of(classes.Count, "class", "classes")}",
                classes is [""] ? "Write one figure: this table knows no classes" : $"Write one figure for all, or one each for {string.Join(", ", classes)}");
            return [];
        }

        var found = new List<(string, decimal)>();
        foreach (var (figure, limitClass) in figures.Zip(classes))
        {
            if (ValueKinds.AboveZero.Read(figure.Text) is { } bound)
                found.Add((limitClass, bound));
            else
                problems.Add(figure.Origin, $"{key}: \"{figure.Text}\" is not {ValueKinds.AboveZero.Name}", ValueKinds.AboveZero.Remedy);
        }

        return found;
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

    private void FindTwice(List<ListedLimit> limits)
    {
        var twice = limits.GroupBy(l => (l.Limit.Class, l.Limit.Determinand, l.Limit.Fraction, l.Limit.Sense, l.DrinkingSourceOnly)).Where(g => g.Count() > 1);
        foreach (var group in twice)
        {
            var (first, second) = (group.First(), group.ElementAt(1));
            problems.Add(
                second.Origin,
                $"{second.Limit.Determinand} has a limit a second time (first on line {first.Origin.Line})",
                "Keep one row for a determinand, fraction and class");
        }
    }

    private sealed record FileContext(string Standard, IReadOnlyList<string> Classes, DateOnly Effective, string Provenance);
}
