using System.Globalization;
using System.Text;
using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Benchmarks.Storage;

/// <summary>
/// Batches as the pipeline makes them, without the pipeline: each station samples every quarter of an hour at a second of its own, its values wander, and what it
/// sends takes a few seconds to arrive. Some determinands come with fixed places and some with the zeros dropped, as instruments and JSON libraries do.
/// </summary>
internal sealed class StoredRiver
{
    private static readonly (string Key, decimal Start, int Places, bool DropsZeros)[] s_determinands =
    [
        ("Cd", 0.0012m, 4, false), ("Pb", 0.0015m, 4, false), ("pH", 7.42m, 2, true), ("Temperature", 12.4m, 1, true), ("Conductivity", 412m, 0, false),
        ("Turbidity", 14.2m, 1, true), ("DO", 8.31m, 2, true), ("Flow", 123.4m, 1, false), ("Stage", 2.314m, 3, true), ("As", 0.0021m, 4, false),
        ("Cu", 0.0130m, 4, false), ("Zn", 0.0410m, 4, false), ("Hg", 0.00004m, 5, false), ("Mn", 0.0520m, 4, true), ("Fe", 0.1310m, 4, true),
        ("Ni", 0.0031m, 4, false), ("Cr6", 0.0040m, 3, false), ("Sb", 0.0011m, 4, false), ("Tl", 0.00002m, 5, false), ("Hardness", 182m, 0, true),
    ];

    private readonly Random _random = new(7);
    private readonly (int Station, int OffsetMs)[] _order;
    private readonly long[] _digits;
    private readonly int _values;
    private long _sent;
    private string _rawHash = ChainHead.Start.Hash;

    public StoredRiver(int stations, int values)
    {
        _values = values;
        _order = [.. Enumerable.Range(0, stations).Select(s => (s, _random.Next(900) * 1000)).OrderBy(s => s.Item2)];
        _digits = [.. Enumerable.Range(0, stations).SelectMany(_ => s_determinands.Take(values).Select(d => (long)(d.Start * Power(d.Places)) + _random.Next(5)))];
        Series = [.. Enumerable.Range(0, stations).SelectMany(s => s_determinands.Take(values).Select(d => (s, d.Key)))
            .Select((s, i) => new SeriesOpened(i + 1, new SeriesKey(new StationId(StationName(s.s)), "", Determinand.Find(s.Key)!, Fraction.Total, 0)))];
    }

    public static DateTimeOffset Start { get; } = new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public SeriesOpened[] Series { get; }

    public long RawBytes { get; private set; }

    public Batch Next(long seq, int messages)
    {
        var raw = new List<RawMessage>(messages);
        var readings = new List<Reading>(messages * _values);
        var heard = new Dictionary<string, StationHeard>();
        var sent = Enumerable.Range(0, messages).Select(_ => Sample()).ToList();
        var recordedAt = Instants.Trim(sent.Max(s => s.ReceivedAt).AddMilliseconds(3));
        foreach (var (station, takenAt, receivedAt) in sent)
        {
            var text = new StringBuilder($"{{\"taken_at\":\"{Instants.Format(takenAt)}\",\"readings\":[");
            for (var v = 0; v < _values; v++)
            {
                var reading = Read(station, v, takenAt, receivedAt, recordedAt);
                readings.Add(reading);
                text.Append(CultureInfo.InvariantCulture, $"{(v == 0 ? "" : ",")}{{\"determinand\":\"{s_determinands[v].Key}\",\"value\":{reading.Value.Digits},\"unit\":\"{reading.Value.Unit.Symbol()}\"}}");
            }

            raw.Add(new RawMessage("local", $"waterwatch/v1/bench/{StationName(station)}/readings", StationName(station), receivedAt, Encoding.UTF8.GetBytes(text.Append("]}").ToString())));
            heard[StationName(station)] = new StationHeard(StationName(station), receivedAt, "local", 0, Offline: false);
        }

        var block = RawBlock.Write(raw);
        RawBytes += block.Length;
        _rawHash = Chain.HashOfBlock(_rawHash, block.Span);
        return new Batch
        {
            Seq = seq,
            RecordedAt = recordedAt,
            RawBlock = block,
            RawHash = _rawHash,
            Opened = seq == 1 ? Series : [],
            Readings = readings,
            SetAside = [],
            Entries = [],
            Alerts = [],
            Incidents = [],
            Heard = [.. heard.Values],
            Feeds = [],
        };
    }

    public static string StationName(int station) => $"s{station.ToString("00000", CultureInfo.InvariantCulture)}";

    private static decimal Power(int places) => new[] { 1m, 10m, 100m, 1000m, 10_000m, 100_000m }[places];

    private (int Station, DateTimeOffset TakenAt, DateTimeOffset ReceivedAt) Sample()
    {
        var (round, place) = Math.DivRem(_sent++, _order.Length);
        var (station, offset) = _order[place];
        var takenAt = Start.AddMinutes(15 * round).AddMilliseconds(offset);
        return (station, takenAt, takenAt.AddMilliseconds(1500 + _random.Next(2500)));
    }

    private Reading Read(int station, int v, DateTimeOffset takenAt, DateTimeOffset receivedAt, DateTimeOffset recordedAt)
    {
        var (_, start, places, dropsZeros) = s_determinands[v];
        ref var digits = ref _digits[(station * _values) + v];
        var noise = Math.Max(1, (int)(start * Power(places) / 50));
        digits = Math.Max(1, digits + _random.Next(-noise, noise + 1));
        var value = new decimal(digits) / Power(places);
        value = dropsZeros ? value / 1.0000000000000000000000000000m : decimal.Parse(value.ToString($"F{places}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return new Reading
        {
            Series = (station * _values) + v + 1,
            TakenAt = takenAt,
            ReceivedAt = receivedAt,
            RecordedAt = recordedAt,
            Value = new Concentration(value, Series[v].Key.Determinand.Unit),
            Mark = Mark.Normal,
            Flag = QartodFlag.Good,
            Judged = v < 3 ? Judged.Compliant : Judged.NotJudged,
            Why = v < 3 ? JudgedWhy.None : JudgedWhy.NoLimit,
            LimitRef = v < 3 ? "GB 3838-2002 III" : "",
        };
    }
}
