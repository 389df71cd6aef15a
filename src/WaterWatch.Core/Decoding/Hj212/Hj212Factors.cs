using System.Collections.Frozen;
using WaterWatch.Readings;

namespace WaterWatch.Decoding.Hj212;

/// <summary>What a code stands for, and the unit that its values are sent in: no packet says it.</summary>
/// <param name="Unit">Null when no source for it is at hand: a value is then set aside until the river file says it.</param>
public sealed record Hj212Factor(Determinand Determinand, Fraction Fraction, Unit? Unit);

/// <summary>
/// The codes of water, HJ 212-2017 table B.1, which takes them from HJ 525-2009. The default units differ from metal to metal: total cadmium comes in µg/L, copper in
/// mg/L, thallium in ng/L.
/// </summary>
public static class Hj212Factors
{
    private static readonly (string Code, string Key, Unit? Unit)[] Table =
    [
        ("w00000", "Flow", Unit.LitrePerSecond),
        ("w01001", "pH", Unit.PH),
        ("w01009", "DO", Unit.MilligramPerLitre),
        ("w01010", "Temperature", Unit.Celsius),
        ("w01012", "SS", Unit.MilligramPerLitre),
        ("w01014", "Conductivity", Unit.MicrosiemensPerCentimetre),

        // Not in table B.1: from memory of HJ 525-2009, unverified.
        ("w01003", "Turbidity", Unit.Ntu),

        ("w20115", "Cd", Unit.MicrogramPerLitre),
        ("w20116", "Cr", Unit.MilligramPerLitre),
        ("w20117", "Cr6", Unit.MicrogramPerLitre),
        ("w20119", "As", Unit.MicrogramPerLitre),
        ("w20111", "Hg", Unit.MicrogramPerLitre),
        ("w20120", "Pb", Unit.MicrogramPerLitre),
        ("w20121", "Ni", Unit.MilligramPerLitre),
        ("w20122", "Cu", Unit.MilligramPerLitre),
        ("w20123", "Zn", Unit.MilligramPerLitre),
        ("w20124", "Mn", Unit.MilligramPerLitre),
        ("w20125", "Fe", Unit.MilligramPerLitre),
        ("w20126", "Ag", Unit.MilligramPerLitre),
        ("w20127", "Be", Unit.MicrogramPerLitre),
        ("w20128", "Se", Unit.MicrogramPerLitre),
        ("w20089", "Tl", Unit.NanogramPerLitre),
        ("w20012", "Ba", Unit.MilligramPerLitre),
        ("w20023", "B", Unit.MilligramPerLitre),
        ("w20038", "Co", Unit.MilligramPerLitre),
        ("w20061", "Mo", Unit.MilligramPerLitre),

        // The same metals without 总 ("total") in their name. Which fraction that is the table does not say: read as total until the river file says otherwise.
        ("w20138", "Cu", Unit.MilligramPerLitre),
        ("w20139", "Zn", Unit.MilligramPerLitre),
        ("w20140", "Se", Unit.MilligramPerLitre),
        ("w20141", "As", Unit.MilligramPerLitre),
        ("w20142", "Hg", Unit.MicrogramPerLitre),
        ("w20143", "Cd", Unit.MicrogramPerLitre),
        ("w20144", "Pb", Unit.MilligramPerLitre),

        // In HJ 525 and not in table B.1, so that no unit is known.
        ("w20004", "Sb", null),
        ("w20095", "Ti", null),
        ("w20101", "V", null),
    ];

    private static readonly FrozenDictionary<string, Hj212Factor> Known = Table.ToFrozenDictionary(f => f.Code, f => new Hj212Factor(Determinand.Find(f.Key)!, Fraction.Total, f.Unit), StringComparer.Ordinal);

    /// <summary>Null when the code is not known.</summary>
    public static Hj212Factor? Find(string code) => Known.GetValueOrDefault(code);

    /// <summary>The code under which a determinand is usually sent.</summary>
    /// <exception cref="InvalidOperationException">The table has none for it.</exception>
    public static string CodeOf(string determinand) => Table.First(f => f.Key == determinand).Code;
}
