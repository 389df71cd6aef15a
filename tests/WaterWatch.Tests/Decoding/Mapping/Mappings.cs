using System.Collections.Frozen;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Readings;

namespace WaterWatch.Tests.Decoding.Mapping;

/// <summary>Mappings for tests of which the configuration is not the subject.</summary>
internal static class Mappings
{
    private static readonly MappedReading Anything = new(
        Paths("values.pb", "fields.value"),
        new Mapped<MappedSeries>(null!, Paths("values.what", "tags.metal"), new Dictionary<string, MappedSeries> { ["LEAD"] = new(Determinand.Find("Pb")!, Fraction.Dissolved) }.ToFrozenDictionary()),
        new Mapped<Unit>(default, Paths("values.unit", "measurement"), new Dictionary<string, Unit> { ["water"] = Unit.MilligramPerLitre, ["water quality"] = Unit.MicrogramPerLitre }.ToFrozenDictionary()),
        new Mapped<string>("", Paths("values.by"), FrozenDictionary<string, string>.Empty),
        new Mapped<Mark>(Mark.None, Paths("values.q", "fields.flag"), new Dictionary<string, Mark> { ["good"] = Mark.Normal }.ToFrozenDictionary()),
        new Mapped<int>(0, Paths("values.over_s"), FrozenDictionary<string, int>.Empty),
        AbsentMeans: null);

    /// <summary>Devices are the keys of the message, as ThingsBoard's gateway has them.</summary>
    public static PayloadMapping Gateway { get; } = new("gateway")
    {
        Records = Path("+station[*]"),
        Devices = new Dictionary<string, MappedDevice> { ["Lalang"] = new("lalang"), ["Sancha"] = new("nobody") }.ToFrozenDictionary(),
        Time = new MappedTime(Paths("ts"), TimeFormat.EpochMilliseconds, OrReceived: true),
        NoValue = ["-9999"],
        Readings = [Cadmium("values.cd", absentMeans: 0), Anything],
    };

    /// <summary>Each record says its station.</summary>
    public static PayloadMapping Records { get; } = new("records")
    {
        Records = Path("[*]"),
        Station = Paths("site"),
        Time = new MappedTime(Paths("ts"), TimeFormat.Rfc3339, OrReceived: false),
        Readings = [Anything],
    };

    public static PayloadMapping Lines { get; } = new("lines")
    {
        Layout = PayloadLayout.LineProtocol,
        Records = Path("[*]"),
        Station = Paths("tags.station"),
        Time = new MappedTime(Paths("time"), TimeFormat.EpochNanoseconds, OrReceived: true),
        Readings = [Anything],
    };

    public static MappedReading Cadmium(string path, decimal? absentMeans = null) => new(
        Paths(path), Mapped.Always(new MappedSeries(Determinand.Find("Cd")!, Fraction.Total)), Mapped.Always(Unit.MilligramPerLitre), null, null, Mapped.Always(0), absentMeans);

    public static PayloadPath Path(string text) => PayloadPath.TryParse(text, out var path, out var why) ? path : throw new ArgumentException($"{text} {why}");

    private static PayloadPath[] Paths(params string[] texts) => [.. texts.Select(Path)];
}
