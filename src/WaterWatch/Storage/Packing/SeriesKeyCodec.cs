using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Storage.Packing;

internal static class SeriesKeyCodec
{
    public static void Write(PackedWriter to, SeriesKey key)
    {
        to.Text(key.Station.Value);
        to.Text(key.Source);
        to.Text(key.Determinand.Key);
        to.Byte((byte)key.Fraction);
        to.Signed(key.PeriodSeconds);
    }

    /// <exception cref="FormatException">The bytes are not a key, or name a determinand that this version does not know.</exception>
    public static SeriesKey Read(ref PackedReader from) =>
        new(new StationId(from.Text()), from.Text(), DeterminandConverter.Of(from.Text()), (Fraction)from.Byte(), (int)from.Signed());
}
