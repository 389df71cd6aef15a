using System.Globalization;
using WaterWatch.Readings;

namespace WaterWatch.Decoding;

/// <summary>A number as instruments send it: a decimal, with <c>&lt;</c> or <c>&gt;</c> before it when it is only a bound.</summary>
internal static class SentNumber
{
    /// <returns>False when it is no number, or none that a decimal keeps.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out Qualifier qualifier, out decimal value)
    {
        text = text.Trim((byte)' ');
        qualifier = text.IsEmpty ? Qualifier.None : text[0] switch { (byte)'<' => Qualifier.Below, (byte)'>' => Qualifier.Above, _ => Qualifier.None };
        var digits = (qualifier == Qualifier.None ? text : text[1..]).TrimStart((byte)' ');
        if (!decimal.TryParse(digits, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value))
        {
            return false;
        }

        // A decimal holds 28 places: what would silently become nothing is refused.
        return value != 0 || digits.IndexOfAnyInRange((byte)'1', (byte)'9') < 0 || digits[..ExponentAt(digits)].IndexOfAnyInRange((byte)'1', (byte)'9') < 0;
    }

    private static int ExponentAt(ReadOnlySpan<byte> digits)
    {
        var at = digits.IndexOfAny((byte)'e', (byte)'E');
        return at < 0 ? digits.Length : at;
    }
}
