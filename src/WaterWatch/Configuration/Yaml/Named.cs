using WaterWatch.Readings;

namespace WaterWatch.Configuration.Yaml;

/// <summary>Reads names that Core knows: determinands, fractions, units, time zones. An unknown one is a problem that names the nearest.</summary>
internal static class Named
{
    /// <summary>As a key or a value: <c>Cd</c>, or <c>Cd dissolved</c> for the dissolved part.</summary>
    public static (Determinand Determinand, Fraction Fraction)? Series(string text, Origin origin, Problems problems)
    {
        const string dissolved = " dissolved";
        var fraction = text.EndsWith(dissolved, StringComparison.Ordinal) ? Fraction.Dissolved : Fraction.Total;
        var name = fraction == Fraction.Dissolved ? text[..^dissolved.Length] : text;
        return Determinand(name, origin, problems) is { } determinand ? (determinand, fraction) : null;
    }

    public static Determinand? Determinand(string name, Origin origin, Problems problems)
    {
        var found = Readings.Determinand.Find(name);
        if (found is null)
            problems.Add(origin, $"\"{name}\" is not a determinand", Nearest.Remedy(name, Readings.Determinand.All.Select(d => d.Key)));

        return found;
    }

    /// <summary>The section's <c>unit</c> as a factor into the determinand's own unit, 1 when none is written; null when it cannot be one.</summary>
    public static decimal? UnitFactor(Section section, Determinand determinand)
    {
        if (section.Text("unit") is not { } text)
            return 1;

        if (!Units.TryParse(text, out var unit))
        {
            section.Problem("unit", $"\"{text}\" is not a unit", Nearest.Remedy(text, Enum.GetValues<Unit>().Select(u => u.Symbol())));
            return null;
        }

        var factor = Units.Factor(unit, determinand.Unit);
        if (factor is null)
            section.Problem("unit", $"{determinand} is not measured in {text}", $"Write {determinand.Unit.Symbol()}, or a unit that measures the same");

        return factor;
    }

    public static TimeZoneInfo? TimeZone(Section section, string key)
    {
        if (section.Text(key) is not { } id)
            return null;

        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return zone;

        section.Problem(key, $"{key}: \"{id}\" is not a time zone of this machine", Nearest.Remedy(id, NearIds(id)));
        return null;
    }

    // All the ids of one part of the world, or the parts: naming six hundred helps nobody.
    private static List<string> NearIds(string id)
    {
        var ids = TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).ToList();
        var nearest = ids.OrderBy(i => Nearest.Distance(i, id)).Take(3).ToList();
        return nearest.Count == 0 ? ["UTC"] : nearest;
    }
}
