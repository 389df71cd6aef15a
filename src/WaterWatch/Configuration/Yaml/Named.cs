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
        if (Readings.Determinand.Find(name) is { } found)
            return found;

        // Someone who writes the full name is told the key, which spelling alone would not find: lead is Pb.
        var meant = Readings.Determinand.All.FirstOrDefault(d => name.Equals(d.Name.En, StringComparison.OrdinalIgnoreCase) || name == d.Name.Zh);
        problems.Add(
            origin,
            $"\"{name}\" is not a determinand",
            meant is null ? Nearest.Remedy(name, Readings.Determinand.All.Select(d => d.Key)) : $"Write {meant.Key}");
        return null;
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
        {
            section.Problem(
                "unit",
                $"{determinand} is not measured in {text}",
                $"Write {determinand.Unit.Symbol()}, or a unit that measures the same");
        }

        return factor;
    }

    public static TimeZoneInfo? TimeZone(Section section, string key)
    {
        if (section.Text(key) is not { } id)
            return null;

        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return zone;

        // Naming all six hundred helps nobody.
        var nearest = TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(z => Nearest.Distance(z, id) <= 3).Take(1).ToList();
        section.Problem(
            key,
            $"{key}: \"{id}\" is not a time zone of this machine",
            nearest.Count > 0 ? Nearest.Remedy(id, nearest) : "Write a name of the IANA list, such as Asia/Shanghai or UTC");
        return null;
    }
}
