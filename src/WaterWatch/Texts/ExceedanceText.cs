using System.Globalization;

namespace WaterWatch.Texts;

/// <summary>
/// The one wording for a value against its limit: <c>0.0247 mg/L, 4.9 times the limit of 0.005 mg/L (超标 3.9 倍)</c>. In Chinese practice 超标倍数
/// is value/limit - 1, and English press turns the same number into "times the limit": so both are always given.
/// </summary>
/// <param name="Sign">Empty, <c>&lt;</c> or <c>&gt;</c> in front of the value.</param>
/// <param name="Unit">As shown; empty for pH.</param>
public readonly record struct ExceedanceText(string Sign, decimal Value, string Unit, decimal Limit)
{
    /// <summary>One decimal, half to even; two where one would make a value just over the limit read as the limit.</summary>
    public static string Ratio(decimal ratio) => Math.Round(ratio, ratio is > 1 and < 1.05m ? 2 : 1, MidpointRounding.ToEven).ToString("0.0#", CultureInfo.InvariantCulture);

    /// <summary>超标倍数, rounded as <see cref="Ratio"/> rounds, so that the two never disagree: 4.9 and 3.9, 81.5 and 80.5.</summary>
    public static string Over(decimal ratio) => Math.Round(ratio - 1, ratio < 1.05m ? 2 : 1, MidpointRounding.ToEven).ToString("0.0#", CultureInfo.InvariantCulture);

    public string En => Of("at least ") is { } times
        ? $"{Amount}, {times} times the limit of {Bound} (超标 {Over(Value / Limit)} 倍)"
        : $"{Amount}, within the limit of {Bound}";

    public string Zh => Of("至少 ") is { } times
        ? $"{Amount}，为限值 {Bound} 的 {times} 倍（超标 {Over(Value / Limit)} 倍）"
        : $"{Amount}，未超过限值 {Bound}";

    private string Amount => $"{Sign}{WithUnit(Value)}";

    private string Bound => WithUnit(Limit);

    private string? Of(string atLeast) => Limit > 0 && Value > Limit && Sign != "<" ? $"{(Sign == ">" ? atLeast : "")}{Ratio(Value / Limit)}" : null;

    private string WithUnit(decimal number) => $"{number.ToString(CultureInfo.InvariantCulture)}{(Unit.Length == 0 ? "" : " ")}{Unit}";
}
