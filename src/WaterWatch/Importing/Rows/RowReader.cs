namespace WaterWatch.Importing.Rows;

/// <summary>Cuts a stream into rows, in memory for one row at a time. What cannot be a row comes as one with its fault and its bytes, and reading goes on with the next line.</summary>
internal sealed class RowReader
{
    /// <summary>No row of readings is longer.</summary>
    public const int Longest = 256 * 1024;

    private const string NotClosed = "a quoted cell is not closed; write a quote within a cell twice";
    private static readonly string s_tooLong = $"the row is longer than {Longest / 1024} KiB";

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[2 * Longest];
    private byte? _delimiter;
    private int _start;
    private int _end;
    private bool _isThrough;
    private bool _isWithinTooLong;
    private long _line = 1;

    /// <param name="first">What was read of the stream already.</param>
    public RowReader(Stream stream, ReadOnlyMemory<byte> first)
    {
        _stream = stream;
        first.CopyTo(_buffer);
        _end = first.Length;
    }

    /// <summary>From the next row on a quoted cell may hold line breaks: a delimiter makes known where cells begin. Until then a row is a line, whatever is in it.</summary>
    public RowReader Splitting(byte delimiter)
    {
        _delimiter = delimiter;
        return this;
    }

    /// <returns>False at the end.</returns>
    public bool TryRead(out FileRow row)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = EndOfRow(rest, out var isQuoted);
            if (length >= 0)
            {
                row = Take(length, length + 1, _isWithinTooLong ? s_tooLong : null);
                _isWithinTooLong = false;
                return true;
            }

            if (!_isThrough && rest.Length < Longest)
            {
                Fill();
                continue;
            }

            if (rest.IsEmpty)
            {
                row = default;
                return false;
            }

            row = TakeWithoutEnd(rest, isQuoted);
            return true;
        }
    }

    /// <summary>The last row without a line break; or the first line of what a quote that is never closed would have swallowed.</summary>
    private FileRow TakeWithoutEnd(ReadOnlySpan<byte> rest, bool isQuoted)
    {
        var line = rest.IndexOf((byte)'\n');
        if (isQuoted && line >= 0)
        {
            return Take(line, line + 1, NotClosed);
        }

        // The rest of a row that is too long is no row of its own.
        var fault = isQuoted ? NotClosed : _isWithinTooLong || !_isThrough ? s_tooLong : null;
        var length = _isThrough ? rest.Length : Math.Min(rest.Length, Longest);
        _isWithinTooLong = !_isThrough;
        return Take(length, length, fault);
    }

    private FileRow Take(int length, int consumed, string? fault)
    {
        var bytes = _buffer.AsMemory(_start, length);
        var breaks = bytes.Span.Count((byte)'\n');
        var row = new FileRow(_line, _line + breaks, bytes is { Length: > 0 } && bytes.Span[^1] == '\r' ? bytes[..^1] : bytes, fault);
        _line += breaks + (consumed > length ? 1 : 0);
        _start += consumed;
        return row;
    }

    /// <summary>The length of the first row; -1 when it does not end here.</summary>
    private int EndOfRow(ReadOnlySpan<byte> rest, out bool isQuoted)
    {
        isQuoted = false;
        if (_isWithinTooLong || _delimiter is not { } between || rest.IndexOf((byte)'\n') is var line && line >= 0 && !rest[..line].Contains((byte)'"'))
        {
            return rest.IndexOf((byte)'\n');
        }

        // A quote counts only at the beginning of a cell, as RFC 4180 has it: one within a cell is a letter like others.
        var beginsCell = true;
        for (var at = 0; at < rest.Length; at++)
        {
            var c = rest[at];
            if (isQuoted)
            {
                isQuoted = c != '"';
                beginsCell = !isQuoted && at + 1 < rest.Length && rest[at + 1] == '"';
            }
            else if (c == '"' && beginsCell)
            {
                isQuoted = true;
            }
            else if (c == '\n')
            {
                return at;
            }
            else
            {
                beginsCell = c == between || beginsCell && c == ' ';
            }
        }

        return -1;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _isThrough = read == 0;
        _end += read;
    }
}
