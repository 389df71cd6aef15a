using WaterWatch.Configuration.Yaml;
using WaterWatch.Rivers;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>Reads <c>at: [latitude, longitude]</c> of a place.</summary>
internal static class PositionReader
{
    private const string Remedy = "Write at: [latitude, longitude] in degrees of WGS 84, such as [24.50, 108.67]";

    /// <summary>Null when it is not written, or is no point, which has been noted.</summary>
    public static GeoPoint? Read(Section place)
    {
        if (!place.IsList("at"))
        {
            // One number alone is neither, and is noted as no list.
            _ = place.Items("at");
            if (place.Has("assumed") && !place.Has("at"))
                place.Problem("assumed", "assumed is said of where a place lies, and at is not written", Remedy + ", or take assumed out");

            return null;
        }

        var items = place.Items("at");
        var numbers = items.OfType<ConfigScalar>().Select(i => ValueKinds.Number.Read(i.Text)).OfType<decimal>().ToList();
        if (items.Count != 2 || numbers.Count != 2)
        {
            place.Problem("at", "at must be a latitude and a longitude", Remedy);
            return null;
        }

        var (latitude, longitude) = (numbers[0], numbers[1]);
        if (Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180)
            return new GeoPoint(latitude, longitude);

        var swapped = Math.Abs(longitude) <= 90 && Math.Abs(latitude) <= 180;
        place.Problem(
            "at",
            $"at: [{latitude}, {longitude}] is not on the earth: latitudes are from -90 to 90, longitudes from -180 to 180",
            swapped ? $"The latitude comes first: write [{longitude}, {latitude}]" : Remedy);
        return null;
    }
}
