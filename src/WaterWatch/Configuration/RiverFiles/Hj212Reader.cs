using WaterWatch.Configuration.Options;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Decoding.Hj212;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>Reads how a station's device speaks HJ 212: <c>hj212</c> of a station, laid over the river's defaults.</summary>
internal sealed class Hj212Reader(string directory, Problems problems)
{
    public static SectionKeys DialectKeys { get; } = new("hj212", "password", "password_file", "minute_interval", "marks", "codes", "ignored");

    public static SectionKeys CodeKeys { get; } = new("a code", "determinand", "fraction", "unit");

    // HJ 212-2017 table 8; the device's own interval is one of its MinInterval, in minutes.
    private static ValueKind<Hj212Mark> Meaning { get; } = new(
        "what a mark means",
        "Write \"<\" or \">\" for a number that is a bound, or a mark of HJ 212-2017 table 8: N F M S D C T B",
        text => text switch
        {
            "<" => Hj212Mark.BelowNumber,
            ">" => new Hj212Mark(Mark.Normal, Qualifier.Above),
            "N" or "F" or "M" or "S" or "D" or "C" or "T" or "B" => new Hj212Mark(Mark.From(text)),
            _ => null,
        });

    private static ValueKind<Fraction> Part { get; } = new(
        "a fraction", "Write total or dissolved", text => text switch { "total" => Fraction.Total, "dissolved" => Fraction.Dissolved, _ => null });

    public Hj212Dialect Over(Section owner, Hj212Dialect basis)
    {
        if (owner.Sub("hj212", DialectKeys) is not { } section)
            return basis;

        var password = SecretReader.Read(section, "password", directory);
        return basis with
        {
            Password = password.IsEmpty ? basis.Password : password.Reveal(),
            MinuteSeconds = MinuteInterval(section) is { } interval ? (int)interval.TotalSeconds : basis.MinuteSeconds,
            Marks = Laid(basis.Marks, section.Entries("marks").Select(MarkOf)),
            Codes = Laid(basis.Codes, section.Entries("codes").Select(CodeOf)),
            Ignored = section.Has("ignored") ? section.Texts("ignored").Select(t => t.Text).ToHashSet(StringComparer.Ordinal) : basis.Ignored,
        };
    }

    private static TimeSpan? MinuteInterval(Section section)
    {
        var interval = section.Value("minute_interval", ValueKinds.Duration);
        if (interval is { } t && (t < TimeSpan.FromMinutes(1) || t > TimeSpan.FromMinutes(30) || t.Ticks % TimeSpan.TicksPerMinute != 0))
            section.Problem("minute_interval", $"minute_interval: HJ 212 has whole minutes from 1 to 30, not {section.Text("minute_interval")}", "Write the MinInterval of the device, such as 10m");

        return interval;
    }

    private (string, Hj212Mark)? MarkOf(ConfigEntry entry)
    {
        if (entry.Value is ConfigScalar { Text: var text } && Meaning.Read(text) is { } meaning)
            return (entry.Key, meaning);

        problems.Add(entry.Value.Origin, $"marks: {entry.Key} is not {Meaning.Name}", Meaning.Remedy);
        return null;
    }

    private (string, Hj212Factor)? CodeOf(ConfigEntry entry)
    {
        if (Section.Open(entry.Value, CodeKeys, problems) is not { } section)
            return null;

        if (section.RequiredText("determinand", "Sb") is not { } name || Named.Determinand(name, section.OriginOf("determinand"), problems) is not { } determinand)
            return null;

        _ = section.RequiredText("unit", "ug/L");
        if (Named.UnitFactor(section, determinand) is null || !Units.TryParse(section.Text("unit") ?? "", out var unit))
            return null;

        return (entry.Key, new Hj212Factor(determinand, section.Value("fraction", Part) ?? Fraction.Total, unit));
    }

    private static IReadOnlyDictionary<string, T> Laid<T>(IReadOnlyDictionary<string, T> basis, IEnumerable<(string Key, T Value)?> written)
    {
        var all = new Dictionary<string, T>(basis, StringComparer.Ordinal);
        foreach (var (key, value) in written.OfType<(string, T)>())
        {
            all[key] = value;
        }

        return all.Count == basis.Count && all.All(a => EqualityComparer<T>.Default.Equals(basis.GetValueOrDefault(a.Key), a.Value)) ? basis : all;
    }
}
