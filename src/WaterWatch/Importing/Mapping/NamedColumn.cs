using WaterWatch.Readings;

namespace WaterWatch.Importing.Mapping;

/// <summary>What a header says by itself: <c>Cd (µg/L)</c>, <c>Cd dissolved [mg/L]</c>, <c>水温 (℃)</c>, <c>pH</c>.</summary>
internal static class NamedColumn
{
    /// <summary>What it measures; null where it does not say a determinand and a unit of it. Only pH needs no unit: of nothing else is it ever guessed.</summary>
    public static MeasuredAs? Read(string header, string source)
    {
        var (name, symbol) = Split(header.Trim());
        if (Series(name) is not var (determinand, fraction) || (symbol is null && determinand.Unit != Unit.PH))
        {
            return null;
        }

        return (symbol is null ? Unit.PH : FileUnits.Find(symbol)) is { } unit && Units.Factor(unit, determinand.Unit) is not null
            ? new MeasuredAs(determinand, fraction, unit, source, 0, new Dictionary<string, string>())
            : null;
    }

    /// <summary>By key, usual name, or name in either language, with <c> dissolved</c> or <c> total</c> behind it.</summary>
    public static (Determinand Determinand, Fraction Fraction)? Series(string text)
    {
        foreach (var (suffix, fraction) in new[] { ("dissolved", Fraction.Dissolved), ("total", Fraction.Total), ("", Fraction.Total) })
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && Find(text[..^suffix.Length].TrimEnd(' ', ',', '_')) is { } found)
            {
                return (found, fraction);
            }
        }

        return null;
    }

    private static Determinand? Find(string name) =>
        Determinand.Find(name) ?? Determinand.All.FirstOrDefault(d => name.Equals(d.Name.En, StringComparison.OrdinalIgnoreCase) || name == d.Name.Zh);

    private static (string Name, string? Unit) Split(string header)
    {
        foreach (var (open, close) in new[] { ('(', ')'), ('[', ']'), ('（', '）') })
        {
            var at = header.LastIndexOf(open);
            if (at > 0 && header.EndsWith(close))
            {
                return (header[..at].TrimEnd(), header[(at + 1)..^1]);
            }
        }

        return (header, null);
    }
}
