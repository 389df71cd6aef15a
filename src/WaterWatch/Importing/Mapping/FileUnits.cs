using WaterWatch.Readings;

namespace WaterWatch.Importing.Mapping;

/// <summary>Units as people write them in files. Only what means one thing is read: litres in small letters and degree signs, never ppm.</summary>
internal static class FileUnits
{
    public static Unit? Find(string text)
    {
        var symbol = text.Trim();
        symbol = symbol switch
        {
            "°C" or "℃" or "degC" or "deg C" => "Cel",
            "m³/s" or "m^3/s" or "cms" => "m3/s",
            "kg/m³" or "kg/m^3" => "kg/m3",
            _ when symbol.EndsWith("/l", StringComparison.Ordinal) => symbol[..^1] + "L",
            "l/s" => "L/s",
            _ => symbol,
        };
        return Units.TryParse(symbol, out var unit) ? unit : null;
    }
}
