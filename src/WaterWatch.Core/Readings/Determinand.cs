using System.Collections.Frozen;
using System.Text;
using WaterWatch.Rivers;

namespace WaterWatch.Readings;

/// <summary>What is measured: a metal, or a quantity of the water itself. There is one object for each.</summary>
public sealed record Determinand
{
    private readonly int _hash;

    private static readonly Determinand[] Known = Numbered(
    [
        Metal("Ag", "silver", "银"), Metal("Al", "aluminium", "铝"), Metal("As", "arsenic", "砷"), Metal("B", "boron", "硼"), Metal("Ba", "barium", "钡"),
        Metal("Be", "beryllium", "铍"), Metal("Cd", "cadmium", "镉"), Metal("Co", "cobalt", "钴"), Metal("Cr", "chromium", "铬"),
        Metal("Cr3", "chromium(III)", "三价铬"), Metal("Cr6", "chromium(VI)", "六价铬"), Metal("Cu", "copper", "铜"), Metal("Fe", "iron", "铁"), Metal("Hg", "mercury", "汞"),
        Metal("Mn", "manganese", "锰"), Metal("Mo", "molybdenum", "钼"), Metal("Na", "sodium", "钠"), Metal("Ni", "nickel", "镍"), Metal("Pb", "lead", "铅"),
        Metal("Sb", "antimony", "锑"), Metal("Se", "selenium", "硒"), Metal("Ti", "titanium", "钛"), Metal("Tl", "thallium", "铊"), Metal("U", "uranium", "铀"),
        Metal("V", "vanadium", "钒"), Metal("Zn", "zinc", "锌"),
        Metal("Cl", "chloride", "氯化物"), Metal("NO3-N", "nitrate (as N)", "硝酸盐氮"), Metal("SO4", "sulfate", "硫酸盐"),
        Metal("Hardness", "hardness (as CaCO3)", "硬度"), Metal("DO", "dissolved oxygen", "溶解氧"), Metal("SS", "suspended solids", "悬浮物"),
        new("pH", new("pH", "pH值"), Unit.PH),
        new("Temperature", new("water temperature", "水温"), Unit.Celsius),
        new("Conductivity", new("conductivity", "电导率"), Unit.MicrosiemensPerCentimetre),
        new("Turbidity", new("turbidity", "浊度"), Unit.Ntu),
        new("Flow", new("flow", "流量"), Unit.CubicMetrePerSecond),
        new("Stage", new("water level", "水位"), Unit.Metre),
    ]);

    private static readonly FrozenDictionary<string, Determinand> ByName = new Dictionary<string, string>
    {
        ["Cr(III)"] = "Cr3",
        ["Cr3+"] = "Cr3",
        ["CrIII"] = "Cr3",
        ["Cr(VI)"] = "Cr6",
        ["Cr6+"] = "Cr6",
        ["CrVI"] = "Cr6",
        ["temp"] = "Temperature",
        ["water_temperature"] = "Temperature",
        ["t"] = "Temperature",
        ["EC"] = "Conductivity",
        ["cond"] = "Conductivity",
        ["turb"] = "Turbidity",
        ["NTU"] = "Turbidity",
        ["discharge"] = "Flow",
        ["Q"] = "Flow",
        ["level"] = "Stage",
        ["water_level"] = "Stage",
        ["CaCO3"] = "Hardness",
        ["dissolved_oxygen"] = "DO",
        ["TSS"] = "SS",
    }
        .Select(alias => (Name: alias.Key, Determinand: Known.Single(d => d.Key == alias.Value)))
        .Concat(Known.Select(d => (Name: d.Key, Determinand: d)))
        .ToFrozenDictionary(x => x.Name, x => x.Determinand, StringComparer.OrdinalIgnoreCase);

    /// <summary>No name that anybody uses is longer; more of it is not looked at.</summary>
    private const int LongestName = 64;

    /// <summary>By the first byte of their keys as they are usually written: a handful each.</summary>
    private static readonly (byte[] Key, Determinand Determinand)[]?[] ByFirstByte =
        [.. Enumerable.Range(0, 256).Select(first => Known.Where(d => d.Key[0] == first).Select(d => (Encoding.UTF8.GetBytes(d.Key), d)).ToArray() is { Length: > 0 } some ? some : null)];

    private Determinand(string key, LocalizedName name, Unit unit)
    {
        (Key, Name, Unit) = (key, name, unit);
        MayBeNegative = key is "Temperature" or "Stage" or "Flow";
        _hash = string.GetHashCode(key, StringComparison.Ordinal);
    }

    /// <summary>As written in payloads and answers, such as <c>Cd</c>.</summary>
    public string Key { get; }

    public LocalizedName Name { get; }

    /// <summary>The unit that readings of it are kept and shown in; metals are kept in mg/L whatever came in.</summary>
    public Unit Unit { get; }

    /// <summary>Its place in <see cref="All"/>, for tables by determinand. Never stored: another version may number otherwise.</summary>
    public int Ordinal { get; private init; }

    public static IReadOnlyList<Determinand> All => Known;

    /// <summary>The place of one of its fractions in a table by both. Never stored, as <see cref="Ordinal"/>.</summary>
    internal int Slot(Fraction fraction) => 2 * Ordinal + (int)fraction;

    /// <summary>Whether a number below zero can be a measurement: there are frost, levels below a datum and tides, but no negative cadmium.</summary>
    public bool MayBeNegative { get; }

    /// <summary>Found by key or usual name, upper or lower case; null when unknown, which sets the reading aside.</summary>
    public static Determinand? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>As <see cref="Find(string)"/>, for UTF-8 that need not become a string first: every reading is looked up by it.</summary>
    public static Determinand? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return null;
        }

        foreach (var (key, determinand) in ByFirstByte[utf8[0]] ?? [])
        {
            if (utf8.SequenceEqual(key))
            {
                return determinand;
            }
        }

        return Find(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, LongestName)]));
    }

    /// <summary>One key, one determinand: told apart without comparing names, since every reading is looked up by it.</summary>
    public bool Equals(Determinand? other) => ReferenceEquals(this, other) || other is not null && Key == other.Key;

    public override int GetHashCode() => _hash;

    public override string ToString() => Key;

    private static Determinand[] Numbered(Determinand[] known) => [.. known.Select((determinand, i) => determinand with { Ordinal = i })];

    private static Determinand Metal(string key, string en, string zh) => new(key, new(en, zh), Unit.MilligramPerLitre);
}

/// <summary>Which part of the water was measured: total cadmium is not dissolved cadmium.</summary>
public enum Fraction : byte
{
    Total,
    Dissolved,
}
