using WaterWatch.Decoding;
using WaterWatch.Readings;

namespace WaterWatch.Importing.Rows;

/// <summary>Reads a number of a file as it is meant there, and never guesses: <c>1,234.5</c> is refused, and a comma is a decimal sign only where the mapping says so.</summary>
internal static class CellNumber
{
    private const int LongestNumber = 64;

    /// <param name="sent">The number with its sign and the digits that were written, with a point.</param>
    /// <returns>What is wrong with it; null when it is one.</returns>
    public static string? Read(ReadOnlySpan<byte> cell, bool hasDecimalComma, Span<byte> room, out ReadOnlySpan<byte> sent, out Qualifier qualifier, out decimal value)
    {
        sent = cell;
        (qualifier, value) = (Qualifier.None, 0);
        var commas = cell.Count((byte)',');
        if (commas > 0 || hasDecimalComma)
        {
            if (!hasDecimalComma)
            {
                return commas == 1 && !cell.Contains((byte)'.') ? "holds a comma; where it is the decimal sign, the mapping says decimal: \",\"" : "holds commas, which are never guessed at; write the number without them";
            }

            if (cell.Contains((byte)'.') || commas > 1 || cell.Length > room.Length)
            {
                return "is no number with a decimal comma; write it without separators of thousands";
            }

            cell.CopyTo(room);
            room[..cell.Length].Replace((byte)',', (byte)'.');
            sent = room[..cell.Length];
        }

        return sent.Length <= LongestNumber && SentNumber.TryRead(sent, out qualifier, out value) ? null : "is not a number that can be kept exactly";
    }
}
