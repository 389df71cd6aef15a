using WaterWatch.Configuration.Yaml;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.LimitFiles;

/// <summary>What the tables of a file need to know of it.</summary>
internal sealed record LimitFileContext(
    string Standard, IReadOnlyList<string> Classes, DateOnly Effective, string Provenance, Rounding Rounding, CensoredAs CensoredAs);

/// <summary>Reads one file of <c>limits/</c>: a standard with its tables.</summary>
internal sealed class LimitFileReader(Problems problems)
{
    public static SectionKeys FileKeys { get; } = new(
        "a limits file", "standard", "name", "version", "effective", "classes", "provenance", "rounding", "censored", "tables");

    public static SectionKeys CensoredKeys { get; } = new("censored", "as", "provenance");

    public ListedStandard? Read(ConfigNode node)
    {
        if (Section.Open(node, FileKeys, problems) is not { } file)
            return null;

        var standard = file.RequiredText("standard", "GB 3838-2002");
        var effective = file.RequiredValue("effective", ValueKinds.Date, "2002-06-01");
        var classes = Classes(file);
        if (!file.Has("tables"))
            file.Missing("tables", "a list of tables with rows");

        // Kept in the file for its readers; read here so that a mistake in them is found all the same.
        _ = file.RequiredText("version", "\"2002\"");
        _ = file.Name("name");
        var context = new LimitFileContext(
            standard ?? "", classes, effective ?? DateOnly.MinValue, file.Text("provenance") ?? "", RoundingReader.Read(file), Censored(file));
        var tables = new LimitTableReader(context, problems);
        var limits = file.Sections("tables", LimitTableReader.TableKeys).SelectMany(tables.Read).ToList();
        VersionCheck.Look(limits, problems);
        return standard is null ? null : new ListedStandard(standard, classes, limits, ClassTables(context, limits), file.Origin);
    }

    private static List<string> Classes(Section file)
    {
        var classes = file.Texts("classes").Select(c => c.Text).ToList();
        foreach (var twice in classes.GroupBy(c => c).Where(g => g.Count() > 1))
        {
            file.Problem("classes", $"class \"{twice.Key}\" is listed twice", "List each class once, in the order of the columns");
        }

        return [.. classes.Distinct()];
    }

    private static CensoredAs Censored(Section file)
    {
        if (file.Sub("censored", CensoredKeys) is not { } section)
            return CensoredAs.Bounds;

        _ = section.RequiredText("provenance", "the article that says so");
        return section.RequiredValue("as", LimitKinds.Censored, "half") ?? CensoredAs.Bounds;
    }

    /// <summary>Of every determinand that each sample is sorted into classes by.</summary>
    private static Dictionary<(Determinand, Fraction), ClassTable> ClassTables(LimitFileContext file, List<ListedLimit> limits) => limits
        .Select(l => l.Limit)
        .Where(l => l is { Class.Length: > 0, By: null, MeanOver: null })
        .GroupBy(l => (l.Determinand, l.Fraction))
        .ToDictionary(
            g => g.Key,
            g => new ClassTable(file.Classes, [.. file.Classes.Select(c => (IReadOnlyList<Limit>)[.. g.Where(l => l.Class == c)])], file.Rounding.Decimals(g.Key.Determinand, ofMean: true)));
}
