using System.Text;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Decoding;
using WaterWatch.Importing.Mapping;

namespace WaterWatch.Importing.Rows;

/// <summary>The rows of a table, below its header.</summary>
internal sealed class TableRows : IRowSource
{
    private static readonly Encoding s_strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private readonly RowReader _rows;
    private readonly CellSplitter _splitter;
    private readonly Column[] _columns;
    private readonly ColumnBook _book;
    private readonly Encoding? _other;
    private readonly byte _delimiter;
    private readonly List<Cell> _cells = [];

    private TableRows(RowReader rows, byte delimiter, Column[] columns, ColumnBook book, Encoding? other, ReadOnlyMemory<byte> header)
    {
        (_rows, _delimiter, _columns, _book, _other, Header) = (rows.Splitting(delimiter), delimiter, columns, book, other, header);
        _splitter = new CellSplitter(delimiter);
    }

    public ReadOnlyMemory<byte> Header { get; }

    public string Words => $"a {(_book.IsTall ? "tall" : "wide")} table, delimiter {(_delimiter == '\t' ? "tab" : $"\"{(char)_delimiter}\"")}{(_other is null ? "" : ", GB18030")}";

    public IEnumerable<string> Unmapped => _book.Unmapped;

    /// <summary>Reads the header and holds it against the mapping.</summary>
    /// <returns>Null when the file cannot be read by it; each reason is among the problems, with line and remedy.</returns>
    public static TableRows? Open(RowReader rows, string file, ImportMapping mapping, Problems problems)
    {
        FileRow header;
        do
        {
            if (!rows.TryRead(out header))
            {
                problems.Add(new Origin(file, 0), "the file has no header line", "Its first line names the columns, such as station,taken_at,Cd (ug/L)");
                return null;
            }
        }
        while (mapping.HeaderLine is { } line ? header.Line < line : header.IsNothing);

        var other = mapping.Encoding == ImportEncoding.Gb18030 ? Gb18030() : null;
        if (TextOf(header, other) is not { } text)
        {
            problems.Add(new Origin(file, (int)header.Line), "the header is not UTF-8", "Save the file as UTF-8, or write encoding: gb18030 in the mapping");
            return null;
        }

        var delimiter = mapping.Delimiter ?? Likeliest(header.Bytes.Span);
        var names = new CellSplitter(delimiter).Split(Encoding.UTF8.GetBytes(text)).Select(c => Encoding.UTF8.GetString(c.Span)).ToList();
        var book = new ColumnBook(mapping);
        var columns = names.Select(n => n.Length == 0 ? new Column("", ColumnRole.Ignored) : book.Of(n)).ToArray();
        return Check(names, columns, book, mapping, new Origin(file, (int)header.Line), problems) ? new TableRows(rows, delimiter, columns, book, other, header.Bytes.ToArray()) : null;
    }

    public bool TryRead(out ReadRow row)
    {
        while (_rows.TryRead(out var next))
        {
            if (!next.IsNothing || next.IsComment && _splitter.Split(next.Bytes).Count == _columns.Length)
            {
                row = Read(next);
                return true;
            }
        }

        row = default;
        return false;
    }

    private ReadRow Read(in FileRow row)
    {
        _cells.Clear();
        if (row.Fault is { } why)
        {
            return new ReadRow(row, _cells, _book.IsTall, null, new DecodeFault(SetAsideReason.Unreadable, why));
        }

        var texts = _splitter.Split(_other is null ? row.Bytes : Encoding.UTF8.GetBytes(_other.GetString(row.Bytes.Span)));
        for (var i = 0; i < Math.Min(texts.Count, _columns.Length); i++)
        {
            _cells.Add(new Cell(_columns[i], texts[i]));
        }

        // A delimiter behind the last cell is a habit of some programs; a cell too few could be any of them.
        var isWhole = texts.Count >= _columns.Length && texts.Skip(_columns.Length).All(t => t.IsEmpty);
        return new ReadRow(row, _cells, _book.IsTall, null, isWhole ? null : new DecodeFault(SetAsideReason.Unreadable, $"the row has {texts.Count} cells, the header {_columns.Length}; quote a cell that holds a delimiter"));
    }

    private static bool Check(List<string> names, Column[] columns, ColumnBook book, ImportMapping mapping, Origin at, Problems problems)
    {
        var count = 0;
        void Problem(string message, string remedy)
        {
            problems.Add(at, message, remedy);
            count++;
        }

        foreach (var twice in names.Where(n => n.Length > 0).GroupBy(n => n).Where(g => g.Count() > 1))
        {
            Problem($"column \"{twice.Key}\" stands there twice", "Give one of them another name");
        }

        foreach (var same in columns.Where(c => c.Role is not (ColumnRole.Unmapped or ColumnRole.Ignored or ColumnRole.Measured)).DistinctBy(c => c.Name).GroupBy(c => c.Role).Where(g => g.Count() > 1))
        {
            var role = same.Key.ToString().ToLowerInvariant();
            Problem($"columns {string.Join(" and ", same.Select(c => $"\"{c.Name}\""))} could each be the {role}", $"Write \"{same.Last().Name}\": ignore under columns: of the mapping, or name there the one that is meant (time_column, station_column, tall)");
        }

        foreach (var other in columns.Where(book.IsOfOtherShape))
        {
            Problem(
                book.IsTall ? $"column \"{other.Name}\" measures by itself, in a table whose rows are each a reading" : $"column \"{other.Name}\" speaks of one reading, in a table whose rows hold several",
                $"Write \"{other.Name}\": ignore under columns: of the mapping, or say by tall: how its rows are read");
        }

        foreach (var missing in book.Missing(names))
        {
            Problem($"the mapping names column \"{missing}\", which is not in the file", Nearest.Remedy(missing, names.Where(n => n.Length > 0)));
        }

        bool Has(ColumnRole role) => Array.Exists(columns, c => c.Role == role);
        if (!Has(ColumnRole.Time))
        {
            Problem("no column says when a sample was taken", "Name it under time_column: of the mapping");
        }

        if (mapping.Station is null && !Has(ColumnRole.Station))
        {
            Problem("no column says the station", "Write station: and its id in the mapping, give --station ID, or name the column under station_column:");
        }

        if (book.IsTall ? !Has(ColumnRole.Value) : !Has(ColumnRole.Measured))
        {
            Problem(
                book.IsTall ? "no column holds the values" : "no column says a determinand and its unit",
                "Write headers such as Cd (ug/L), or say under columns: of the mapping what each measures; a file with a row a reading needs tall:");
        }

        return count == 0;
    }

    /// <summary>Null when it is not of the encoding.</summary>
    private static string? TextOf(in FileRow row, Encoding? other)
    {
        try
        {
            return (other ?? s_strict).GetString(row.Bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>All of GB 18030, GBK and GB 2312, of which it is the newest. No byte of a character in it is a delimiter or a quote.</summary>
    private static Encoding Gb18030() => CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    /// <summary>The one that the header holds most of.</summary>
    private static byte Likeliest(ReadOnlySpan<byte> header)
    {
        var (likeliest, most) = ((byte)',', 0);
        foreach (var delimiter in ",;\t"u8)
        {
            var count = header.Count(delimiter);
            (likeliest, most) = count > most ? (delimiter, count) : (likeliest, most);
        }

        return likeliest;
    }
}
