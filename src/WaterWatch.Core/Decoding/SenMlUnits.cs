using WaterWatch.Readings;

namespace WaterWatch.Decoding;

/// <summary>Units as SenML names them: the registry of RFC 8428 §12.1 and the secondary units of RFC 8798, as far as a river has them, and those of our own JSON.</summary>
internal static class SenMlUnits
{
    /// <summary>The value in a unit of ours; null when the symbol is not one that is known here.</summary>
    public static Concentration? Read(string symbol, decimal value, Qualifier qualifier)
    {
        const decimal most = decimal.MaxValue / 1_000_000m;
        if (Units.TryParse(symbol, out var own))
        {
            return new Concentration(value, own, qualifier);
        }

        if (Math.Abs(value) > most)
        {
            return null;
        }

        return symbol switch
        {
            "ug/m3" => Scaled(value, 0.000001m, Unit.MilligramPerLitre, qualifier),
            "mg/l" => new Concentration(value, Unit.MilligramPerLitre, qualifier),
            "ug/l" => new Concentration(value, Unit.MicrogramPerLitre, qualifier),
            "g/l" => new Concentration(value, Unit.GramPerLitre, qualifier),
            "l/s" => new Concentration(value, Unit.LitrePerSecond, qualifier),
            "S/m" => Scaled(value, 10_000m, Unit.MicrosiemensPerCentimetre, qualifier),
            "K" => new Concentration(value - 273.15m, Unit.Celsius, qualifier),
            "cm" => Scaled(value, 0.01m, Unit.Metre, qualifier),
            "mm" => Scaled(value, 0.001m, Unit.Metre, qualifier),
            _ => null,
        };
    }

    /// <summary>A number that would be rounded to nothing is refused rather than changed.</summary>
    private static Concentration? Scaled(decimal value, decimal factor, Unit unit, Qualifier qualifier) =>
        value * factor is var scaled && (scaled != 0 || value == 0) ? new Concentration(scaled, unit, qualifier) : null;
}
