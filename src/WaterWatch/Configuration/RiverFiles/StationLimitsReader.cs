using WaterWatch.Configuration.LimitFiles;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>Reads <c>limits</c> of stations: standard and class, what is known of the water that limits depend on, and reference figures.</summary>
internal sealed class StationLimitsReader(RiverContext river, LimitBook book, Problems problems)
{
    public static SectionKeys LimitsKeys { get; } = new("limits", "standard", "class", "drinking_source", "hardness", "pH", "reference");

    public static SectionKeys CompanionKeys { get; } = new("hardness or pH of limits", "within", "default");

    public static SectionKeys ReferenceKeys { get; } = new("a reference figure", "at_most", "at_least", "unit", "source");

    /// <summary>What limits may depend on, by the key that says how it is found out.</summary>
    public static IReadOnlyList<(string Key, Determinand Of)> Quantities { get; } = [("hardness", Determinand.Find("Hardness")!), ("pH", Determinand.Find("pH")!)];

    // What is written once stands for many stations: the same text makes the same objects.
    private readonly Dictionary<string, IReadOnlyList<CompanionRule>> _companions = [];
    private readonly Dictionary<(LimitsOfStation, Limit), LimitsOfStation> _withReference = [];
    private readonly Dictionary<Limit, Limit> _references = [];

    /// <param name="layers">The river's defaults, then the station itself.</param>
    public StationLimits Read(Section station, IEnumerable<Section> layers)
    {
        var sections = layers.Select(l => l.Sub("limits", LimitsKeys)).OfType<Section>().Reverse().ToList();
        var companions = Companions(sections);
        var reference = Reference(sections);
        var named = sections.Find(s => s.Has("standard"));
        if (named?.Text("standard") is not { } name)
        {
            station.Missing("limits", "{ standard: GB 3838-2002, class: III }, here or in defaults");
            return new StationLimits("", "", LimitsOfStation.None, companions);
        }

        var classed = sections.Find(s => s.Has("class"));
        var limitClass = classed?.Text("class") ?? "";
        var drinking = sections.Select(s => s.Value("drinking_source", ValueKinds.TrueOrFalse)).FirstOrDefault(v => v is not null) ?? false;
        if (book.Find(name) is not { } standard)
        {
            NoStandard(named, name);
            return new StationLimits(name, limitClass, LimitsOfStation.None, companions);
        }

        if (standard.Classes.Count > 0 && !standard.Classes.Contains(limitClass))
        {
            (classed ?? named).Problem(
                "class",
                limitClass.Length == 0 ? $"{name} has classes and none is named" : $"{name} has no class \"{limitClass}\"",
                $"Write one of {string.Join(", ", standard.Classes)}");
        }

        return new StationLimits(name, limitClass, reference.Aggregate(standard.For(limitClass, drinking), With), companions);
    }

    /// <summary>Notes levels by a class that the standard does not have, since they would never be reached.</summary>
    public void CheckClasses(WatchedStation station, Section section)
    {
        var classes = book.Find(station.Station.LimitStandard)?.Classes ?? [];
        var named = station.Rules.Select(r => r.Alerts).Append(station.DefaultRule).SelectMany(r => r.Levels.ByClass.Classes).Distinct();
        foreach (var unknown in named.Where(c => classes.Count > 0 && c != Alerts.LevelRule.Worse && !classes.Contains(c)))
        {
            section.Problem(
                "alerts",
                $"by_class: {station.Station.LimitStandard} has no class \"{unknown}\"",
                $"Write one of {string.Join(", ", classes)}, or {Alerts.LevelRule.Worse}");
        }
    }

    /// <summary>Every reference figure that was read.</summary>
    public IEnumerable<Limit> References => _references.Values;

    private void NoStandard(Section named, string name)
    {
        // A standard whose own file has a mistake is not unknown; saying so would send people to the wrong file.
        if (!river.LimitsAreIncomplete)
        {
            named.Problem(
                "standard",
                $"no file of limits/ has the standard \"{name}\"",
                book.Names.Count == 0 ? "Add one to limits/" : Nearest.Remedy(name, book.Names));
        }
    }

    private LimitsOfStation With(LimitsOfStation limits, Limit reference)
    {
        if (!_withReference.TryGetValue((limits, reference), out var found))
            _withReference[(limits, reference)] = found = limits.With([reference]);

        return found;
    }

    /// <summary>The narrower layer wins, key by key.</summary>
    private IReadOnlyList<CompanionRule> Companions(List<Section> sections)
    {
        var rules = new List<CompanionRule>();
        foreach (var (key, of) in Quantities)
        {
            var written = sections.Select(s => s.Sub(key, CompanionKeys)).OfType<Section>().ToList();
            if (written.Count == 0)
                continue;

            var usual = new CompanionRule(of);
            rules.Add(usual with
            {
                Within = written.Select(s => s.Value("within", ValueKinds.Duration)).FirstOrDefault(v => v is not null) ?? usual.Within,
                Default = written.Select(s => s.Value("default", ValueKinds.AboveZero)).FirstOrDefault(v => v is not null),
            });
        }

        var text = string.Join(';', rules);
        return _companions.TryGetValue(text, out var found) ? found : _companions[text] = rules;
    }

    private List<Limit> Reference(List<Section> sections)
    {
        var limits = new Dictionary<(Determinand, Fraction, LimitSense), Limit>();
        foreach (var entry in sections.AsEnumerable().Reverse().SelectMany(s => s.Entries("reference")))
        {
            if (Named.Series(entry.Key, entry.Origin, problems) is not { } series || Section.Open(entry.Value, ReferenceKeys, problems) is not { } section)
                continue;

            foreach (var limit in Figures(section, series))
            {
                limits[(limit.Determinand, limit.Fraction, limit.Sense)] = _references.TryGetValue(limit, out var same) ? same : _references[limit] = limit;
            }
        }

        return [.. limits.Values];
    }

    private static IEnumerable<Limit> Figures(Section section, (Determinand Determinand, Fraction Fraction) series)
    {
        var source = section.RequiredText("source", "who says so") ?? "";
        var factor = Named.UnitFactor(section, series.Determinand) ?? 1;
        if (!section.Has("at_most") && !section.Has("at_least"))
            section.Missing("at_most", "0.0001");

        foreach (var (key, sense) in new[] { ("at_most", LimitSense.AtMost), ("at_least", LimitSense.AtLeast) })
        {
            if (section.Value(key, ValueKinds.AboveZero) is { } bound)
                yield return new Limit(Limit.ReferenceFigure, "", series.Determinand, series.Fraction, sense, bound * factor) { Provenance = source };
        }
    }
}
