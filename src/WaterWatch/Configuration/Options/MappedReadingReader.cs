using System.Collections.Frozen;
using System.Text;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.Options;

/// <summary>Reads one reading of a mapping, and the words that it shares with the table of devices.</summary>
internal sealed class MappedReadingReader(Problems problems)
{
    private const int LongestSource = 64;

    public static SectionKeys ReadingKeys { get; } = new("a mapped reading", "path", "determinand", "unit", "source", "mark", "period", "absent_means");

    /// <summary>Where a value stands that is not the same for all.</summary>
    public static SectionKeys PlaceKeys { get; } = new("a place in the payload", "path", "names");

    private delegate bool Meaning<T>(string text, Origin origin, out T value);

    /// <param name="devices">The mapping's table, whose entries may say what the reading does not; null without one.</param>
    public MappedReading Read(Section section, PayloadLayout layout, IReadOnlyDictionary<string, MappedDevice>? devices)
    {
        var series = Stated<MappedSeries>(section, "determinand", TrySeries, null!);
        var unit = Stated<Unit>(section, "unit", TryUnit, default);
        Check(section, series, unit, devices);
        var paths = PathReader.Required(section, "path", "cd");
        if (layout == PayloadLayout.SparkplugB)
            CheckMetric(section, paths);

        return new MappedReading(
            paths,
            series,
            unit,
            Stated<string>(section, "source", TrySource, ""),
            Stated<Mark>(section, "mark", TryMark, Mark.None),
            Period(section),
            section.Value("absent_means", ValueKinds.Number));
    }

    public bool TryUnit(string text, Origin origin, out Unit unit)
    {
        if (Units.TryParse(text, out unit))
            return true;

        problems.Add(origin, $"\"{text}\" is not a unit", Nearest.Remedy(text, Enum.GetValues<Unit>().Select(u => u.Symbol())));
        return false;
    }

    public bool TrySource(string text, Origin origin, out string source)
    {
        source = text;
        if (text.Length > LongestSource)
            problems.Add(origin, $"a source has at most {LongestSource} characters", "Name the instrument shortly, such as asv1");

        return text.Length <= LongestSource;
    }

    /// <summary>Notes a unit that does not measure the determinand, and a concentration without any.</summary>
    public static void Check(Section section, Determinand determinand, Unit? unit)
    {
        if (unit is { } known && Units.Factor(known, determinand.Unit) is null)
            section.Problem("unit", $"{determinand} is not measured in {known.Symbol()}", $"Write {determinand.Unit.Symbol()}, or a unit that measures the same");
        else if (unit is null && !section.Has("unit") && Units.Factor(determinand.Unit, Unit.MilligramPerLitre) is not null)
            section.Missing("unit", "mg/L; the unit of a concentration is never guessed");
    }

    /// <summary>A metric has a name, a number and a time, and nothing else that could be asked for.</summary>
    private static void CheckMetric(Section section, IReadOnlyList<PayloadPath> paths)
    {
        foreach (var path in paths.Where(p => p.OnlyName is null))
            section.Problem("path", $"path: \"{path}\" is not the name of one metric", "Write the name, in brackets and quotes where it has a point or bracket in it: [\"Cd [ug/L]\"]");

        foreach (var key in ReadingKeys.Keys.Where(k => k != "path" && section.Has(k) && (k is "mark" or "absent_means" || !section.IsSingle(k))))
            section.Problem(key, $"a metric of Sparkplug B says no {key}", key is "mark" or "absent_means" ? "Take it out" : "Write one value");
    }

    /// <summary>What is written here and what the devices say must come to a determinand and a unit, whichever device sends.</summary>
    private static void Check(Section section, Mapped<MappedSeries>? series, Mapped<Unit>? unit, IReadOnlyDictionary<string, MappedDevice>? devices)
    {
        if (!section.Has("determinand") && (devices is null || devices.Count == 0 || devices.Values.Any(d => d.Determinand is null)))
            section.Missing("determinand", "Cd, here or at each of the devices");

        var isEachDevices = devices is { Count: > 0 } && devices.Values.All(d => d.Unit is not null);
        if (section.Has("unit") && unit is not { Paths.Count: 0 } || unit is null && isEachDevices)
            return;

        var constant = unit?.Constant;
        if (series is { Paths.Count: 0 } one)
            Check(section, one.Constant.Determinand, constant);
        else if (series is not null)
            CheckNamed(section, constant);
        else if (devices is not null)
            devices.Values.Where(d => constant is not null || d.Unit is null).Select(d => d.Determinand).OfType<Determinand>().ToList().ForEach(d => Check(section, d, constant));
    }

    /// <summary>Which determinand comes is known only then, so its unit has to be written.</summary>
    private static void CheckNamed(Section section, Unit? unit)
    {
        if (unit is null)
            section.Missing("unit", "mg/L, or { path: unit } where the payload says it");
    }

    /// <returns>Null when it is not written, or wrong, which is noted.</returns>
    private Mapped<T>? Stated<T>(Section section, string key, Meaning<T> meaning, T otherwise)
    {
        if (section.IsSingle(key))
            return section.Text(key) is { } text && meaning(text, section.OriginOf(key), out var constant) ? Mapped.Always(constant) : null;

        if (section.Sub(key, PlaceKeys) is not { } place)
            return null;

        var names = new Dictionary<string, T>();
        foreach (var entry in place.Entries("names"))
        {
            if (entry.Value is not ConfigScalar scalar)
                problems.Add(entry.Origin, $"names: \"{entry.Key}\" must be a single value, not {entry.Value.Kind}", "Write the sender's word and what it means here, such as good: N");
            else if (meaning(scalar.Text, scalar.Origin, out var value))
                names[entry.Key] = value;
        }

        return new Mapped<T>(otherwise, PathReader.Required(place, "path", key), names.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private Mapped<int> Period(Section section)
    {
        if (!section.IsSingle("period"))
            return Stated<int>(section, "period", NoName, 0) ?? Mapped.Always(0);

        if (section.Value("period", ValueKinds.DurationOrZero) is not { } period)
            return Mapped.Always(0);

        if (period.Ticks % TimeSpan.TicksPerSecond != 0 || period.TotalSeconds > int.MaxValue)
            section.Problem("period", $"period: {section.Text("period")} is not a number of whole seconds", "Write 1h, or { path: period_s } where the payload says the seconds");

        return Mapped.Always((int)Math.Min(period.TotalSeconds, int.MaxValue));
    }

    private bool NoName(string text, Origin origin, out int seconds)
    {
        seconds = 0;
        problems.Add(origin, "the place of a period has no names: seconds stand there", "Take the names out");
        return false;
    }

    private bool TrySeries(string text, Origin origin, out MappedSeries series)
    {
        var found = Named.Series(text, origin, problems);
        series = found is { } known ? new MappedSeries(known.Determinand, known.Fraction) : null!;
        return found is not null;
    }

    private bool TryMark(string text, Origin origin, out Mark mark)
    {
        var code = Encoding.UTF8.GetBytes(text);
        var canKeep = Mark.CanKeep(code);
        mark = canKeep ? Mark.From(code) : Mark.None;
        if (!canKeep)
            problems.Add(origin, $"\"{text}\" is too long for a mark", $"Write at most {Mark.Longest} letters, best one of N F M S D C T B");

        return canKeep;
    }
}
