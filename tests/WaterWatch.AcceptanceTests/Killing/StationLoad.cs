using System.Globalization;
using System.Text;
using WaterWatch.AcceptanceTests.Devices;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Mqtt;

namespace WaterWatch.AcceptanceTests.Killing;

/// <summary>One value of a sample, in mg/L or pH, and the mark it is sent with.</summary>
internal sealed record SentValue(string Determinand, DateTimeOffset TakenAt, decimal Value, string Mark);

/// <summary>
/// What one station sends, the same at every run: mostly normal samples, plumes that rise, are confirmed and clear, corrections, repeats, marks, and samples that come late
/// by up to a day's worth.
/// </summary>
internal sealed class StationLoad
{
    private const int Longest = 90;

    private static readonly DateTimeOffset s_start = new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Random _random;
    private readonly List<IReadOnlyList<SentValue>> _samples = [];
    private readonly List<IReadOnlyList<SentValue>> _messages = [];
    private readonly List<(int Due, IReadOnlyList<SentValue> Sample)> _heldBack = [];
    private int _plumeLeft;
    private decimal _plume;

    /// <param name="number">Of the station; also what its story hangs on. Every third one speaks in micrograms.</param>
    /// <param name="isDevice">It calls by HJ 212 over TCP, and does not publish.</param>
    public StationLoad(int number, int messages, bool isDevice = false)
    {
        _random = new Random(number);
        Number = number;
        IsDevice = isDevice;
        while (_messages.Count < messages)
        {
            Next();
        }

        _messages.AddRange(_heldBack.Select(h => h.Sample));

        // The last message of all tells whoever waits for it that everything before has come.
        LastAt = s_start.AddDays(365 * 5);
        _messages.Add([new SentValue("pH", LastAt, 7m, "")]);
        Payloads = [.. _messages.Select((m, i) => IsDevice ? Packet(m, i) : Payload(m))];
    }

    public int Number { get; }

    public string Station => TestConfig.Station(Number);

    public bool IsDevice { get; }

    /// <summary>Every third one publishes exactly once.</summary>
    public MqttQos Qos => Number % 3 == 1 ? MqttQos.ExactlyOnce : MqttQos.AtLeastOnce;

    public string Device => $"45000000000000000000{Number:D4}";

    public string Topic => TestConfig.Topic(Number);

    public IReadOnlyList<byte[]> Payloads { get; }

    /// <summary>When the last message's sample was taken.</summary>
    public DateTimeOffset LastAt { get; }

    /// <summary>Every version of every sample, once: what has to be stored.</summary>
    public IEnumerable<SentValue> Versions => _messages.SelectMany(m => m).Distinct();

    private void Next()
    {
        var sample = Sample(s_start.AddMinutes(15 * _samples.Count));
        _samples.Add(sample);
        if (_random.Next(12) == 0)
        {
            _heldBack.Add((_samples.Count + _random.Next(1, Longest), sample));
        }
        else
        {
            _messages.Add(sample);
        }

        foreach (var late in _heldBack.Where(h => h.Due <= _samples.Count).ToList())
        {
            _heldBack.Remove(late);
            _messages.Add(late.Sample);
        }

        switch (_random.Next(20))
        {
            case 0 or 1:
                _messages.Add(Earlier(_messages));
                break;
            case 2:
                _messages.Add(Corrected(Earlier(_messages)));
                break;
        }
    }

    private List<SentValue> Sample(DateTimeOffset at)
    {
        if (_plumeLeft == 0 && _random.Next(40) == 0)
        {
            (_plumeLeft, _plume) = (_random.Next(1, 12), _random.Next(55, 4000) / 10_000m);
        }

        var cadmium = _plumeLeft > 0 ? _plume * _random.Next(50, 150) / 100m : _random.Next(5, 45) / 10_000m;
        _plumeLeft = Math.Max(0, _plumeLeft - 1);
        var lead = _random.Next(60) == 0 ? _random.Next(500, 3000) / 10_000m : _random.Next(10, 300) / 10_000m;
        var mark = _random.Next(50) == 0 ? "M" : "";
        return [new("Cd", at, cadmium, mark), new("Pb", at, lead, ""), new("pH", at, _random.Next(650, 850) / 100m, "")];
    }

    /// <summary>One of the last that were sent.</summary>
    private IReadOnlyList<SentValue> Earlier(List<IReadOnlyList<SentValue>> messages) => messages[^_random.Next(1, Math.Min(Longest, messages.Count) + 1)];

    private List<SentValue> Corrected(IReadOnlyList<SentValue> sample) =>
        [.. sample.Select(v => v.Determinand == "Cd" ? v with { Value = _random.Next(3) == 0 ? _random.Next(60, 900) / 10_000m : _random.Next(5, 45) / 10_000m } : v)];

    /// <summary>Its number stands in QN, by which the device knows what an answer is for.</summary>
    private byte[] Packet(IReadOnlyList<SentValue> sample, int number)
    {
        var items = sample.Select(v =>
        {
            var code = v.Determinand switch { "Cd" => "w20115", "Pb" => "w20120", _ => "w01001" };
            var value = (v.Determinand == "pH" ? v.Value : v.Value * 1000).ToString(CultureInfo.InvariantCulture);
            return $"{code}-Rtd={value}{(v.Mark.Length == 0 ? "" : $",{code}-Flag={v.Mark}")}";
        });
        return Encoding.ASCII.GetBytes(Packets.Data(
            $"QN={number:D17};ST=21;CN=2011;PW=123456;MN={Device};Flag=5;CP=&&DataTime={sample[0].TakenAt.ToOffset(TimeSpan.FromHours(8)):yyyyMMddHHmmss};{string.Join(';', items)}&&"));
    }

    private byte[] Payload(IReadOnlyList<SentValue> sample)
    {
        var values = sample.Select(v =>
        {
            // Every third station speaks in micrograms.
            var micro = Number % 3 == 0 && v.Determinand != "pH";
            var value = (micro ? v.Value * 1000 : v.Value).ToString(CultureInfo.InvariantCulture);
            var unit = v.Determinand == "pH" ? "" : micro ? ",\"unit\":\"ug/L\"" : ",\"unit\":\"mg/L\"";
            return $"{{\"determinand\":\"{v.Determinand}\",\"value\":{value}{unit}{(v.Mark.Length == 0 ? "" : $",\"mark\":\"{v.Mark}\"")}}}";
        });
        return Encoding.UTF8.GetBytes($"{{\"taken_at\":\"{sample[0].TakenAt:yyyy-MM-dd'T'HH:mm:ss'Z'}\",\"readings\":[{string.Join(',', values)}]}}");
    }
}
