using System.Collections.Frozen;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.Options;

/// <summary>The mappings of <c>waterwatch.yaml</c>.</summary>
/// <param name="Stations">Which stations they name, and where.</param>
internal sealed record ListedMappings(IReadOnlyList<(Section Section, PayloadMapping Mapping)> All, IReadOnlyList<(string Station, Origin Place)> Stations)
{
    private readonly HashSet<string> _used = [];

    /// <summary>The one of a name, which a section asks for; null when there is none, which is noted.</summary>
    public PayloadMapping? Find(Section section, string name)
    {
        _used.Add(name);
        var found = All.FirstOrDefault(m => m.Mapping.Name == name).Mapping;
        if (found is null)
            section.Problem("mapping", $"there is no mapping \"{name}\"", Nearest.Remedy(name, All.Select(m => m.Mapping.Name)));

        return found;
    }

    /// <summary>Remarks on those that no topic uses.</summary>
    public void RemarkUnused(Problems problems)
    {
        foreach (var (section, mapping) in All.Where(m => !_used.Contains(m.Mapping.Name)))
            problems.Remark(section.Origin, $"no topic uses the mapping {mapping.Name}");
    }
}

/// <summary>Reads <c>mappings</c>: how payloads that others have laid out are read.</summary>
internal sealed class MappingReader(Problems problems)
{
    private const string Received = "received";

    public static SectionKeys MappingKeys { get; } = new("a mapping", "name", "payload", "records", "station", "devices", "time", "no_value", "readings");

    public static SectionKeys TimeKeys { get; } = new("a mapping's time", "path", "format", "absent");

    public static SectionKeys DeviceKeys { get; } = new("a mapped device", "station", "determinand", "unit", "source");

    private static ValueKind<TimeFormat> Format { get; } = new("a format of times", "Write rfc3339, epoch_s, epoch_ms, epoch_us or epoch_ns", FormatOf);

    private static ValueKind<PayloadLayout> Layout { get; } = new(
        "a layout that mappings read",
        "Write json, line_protocol or sparkplug_b",
        text => text switch { "json" => PayloadLayout.Json, "line_protocol" => PayloadLayout.LineProtocol, "sparkplug_b" => PayloadLayout.SparkplugB, _ => null });

    private readonly MappedReadingReader _readings = new(problems);
    private readonly List<(string Station, Origin Place)> _stations = [];

    /// <summary>A format by the word that configuration has for it; null for another word.</summary>
    public static TimeFormat? FormatOf(string word) => word switch
    {
        "rfc3339" => TimeFormat.Rfc3339,
        "epoch_s" => TimeFormat.EpochSeconds,
        "epoch_ms" => TimeFormat.EpochMilliseconds,
        "epoch_us" => TimeFormat.EpochMicroseconds,
        "epoch_ns" => TimeFormat.EpochNanoseconds,
        _ => null,
    };

    public ListedMappings Read(Section root)
    {
        var all = new List<(Section, PayloadMapping)>();
        foreach (var section in root.Sections("mappings", MappingKeys))
        {
            var mapping = Mapping(section);
            if (mapping.Name.Length > 0 && all.Exists(m => m.Item2.Name == mapping.Name))
                section.Problem("name", $"another mapping is named \"{mapping.Name}\" too", "Give each mapping its own name: topics ask for it by that");

            all.Add((section, mapping));
        }

        return new ListedMappings(all, _stations);
    }

    private PayloadMapping Mapping(Section section)
    {
        var (layout, devices) = (section.Value("payload", Layout) ?? PayloadLayout.Json, Devices(section));
        var mapping = new PayloadMapping(section.RequiredText("name", "things-stack") ?? "")
        {
            Layout = layout,
            Records = Records(section),
            Station = PathReader.Paths(section, "station"),
            Devices = devices,
            Time = layout == PayloadLayout.SparkplugB ? MappedTime.OfReceipt : Time(section),
            NoValue = [.. section.Texts("no_value").Select(t => t.Text)],
            Readings = [.. section.Sections("readings", MappedReadingReader.ReadingKeys).Select(s => _readings.Read(s, layout, devices))],
        };
        if (layout == PayloadLayout.SparkplugB)
            CheckSparkplug(section);

        if (section.IsEmptyList("readings"))
            section.Missing("readings", "[ { path: cd, determinand: Cd, unit: mg/L } ]");

        if (mapping is { Station.Count: > 0, Records.NamesStation: true })
            section.Problem("station", "the path of the records names +station already", "Take one of them out");

        return mapping;
    }

    /// <summary>Metrics say their own names and times, and topics their devices: nothing of that is mapped.</summary>
    private void CheckSparkplug(Section section)
    {
        foreach (var key in (string[])["records", "station", "time"])
        {
            if (section.Has(key))
                section.Problem(key, $"Sparkplug B says the {key} itself", "Take it out");
        }

        if (!section.Has("devices"))
            section.Missing("devices", "{ \"group/edge/device\": lalang }");

        foreach (var entry in section.Entries("devices").Where(e => e.Key.Split('/') is not ([_, _] or [_, _, _])))
            problems.Add(entry.Origin, $"\"{entry.Key}\" is no device of Sparkplug B", "Write group/edge for a node, or group/edge/device");
    }

    private static PayloadPath? Records(Section section)
    {
        if ((section.Text("records") ?? (section.Text("payload") == "line_protocol" ? "[*]" : null)) is not { } text)
            return null;

        if (PayloadPath.TryParse(text, out var path, out var why))
            return path;

        section.Problem("records", $"records: \"{text}\" {why}", PathReader.Remedy);
        return null;
    }

    private static MappedTime Time(Section section)
    {
        if (section.IsSingle("time"))
        {
            if (section.Text("time") is { } text && text != Received)
                section.Problem("time", $"time: \"{text}\" says neither where the time stands nor that there is none", "Write { path: ts, format: epoch_ms }, or received when the payload has none");

            return MappedTime.OfReceipt;
        }

        if (section.Sub("time", TimeKeys) is not { } time)
        {
            if (!section.Has("time"))
                section.Missing("time", "{ path: ts, format: epoch_ms }, or received when the payload has none");

            return MappedTime.OfReceipt;
        }

        var absent = time.Text("absent");
        if (absent is not (null or Received or "fault"))
            time.Problem("absent", $"absent: \"{absent}\" is not what becomes of a reading without a time", "Write fault, which sets it aside, or received for the time of its receipt");

        return new MappedTime(PathReader.Required(time, "path", "ts"), time.RequiredValue("format", Format, "rfc3339") ?? TimeFormat.Rfc3339, absent == Received);
    }

    private FrozenDictionary<string, MappedDevice>? Devices(Section section)
    {
        if (!section.Has("devices"))
            return null;

        var devices = new Dictionary<string, MappedDevice>();
        foreach (var entry in section.Entries("devices"))
        {
            if (Device(entry) is { } device)
                devices[entry.Key] = device;
        }

        return devices.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private MappedDevice? Device(ConfigEntry entry)
    {
        if (entry.Value is ConfigScalar { Text: { Length: > 0 } id } scalar)
        {
            _stations.Add((id, scalar.Origin));
            return new MappedDevice(id);
        }

        if (Section.Open(entry.Value, DeviceKeys, problems) is not { } section || section.RequiredText("station", "lalang") is not { } station)
            return null;

        _stations.Add((station, section.OriginOf("station")));
        var series = section.Text("determinand") is { } name ? Named.Series(name, section.OriginOf("determinand"), problems) : null;
        Unit? unit = section.Text("unit") is { } symbol && _readings.TryUnit(symbol, section.OriginOf("unit"), out var known) ? known : null;
        if (series is { } its && unit is not null)
            MappedReadingReader.Check(section, its.Determinand, unit);

        var source = section.Text("source") ?? "";
        return new MappedDevice(station)
        {
            Determinand = series?.Determinand,
            Fraction = series?.Fraction ?? default,
            Unit = unit,
            Source = _readings.TrySource(source, section.OriginOf("source"), out _) ? source : "",
        };
    }
}
