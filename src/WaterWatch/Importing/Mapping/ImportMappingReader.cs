using System.Globalization;
using WaterWatch.Configuration.Options;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Decoding;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Readings;

namespace WaterWatch.Importing.Mapping;

/// <summary>Reads a mapping file. Every mistake in it is told at once, with its line and the remedy, and nothing is imported until there is none.</summary>
/// <param name="stations">The ids that are configured.</param>
internal sealed class ImportMappingReader(IReadOnlyCollection<string> stations, Problems problems)
{
    public static SectionKeys RootKeys { get; } = new(
        "a mapping", "format", "delimiter", "encoding", "header_line", "decimal", "time_column", "time_format", "time_zone", "station", "station_column", "stations", "source", "blank", "sentinels",
        "values", "columns", "tall", "determinands", "measurements");

    public static SectionKeys ColumnKeys { get; } = new("a column", "determinand", "unit", "source", "period", "values");

    public static SectionKeys TallKeys { get; } = new("tall", "determinand", "value", "unit", "unit_column", "fraction", "source", "mark");

    private static ValueKind<ImportFormat> Format { get; } = new(
        "a format", "Write csv or line_protocol", text => text switch { "csv" => ImportFormat.Table, "line_protocol" => ImportFormat.LineProtocol, _ => null });

    private static ValueKind<byte> Delimiter { get; } = new(
        "a delimiter", "Write \",\", \";\" or tab", text => text switch { "," => (byte)',', ";" => (byte)';', "tab" or "\t" => (byte)'\t', _ => null });

    private static ValueKind<ImportEncoding> Encoding { get; } = new(
        "an encoding", "Write utf-8 or gb18030", text => text.ToLowerInvariant() switch { "utf-8" or "utf8" => ImportEncoding.Utf8, "gb18030" or "gbk" or "gb2312" => ImportEncoding.Gb18030, _ => null });

    private static ValueKind<bool> DecimalComma { get; } = new(
        "a decimal sign", "Write \".\" or \",\"", text => text switch { "." => false, "," => true, _ => null });

    private static ValueKind<int> Seconds { get; } = new(
        "a period", "Write whole seconds and more with their unit, such as 10m, 1h or 1d", text => ValueKinds.Duration.Read(text) is { Ticks: var ticks } && ticks % TimeSpan.TicksPerSecond == 0 ? (int)(ticks / TimeSpan.TicksPerSecond) : null);

    public ImportMapping Read(ConfigNode root)
    {
        var defaults = new ImportMapping();
        if (Section.Open(root, RootKeys, problems) is not { } top)
        {
            return defaults;
        }

        var (formats, epoch) = TimeFormats(top);
        var source = Source(top) ?? "";
        return new ImportMapping
        {
            Format = top.Value("format", Format),
            Delimiter = top.Value("delimiter", Delimiter),
            Encoding = top.Value("encoding", Encoding) ?? defaults.Encoding,
            HeaderLine = top.Value("header_line", ValueKinds.Whole(1, 1000)),
            HasDecimalComma = top.Value("decimal", DecimalComma) ?? false,
            Zone = Named.TimeZone(top, "time_zone"),
            TimeColumns = OneOrMore(top, "time_column"),
            TimeFormats = formats,
            Epoch = epoch,
            Station = Known(top.Text("station"), top.OriginOf("station")),
            StationColumn = top.Text("station_column"),
            Stations = top.Entries("stations").ToDictionary(e => e.Key, e => Known((e.Value as ConfigScalar)?.Text ?? "", e.Origin) ?? ""),
            Source = source,
            Blank = OneOrMore(top, "blank").ToHashSet(),
            Sentinels = top.Has("sentinels") ? Numbers(top, "sentinels") : defaults.Sentinels,
            Values = Values(top),
            Columns = top.Entries("columns").ToDictionary(e => e.Key, e => Column(e, source)),
            Tall = Tall(top.Sub("tall", TallKeys)),
            Determinands = Determinands(top),
            Measurements = OneOrMore(top, "measurements").ToHashSet(),
        };
    }

    private static (IReadOnlyList<string> Formats, TimeFormat? Epoch) TimeFormats(Section top)
    {
        var written = OneOrMore(top, "time_format");
        if (written is [var one] && MappingReader.FormatOf(one) is { } format)
        {
            return ([], format == TimeFormat.Rfc3339 ? null : format);
        }

        foreach (var unknown in written.Where(f => !IsFormat(f)))
        {
            top.Problem("time_format", $"\"{unknown}\" is not a format that a time can be read by", "Write yyyy-MM-dd HH:mm, dd/MM/yyyy HH:mm:ss, epoch_s, epoch_ms or the like; leave it out for RFC 3339");
        }

        return (written, null);
    }

    /// <summary>One that says year, month and day, and does not take a twelve-hour clock without its half.</summary>
    private static bool IsFormat(string format)
    {
        var example = new DateTime(2011, 10, 23, 14, 35, 56, DateTimeKind.Unspecified);
        try
        {
            return DateTime.TryParseExact(example.ToString(format, CultureInfo.InvariantCulture), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var back)
                && back.Date == example.Date && back.Hour == example.Hour;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private MeasuredAs? Column(ConfigEntry entry, string source)
    {
        if (entry.Value is ConfigScalar { Text: "ignore" })
        {
            return null;
        }

        if (entry.Value is ConfigScalar scalar)
        {
            problems.Add(entry.Origin, $"column \"{entry.Key}\": \"{scalar.Text}\" says no unit", $"Write {{ determinand: {scalar.Text}, unit: ug/L }}, or ignore to leave the column out");
            return null;
        }

        if (Section.Open(entry.Value, ColumnKeys, problems) is not { } section || section.RequiredText("determinand", "Cd") is not { } name
            || Named.Series(name, section.OriginOf("determinand"), problems) is not var (determinand, fraction))
        {
            return null;
        }

        return UnitOf(section, determinand) is { } unit
            ? new MeasuredAs(determinand, fraction, unit, Source(section) ?? source, section.Value("period", Seconds) ?? 0, Values(section))
            : null;
    }

    private static Unit? UnitOf(Section section, Determinand determinand)
    {
        if (!section.Has("unit"))
        {
            if (determinand.Unit == Unit.PH)
                return Unit.PH;

            section.Missing("unit", determinand.Unit.Symbol());
            return null;
        }

        return Written(section) is { } unit && Fits(section, unit, determinand) ? unit : null;
    }

    private static bool Fits(Section section, Unit unit, Determinand determinand)
    {
        var fits = Units.Factor(unit, determinand.Unit) is not null;
        if (!fits)
            section.Problem("unit", $"{determinand} is not measured in {unit.Symbol()}", $"Write {determinand.Unit.Symbol()}, or a unit that measures the same");

        return fits;
    }

    private static Unit? Written(Section section)
    {
        if (section.Text("unit") is not { } text)
            return null;

        if (FileUnits.Find(text) is { } unit)
            return unit;

        section.Problem("unit", $"\"{text}\" is not a unit", Nearest.Remedy(text, Enum.GetValues<Unit>().Select(u => u.Symbol())));
        return null;
    }

    private static TallColumns? Tall(Section? section) => section is null ? null : new TallColumns(
        section.RequiredText("determinand", "parameter") ?? "", section.RequiredText("value", "result") ?? "", section.Text("unit_column"), Written(section), section.Text("fraction"), section.Text("source"), section.Text("mark"));

    private Dictionary<string, (Determinand, Fraction)> Determinands(Section top)
    {
        var named = new Dictionary<string, (Determinand, Fraction)>();
        foreach (var entry in top.Entries("determinands"))
        {
            if (Named.Series((entry.Value as ConfigScalar)?.Text ?? "", entry.Origin, problems) is { } series)
                named[entry.Key] = series;
        }

        return named;
    }

    private static Dictionary<string, string> Values(Section section)
    {
        var values = section.Entries("values").ToDictionary(e => e.Key, e => (e.Value as ConfigScalar)?.Text ?? "");
        foreach (var (word, value) in values.Where(v => !SentNumber.TryRead(System.Text.Encoding.UTF8.GetBytes(v.Value), out _, out _)))
        {
            section.Problem("values", $"values: \"{word}\" stands for \"{value}\", which is no value", "Write a number, or a bound such as \"<0.0005\"");
        }

        return values;
    }

    private HashSet<decimal> Numbers(Section section, string key)
    {
        var numbers = new HashSet<decimal>();
        foreach (var item in section.Texts(key))
        {
            if (ValueKinds.Number.Read(item.Text) is { } number)
                numbers.Add(number);
            else
                problems.Add(item.Origin, $"{key}: \"{item.Text}\" is not {ValueKinds.Number.Name}", ValueKinds.Number.Remedy);
        }

        return numbers;
    }

    private static string? Source(Section section)
    {
        if (section.Text("source") is not { Length: > SeriesKey.LongestSource })
            return section.Text("source");

        section.Problem("source", $"source is longer than {SeriesKey.LongestSource} characters", "Write the short name of an instrument, such as icp1, or lab");
        return null;
    }

    private static IReadOnlyList<string> OneOrMore(Section section, string key) =>
        section.IsList(key) ? [.. section.Texts(key).Select(t => t.Text)] : section.Text(key) is { } one ? [one] : [];

    private string? Known(string? station, Origin origin)
    {
        if (station is null || stations.Contains(station))
            return station;

        problems.Add(origin, $"\"{station}\" is not a station of rivers/", Nearest.Remedy(station, stations));
        return null;
    }
}
