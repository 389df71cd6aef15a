using System.Buffers;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Importing.Rows;

namespace WaterWatch.Importing;

/// <summary>
/// The next part of a file, to be written in one transaction: a message a station in the format of readings (DESIGN §6), each of its times with the line that it stands on, and the rows that
/// could not be read, by reason, as they stand in the file. Where a part ends depends on the file alone, so that a second run makes the same ones. Used again for the next.
/// </summary>
/// <param name="sha256">Of the file.</param>
internal sealed class Portion(string sha256) : IDisposable
{
    private const int MostReadings = 10_000;
    private const int MostRows = 20_000;

    /// <summary>Half of what a message may have, and of what is shown of one that was set aside.</summary>
    private const int MostBytes = 512 * 1024;

    private readonly OrderedDictionary<string, StationMessage> _stations = [];
    private readonly OrderedDictionary<(SetAsideReason Reason, string Station), FaultyRows> _faulty = [];
    private readonly List<(string Station, byte[] Payload, IReadOnlyList<DecodeFault> Faults)> _full = [];
    private StationMessage? _open;
    private long _openLine;

    /// <summary>Before the rows that are set aside; empty where the file has none.</summary>
    public ReadOnlyMemory<byte> Header { get; set; }

    public int Rows { get; private set; }

    public int Readings { get; private set; }

    public long ThroughLine { get; private set; }

    public bool IsFull => Readings >= MostReadings || Rows >= MostRows;

    public void BeginRow(in FileRow row)
    {
        Rows++;
        ThroughLine = row.LastLine;
    }

    public void Add(string station, long line, DateTimeOffset takenAt, in FileReading reading)
    {
        if (!_stations.TryGetValue(station, out var message))
        {
            _stations[station] = message = new StationMessage();
        }

        if (!ReferenceEquals(message, _open) || line != _openLine)
        {
            _open?.EndRow();
            if (message.Bytes > MostBytes)
            {
                _full.Add((station, message.End(), []));
            }

            message.BeginRow(line, takenAt);
            (_open, _openLine) = (message, line);
        }

        message.Add(reading);
        Readings++;
    }

    /// <param name="station">Empty where the row does not say one that is known.</param>
    public void Fault(in FileRow row, SetAsideReason reason, string station, string detail)
    {
        var key = (reason, station);
        if (!_faulty.TryGetValue(key, out var faulty))
        {
            _faulty[key] = faulty = new FaultyRows(Header);
        }

        if (faulty.Bytes + row.Bytes.Length > MostBytes && faulty.Faults.Count > 0)
        {
            _full.Add((station, faulty.ToArray(), faulty.Faults));
            _faulty[key] = faulty = new FaultyRows(Header);
        }

        faulty.Add(row, new DecodeFault(reason, $"Line {row.Line}: {detail}."));
    }

    /// <summary>What the pipeline takes in, and an empty portion afterwards.</summary>
    public IReadOnlyList<Message> End(DateTimeOffset receivedAt)
    {
        _open?.EndRow();
        Message Of(string station, byte[] payload, IReadOnlyList<DecodeFault> faults) =>
            new(new RawMessage(RawMessage.FileFeed, FileTopic.Of(sha256, station), station, receivedAt, payload), PayloadFormat.Json, "", IsRetained: false) { Faults = faults };
        var messages = _full.Select(f => Of(f.Station, f.Payload, f.Faults))
            .Concat(_faulty.Select(f => Of(f.Key.Station, f.Value.ToArray(), f.Value.Faults)))
            .Concat(_stations.Where(s => s.Value.Bytes > 0).Select(s => Of(s.Key, s.Value.End(), []))).ToList();
        (_open, _openLine, Rows, Readings) = (null, 0, 0, 0);
        _full.Clear();
        _faulty.Clear();
        if (_stations.Count > 1000)
        {
            Dispose();
        }

        return messages;
    }

    public void Dispose()
    {
        foreach (var message in _stations.Values)
        {
            message.Dispose();
        }

        _stations.Clear();
    }

    private sealed class FaultyRows
    {
        private readonly ArrayBufferWriter<byte> _rows = new();
        private long _last = -1;

        public FaultyRows(ReadOnlyMemory<byte> header)
        {
            if (!header.IsEmpty)
            {
                _rows.Write(header.Span);
                _rows.Write("\n"u8);
            }
        }

        public List<DecodeFault> Faults { get; } = [];

        public int Bytes => _rows.WrittenCount;

        public void Add(in FileRow row, DecodeFault fault)
        {
            Faults.Add(fault);
            if (row.Line != _last)
            {
                _rows.Write(row.Bytes.Span);
                _rows.Write("\n"u8);
                _last = row.Line;
            }
        }

        public byte[] ToArray() => _rows.WrittenSpan.ToArray();
    }
}
