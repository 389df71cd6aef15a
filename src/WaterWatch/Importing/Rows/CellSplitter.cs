using System.Buffers;

namespace WaterWatch.Importing.Rows;

/// <summary>Cuts a row of a table into its cells (RFC 4180): without blanks around them and without their quotes. Used again for every row.</summary>
internal sealed class CellSplitter(byte delimiter)
{
    private readonly List<ReadOnlyMemory<byte>> _cells = [];
    private readonly ArrayBufferWriter<byte> _unquoted = new();

    /// <summary>Good until the next row.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> row)
    {
        _cells.Clear();
        _unquoted.Clear();
        while (true)
        {
            var cell = row.Span.TrimStart((byte)' ') is [(byte)'"', ..] ? Quoted(ref row) : Plain(ref row);
            _cells.Add(cell);
            if (row.IsEmpty)
            {
                return _cells;
            }

            row = row[1..];
        }
    }

    private ReadOnlyMemory<byte> Plain(ref ReadOnlyMemory<byte> row)
    {
        var end = row.Span.IndexOf(delimiter);
        var cell = end < 0 ? row : row[..end];
        row = row[cell.Length..];
        return cell.Trim((byte)' ');
    }

    /// <summary>Up to the quote that closes it; what stands between that and the delimiter is kept, so that it is seen to be no number.</summary>
    private ReadOnlyMemory<byte> Quoted(ref ReadOnlyMemory<byte> row)
    {
        var rest = row.Span[(row.Span.IndexOf((byte)'"') + 1)..];
        var from = _unquoted.WrittenCount;
        while (rest.IndexOf((byte)'"') is var quote && quote >= 0)
        {
            _unquoted.Write(rest[..quote]);
            rest = rest[(quote + 1)..];
            if (rest is not [(byte)'"', ..])
            {
                break;
            }

            _unquoted.Write("\""u8);
            rest = rest[1..];
        }

        var end = rest.IndexOf(delimiter);
        var behind = end < 0 ? rest : rest[..end];
        _unquoted.Write(behind.Trim((byte)' '));
        row = end < 0 ? default : row[^(rest.Length - end)..];

        // Copied, since the buffer may move while the row goes on.
        return _unquoted.WrittenMemory[from..].ToArray().AsMemory().Trim((byte)' ');
    }
}
