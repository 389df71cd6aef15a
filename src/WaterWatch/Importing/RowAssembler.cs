using System.Text;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Importing.Mapping;
using WaterWatch.Importing.Rows;
using WaterWatch.Readings;

namespace WaterWatch.Importing;

/// <summary>A cell, or a tag or field, with what it is for.</summary>
/// <param name="Text">UTF-8; good until the next row.</param>
internal readonly record struct Cell(Column Column, ReadOnlyMemory<byte> Text);

/// <summary>Makes readings of a row's cells. One that cannot be read does not keep back the others; nothing is guessed, and whatever is not a reading has its reason.</summary>
/// <param name="latest">A sample that claims to be later has not been taken yet.</param>
internal sealed class RowAssembler(ImportMapping mapping, WatchPlan plan, Portion into, ImportFindings findings, DateTimeOffset latest)
{
    private readonly CellTime _time = new(mapping);
    private readonly TallCells _tall = new(mapping);
    private readonly Dictionary<string, WatchedStation?> _stations = [];
    private readonly Dictionary<(string Column, string Source), MeasuredAs> _bySource = [];

    /// <param name="pointTime">Null where a cell says it.</param>
    public void Read(in FileRow row, IReadOnlyList<Cell> cells, bool isTall, DateTimeOffset? pointTime)
    {
        var name = mapping.Station ?? TextOf(cells, ColumnRole.Station);
        if (StationOf(name) is not { } station)
        {
            Fault(row, SetAsideReason.UnknownStation, "", name.Length == 0 ? "no station is said" : $"there is no station \"{Short(name)}\"; add it to its river file, or say under stations: of the mapping which one it is");
            return;
        }

        var id = station.Station.Id.Value;
        if ((pointTime ?? TimeOf(cells, station)) is not { } takenAt)
        {
            Fault(row, SetAsideReason.UnreadableTime, id, $"\"{Short(TextOf(cells, ColumnRole.Time))}\" is not {_time.Words}");
        }
        else if (takenAt > latest)
        {
            Fault(row, SetAsideReason.TakenInTheFuture, id, $"{Timeline.Instants.Format(takenAt)} has not come yet");
        }
        else if (isTall)
        {
            ReadTall(row, id, takenAt, cells);
        }
        else
        {
            ReadWide(row, id, takenAt, cells);
        }
    }

    private void ReadWide(in FileRow row, string station, DateTimeOffset takenAt, IReadOnlyList<Cell> cells)
    {
        var (source, mark) = (ReadOnlyMemory<byte>.Empty, ReadOnlyMemory<byte>.Empty);
        foreach (var cell in cells)
        {
            (source, mark) = cell.Column.Role switch { ColumnRole.Source => (cell.Text, mark), ColumnRole.Mark => (source, cell.Text), _ => (source, mark) };
        }

        if (!IsMark(row, station, mark.Span))
        {
            return;
        }

        var instrument = source.IsEmpty ? "" : Encoding.UTF8.GetString(source.Span);
        if (instrument.Length > SeriesKey.LongestSource)
        {
            Fault(row, SetAsideReason.UnreadableValue, station, TallCells.SourceTooLong);
            return;
        }

        foreach (var cell in cells)
        {
            if (cell.Column.As is { } measured)
            {
                ReadValue(row, station, takenAt, instrument.Length == 0 ? measured : BySource(cell.Column, measured, instrument), cell, mark.Span);
            }
        }
    }

    private MeasuredAs BySource(Column column, MeasuredAs measured, string source)
    {
        if (!_bySource.TryGetValue((column.Name, source), out var its))
        {
            its = measured with { Source = source };
            if (_bySource.Count < 10_000)
            {
                _bySource[(column.Name, source)] = its;
            }
        }

        return its;
    }

    private bool IsMark(in FileRow row, string station, ReadOnlySpan<byte> mark)
    {
        if (!Mark.CanKeep(mark))
        {
            Fault(row, SetAsideReason.UnreadableValue, station, $"the mark \"{Short(Encoding.UTF8.GetString(mark))}\" is longer than {Mark.Longest} bytes");
            return false;
        }

        return true;
    }

    private void ReadTall(in FileRow row, string station, DateTimeOffset takenAt, IReadOnlyList<Cell> cells)
    {
        var (value, mark) = (default(Cell), ReadOnlyMemory<byte>.Empty);
        foreach (var cell in cells)
        {
            (value, mark) = cell.Column.Role switch { ColumnRole.Value => (cell, mark), ColumnRole.Mark => (value, cell.Text), _ => (value, mark) };
        }

        if (value.Column is null || IsBlank(value.Text.Span, null))
        {
            return;
        }

        if (_tall.Read(cells, out var fault) is not { } measured)
        {
            Fault(row, fault.Reason, station, fault.Detail);
        }
        else if (IsMark(row, station, mark.Span))
        {
            ReadValue(row, station, takenAt, measured, value, mark.Span);
        }
    }

    private void ReadValue(in FileRow row, string station, DateTimeOffset takenAt, MeasuredAs measured, in Cell cell, ReadOnlySpan<byte> mark)
    {
        var text = cell.Text.Span;
        if (IsBlank(text, measured))
        {
            return;
        }

        if (Word(text, measured) is { } meant)
        {
            into.Add(station, row.Line, takenAt, new FileReading(measured, Encoding.UTF8.GetBytes(meant), mark));
            return;
        }

        Span<byte> room = stackalloc byte[64];
        if (CellNumber.Read(text, mapping.HasDecimalComma, room, out var sent, out var qualifier, out var value) is { } why)
        {
            Fault(row, SetAsideReason.UnreadableValue, station, $"{cell.Column.Name}: \"{Short(Encoding.UTF8.GetString(text))}\" {why}");
        }
        else if (qualifier == Qualifier.None && mapping.Sentinels.Contains(value))
        {
            Fault(row, SetAsideReason.NoValue, station, $"{cell.Column.Name}: {Encoding.UTF8.GetString(text)} stands for no value");
        }
        else if (new Concentration(value, measured.Unit, qualifier).In(measured.Determinand.Unit) is null)
        {
            Fault(row, SetAsideReason.UnreadableValue, station, $"{cell.Column.Name}: \"{Encoding.UTF8.GetString(text)}\" {measured.Unit.Symbol()} leaves the range of numbers that are kept exactly");
        }
        else
        {
            into.Add(station, row.Line, takenAt, new FileReading(measured, sent, mark));
        }
    }

    public void Fault(in FileRow row, SetAsideReason reason, string station, string detail)
    {
        into.Fault(row, reason, station, detail);
        findings.Fault(row.Line, reason, detail);
    }

    private WatchedStation? StationOf(string name)
    {
        if (!_stations.TryGetValue(name, out var station))
        {
            station = plan.Stations.GetValueOrDefault(mapping.Stations.GetValueOrDefault(name, name));
            if (_stations.Count < 10_000)
            {
                _stations[name] = station;
            }
        }

        return station;
    }

    private DateTimeOffset? TimeOf(IReadOnlyList<Cell> cells, WatchedStation station)
    {
        var (date, time) = (default(Cell), default(Cell));
        foreach (var cell in cells)
        {
            (date, time) = cell.Column.Role switch { ColumnRole.Time => (cell, time), ColumnRole.TimeOfDay => (date, cell), _ => (date, time) };
        }

        var zone = mapping.Zone ?? station.Station.TimeZone;
        return date.Column is null ? null
            : time.Column is null ? _time.Read(date.Text.Span, zone)
            : _time.Read([.. date.Text.Span, (byte)' ', .. time.Text.Span], zone);
    }

    private bool IsBlank(ReadOnlySpan<byte> text, MeasuredAs? measured) =>
        text.IsEmpty || IsWord(text) && mapping.Blank.Count > 0 && mapping.Blank.Contains(Encoding.UTF8.GetString(text)) && measured?.Values.ContainsKey(Encoding.UTF8.GetString(text)) != true;

    private string? Word(ReadOnlySpan<byte> text, MeasuredAs measured)
    {
        if (measured.Values.Count + mapping.Values.Count == 0 || !IsWord(text))
        {
            return null;
        }

        var word = Encoding.UTF8.GetString(text);
        return measured.Values.GetValueOrDefault(word) ?? mapping.Values.GetValueOrDefault(word);
    }

    /// <summary>Short enough to be one that a mapping names; nearly every cell is a number, and its text is made only where words are.</summary>
    private static bool IsWord(ReadOnlySpan<byte> text) => text.Length <= 64;

    private static string TextOf(IReadOnlyList<Cell> cells, ColumnRole role)
    {
        foreach (var cell in cells)
        {
            if (cell.Column.Role == role)
            {
                return Encoding.UTF8.GetString(cell.Text.Span);
            }
        }

        return "";
    }

    internal static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
