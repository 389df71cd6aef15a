using WaterWatch.Configuration.Yaml;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.LimitFiles;

/// <summary>The decimals that values are rounded to before they are compared, by determinand; what is not listed is compared as it is.</summary>
/// <param name="Samples">For single samples.</param>
/// <param name="Means">For means, and for the class of a place.</param>
internal sealed record Rounding(IReadOnlyDictionary<Determinand, int> Samples, IReadOnlyDictionary<Determinand, int> Means)
{
    public static Rounding None { get; } = new(new Dictionary<Determinand, int>(), new Dictionary<Determinand, int>());

    public int? Decimals(Determinand determinand, bool ofMean) => (ofMean ? Means : Samples).TryGetValue(determinand, out var decimals) ? decimals : null;
}

/// <summary>Reads <c>rounding</c> of a limits file.</summary>
internal static class RoundingReader
{
    public static SectionKeys RoundingKeys { get; } = new("rounding", "rule", "provenance", "samples", "means");

    public static Rounding Read(Section file)
    {
        if (file.Sub("rounding", RoundingKeys) is not { } section)
            return Rounding.None;

        _ = section.RequiredValue("rule", LimitKinds.HalfToEven, "half_to_even");
        _ = section.RequiredText("provenance", "the document that says so");
        if (!section.Has("samples") && !section.Has("means"))
            section.Missing("samples", "{ Cd: 4 }, the decimals of each determinand in its own unit");

        return new Rounding(Decimals(section, "samples"), Decimals(section, "means"));
    }

    private static Dictionary<Determinand, int> Decimals(Section section, string key)
    {
        var decimals = new Dictionary<Determinand, int>();
        foreach (var entry in section.Entries(key))
        {
            if (Named.Determinand(entry.Key, entry.Origin, section.Problems) is not { } determinand)
                continue;

            if (entry.Value is ConfigScalar { Text: var text } && LimitKinds.Decimals.Read(text) is { } count)
                decimals[determinand] = count;
            else
                section.Problems.Add(entry.Value.Origin, $"{entry.Key}: {entry.Value.Kind} is not {LimitKinds.Decimals.Name}", LimitKinds.Decimals.Remedy);
        }

        return decimals;
    }
}
