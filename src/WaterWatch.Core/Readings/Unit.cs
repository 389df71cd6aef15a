namespace WaterWatch.Readings;

/// <summary>A unit that readings may come in.</summary>
public enum Unit : byte
{
    MilligramPerLitre,
    NanogramPerLitre,
    MicrogramPerLitre,
    GramPerLitre,
    KilogramPerCubicMetre,
    PH,
    Celsius,
    MicrosiemensPerCentimetre,
    Ntu,
    CubicMetrePerSecond,
    LitrePerSecond,
    Metre,
}

/// <summary>How units are written and turned into one another. Nothing is ever guessed: an unknown unit has no value here.</summary>
public static class Units
{
    /// <summary>The symbol as JSON payloads and answers write it.</summary>
    public static string Symbol(this Unit unit) => unit switch
    {
        Unit.MilligramPerLitre => "mg/L",
        Unit.NanogramPerLitre => "ng/L",
        Unit.MicrogramPerLitre => "ug/L",
        Unit.GramPerLitre => "g/L",
        Unit.KilogramPerCubicMetre => "kg/m3",
        Unit.PH => "pH",
        Unit.Celsius => "Cel",
        Unit.MicrosiemensPerCentimetre => "uS/cm",
        Unit.Ntu => "NTU",
        Unit.CubicMetrePerSecond => "m3/s",
        Unit.LitrePerSecond => "L/s",
        Unit.Metre => "m",
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, null),
    };

    /// <summary>Reads a symbol exactly as DESIGN §6 lists them; both the micro sign (U+00B5) and the Greek mu (U+03BC) are a micro.</summary>
    public static bool TryParse(ReadOnlySpan<char> symbol, out Unit unit)
    {
        Unit? found = symbol switch
        {
            "mg/L" => Unit.MilligramPerLitre,
            "ng/L" => Unit.NanogramPerLitre,
            "ug/L" or "\u00B5g/L" or "\u03BCg/L" => Unit.MicrogramPerLitre,
            "g/L" => Unit.GramPerLitre,
            "kg/m3" => Unit.KilogramPerCubicMetre,
            "pH" => Unit.PH,
            "Cel" => Unit.Celsius,
            "uS/cm" or "\u00B5S/cm" or "\u03BCS/cm" => Unit.MicrosiemensPerCentimetre,
            "NTU" => Unit.Ntu,
            "m3/s" => Unit.CubicMetrePerSecond,
            "L/s" => Unit.LitrePerSecond,
            "m" => Unit.Metre,
            _ => null,
        };
        unit = found.GetValueOrDefault();
        return found is not null;
    }

    /// <summary>What a value is multiplied with to go from one unit to another; null when they measure different things. Powers of ten only, so exact.</summary>
    public static decimal? Factor(Unit from, Unit to) =>
        from == to ? 1m : (InMilligramsPerLitre(from), InMilligramsPerLitre(to)) switch
        {
            ({ } a, 1m) => a,
            ({ } a, { } b) => a / b,
            _ => (from, to) switch
            {
                (Unit.LitrePerSecond, Unit.CubicMetrePerSecond) => 0.001m,
                (Unit.CubicMetrePerSecond, Unit.LitrePerSecond) => 1000m,
                _ => null,
            },
        };

    private static decimal? InMilligramsPerLitre(Unit unit) => unit switch
    {
        Unit.NanogramPerLitre => 0.000001m,
        Unit.MicrogramPerLitre => 0.001m,
        Unit.MilligramPerLitre => 1m,
        Unit.GramPerLitre or Unit.KilogramPerCubicMetre => 1000m,
        _ => null,
    };
}
