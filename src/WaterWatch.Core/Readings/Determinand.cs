using System.Collections.Frozen;
using WaterWatch.Rivers;

namespace WaterWatch.Readings;

/// <summary>What is measured: a metal, or a quantity of the water itself.</summary>
/// <param name="Key">As written in payloads and answers, such as <c>Cd</c>.</param>
/// <param name="Unit">The unit that readings of it are kept and shown in; metals are kept in mg/L whatever came in.</param>
public sealed record Determinand(string Key, LocalizedName Name, Unit Unit)
{
    private readonly int _hash = string.GetHashCode(Key, StringComparison.Ordinal);

    private static readonly Determinand[] Known =
    [
        Metal("Ag", "silver", "银"), Metal("Al", "aluminium", "铝"), Metal("As", "arsenic", "砷"), Metal("B", "boron", "硼"), Metal("Ba", "barium", "钡"),
        Metal("Be", "beryllium", "铍"), Metal("Cd", "cadmium", "镉"), Metal("Co", "cobalt", "钴"), Metal("Cr", "chromium", "铬"),
        Metal("Cr6", "chromium(VI)", "六价铬"), Metal("Cu", "copper", "铜"), Metal("Fe", "iron", "铁"), Metal("Hg", "mercury", "汞"),
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
    ];

    private static readonly FrozenDictionary<string, Determinand> ByName = new Dictionary<string, string>
    {
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

    public static IReadOnlyList<Determinand> All => Known;

    /// <summary>Whether a number below zero can be a measurement: there are frost, levels below a datum and tides, but no negative cadmium.</summary>
    public bool MayBeNegative { get; } = Key is "Temperature" or "Stage" or "Flow";

    /// <summary>Found by key or usual name, upper or lower case; null when unknown, which sets the reading aside.</summary>
    public static Determinand? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>As <see cref="Find(string)"/>, for text that need not become a string first.</summary>
    public static Determinand? Find(ReadOnlySpan<char> name) =>
        ByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var determinand) ? determinand : null;

    /// <summary>One key, one determinand: told apart without comparing names, since every reading is looked up by it.</summary>
    public bool Equals(Determinand? other) => ReferenceEquals(this, other) || other is not null && Key == other.Key;

    public override int GetHashCode() => _hash;

    public override string ToString() => Key;

    private static Determinand Metal(string key, string en, string zh) => new(key, new(en, zh), Unit.MilligramPerLitre);
}

/// <summary>Which part of the water was measured: total cadmium is not dissolved cadmium.</summary>
public enum Fraction : byte
{
    Total,
    Dissolved,
}
