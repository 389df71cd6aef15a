using System.Text;
using WaterWatch.Decoding;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Importing.Mapping;

namespace WaterWatch.Importing.Rows;

/// <summary>The points of a file in line protocol: its tags and fields are cells under their names, and the measurement is one under <c>measurement</c>.</summary>
internal sealed class PointRows(RowReader rows, ImportMapping mapping) : IRowSource
{
    private readonly ColumnBook _book = new(mapping);
    private readonly PointLine _point = new();
    private readonly List<Cell> _cells = [];
    private readonly HashSet<string> _left = [];
    private readonly TimeFormat _precision = mapping.Epoch ?? TimeFormat.EpochNanoseconds;

    public ReadOnlyMemory<byte> Header => default;

    public string Words => $"line protocol, times in {_precision.Words()}";

    public IEnumerable<string> Unmapped => _book.Unmapped.Where(c => c != "measurement").Concat(_left.Select(m => $"measurement {m}"));

    public bool TryRead(out ReadRow row)
    {
        while (rows.TryRead(out var next))
        {
            if (!next.IsNothing && Read(next) is { } read)
            {
                row = read;
                return true;
            }
        }

        row = default;
        return false;
    }

    /// <summary>Null for a point that the mapping leaves out.</summary>
    private ReadRow? Read(in FileRow row)
    {
        _cells.Clear();
        ReadRow Fault(in FileRow of, SetAsideReason reason, string why) => new(of, _cells, false, null, new DecodeFault(reason, why));
        if ((row.Fault ?? _point.Read(row.Bytes)) is { } why)
        {
            return Fault(row, SetAsideReason.Unreadable, why);
        }

        if (!IsMeant())
        {
            return null;
        }

        _cells.Add(new Cell(_book.Of("measurement"), _point.Measurement));
        var isTall = false;
        foreach (var part in _point.Parts)
        {
            var column = _book.Of(Encoding.UTF8.GetString(part.Name.Span));
            isTall |= column.Role == ColumnRole.Determinand;
            _cells.Add(new Cell(column, part.Value));
        }

        return SentTime.TryRead(_point.Time.Span, _precision, TimeZoneInfo.Utc, out var at, out _) ? new ReadRow(row, _cells, isTall || _cells[0].Column.Role == ColumnRole.Determinand, at, null)
            : Fault(row, SetAsideReason.UnreadableTime, _point.Time.IsEmpty ? "the point has no time" : $"its time is not {_precision.Words()}");
    }

    private bool IsMeant()
    {
        if (mapping.Measurements.Count == 0)
        {
            return true;
        }

        var measurement = Encoding.UTF8.GetString(_point.Measurement.Span);
        if (mapping.Measurements.Contains(measurement))
        {
            return true;
        }

        if (_left.Count < 100)
        {
            _left.Add(measurement);
        }

        return false;
    }
}
