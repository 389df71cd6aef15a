using WaterWatch.Alerts;
using WaterWatch.Configuration.LimitFiles;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Quality;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>A station with what Core has no place for yet.</summary>
/// <param name="Mn">The HJ 212 device number; null when it has none.</param>
/// <param name="Section">Where it stands, for checks over all rivers.</param>
internal sealed record ListedStation(WatchedStation Watched, string? Mn, Section Section);

/// <summary>Reads the stations of one river file, laying each over the river's <c>defaults</c>.</summary>
internal sealed class StationReader(RiverContext river, LimitBook limits, Problems problems)
{
    public static SectionKeys StationKeys { get; } = new(
        "a station",
        "id", "name", "place", "kind", "distance_km", "source", "mn", "time_zone", "limits", "instruments", "expected", "quality", "alerts");

    public static SectionKeys DefaultsKeys { get; } = new("defaults", "limits", "instruments", "expected", "quality", "alerts");

    public static SectionKeys LimitsKeys { get; } = new("limits", "standard", "class", "drinking_source");

    private static readonly string[] Kinds = ["fixed", "dam", "intake", "boundary", "roving"];

    // "none" takes back what the river's defaults expect.
    private static ValueKind<TimeSpan> Expected { get; } = ValueKinds.Duration with
    {
        Remedy = $"{ValueKinds.Duration.Remedy}; none when this station does not measure it",
    };

    private readonly AlertRuleReader _alerts = new(problems);
    private readonly InstrumentReader _instruments = new(problems);

    public ListedStation? Read(Section section)
    {
        if (section.RequiredText("id", "lalang") is not { } id)
            return null;

        if (!StationId.IsValid(id))
            section.Problem("id", $"\"{id}\" cannot be an id", "Use lower-case letters, digits, - and _, at most 64");

        _ = section.Text("source");
        var zone = Named.TimeZone(section, "time_zone") ?? river.TimeZone;
        var (standard, limitClass, inForce) = Limits(section);
        var station = new Station(
            new StationId(id),
            river.Id,
            section.RequiredName("name"),
            PlaceOf(section, id),
            section.Value("distance_km", ValueKinds.ZeroOrMore),
            zone,
            standard,
            limitClass)
        {
            Kind = KindOf(section),
        };
        var instruments = section.Has("instruments") || river.Defaults is null ? section : river.Defaults;
        var rule = Layers(section).Aggregate(AlertRule.Default, (basis, layer) => AlertRuleReader.Station(layer, basis));
        var watched = new WatchedStation(station, _instruments.Read(instruments), Rules(section, inForce), rule);
        CheckClasses(watched, section);
        Remark(watched, section);
        return new ListedStation(watched, Mn(section), section);
    }

    /// <summary>The river's defaults, then the station itself.</summary>
    private IEnumerable<Section> Layers(Section station) => river.Defaults is { } defaults ? [defaults, station] : [station];

    private List<DeterminandRules> Rules(Section station, IReadOnlyList<Limit> inForce)
    {
        var intervals = new Dictionary<(Determinand, Fraction), TimeSpan?>();
        var quality = new Dictionary<(Determinand, Fraction), QualityThresholds>();
        var alerts = new Dictionary<(Determinand, Fraction), AlertRule>();
        var whole = AlertRule.Default;
        foreach (var layer in Layers(station))
        {
            foreach (var entry in layer.Entries("expected"))
            {
                if (Named.Series(entry.Key, entry.Origin, problems) is { } series)
                    intervals[series] = Interval(entry);
            }

            foreach (var entry in layer.Entries("quality"))
            {
                if (Named.Series(entry.Key, entry.Origin, problems) is { } series && Section.Open(entry.Value, QualityReader.ThresholdKeys, problems) is { } section)
                    quality[series] = QualityReader.Over(section, quality.GetValueOrDefault(series, QualityThresholds.None));
            }

            // A station's own rule is laid over what the river says of single determinands, and its rules for those over that.
            whole = AlertRuleReader.Station(layer, whole);
            foreach (var series in alerts.Keys)
            {
                alerts[series] = AlertRuleReader.Station(layer, alerts[series]);
            }

            foreach (var (series, section) in _alerts.Determinands(layer))
            {
                alerts[series] = AlertRuleReader.Over(section, alerts.GetValueOrDefault(series, whole));
            }
        }

        // What nobody expects here has its limits all the same: a value over a limit alerts, whoever sends it.
        var limited = inForce.ToLookup(l => (l.Determinand, l.Fraction));
        var all = limited.Select(l => l.Key).Union(intervals.Keys).Union(quality.Keys).Union(alerts.Keys);
        return [.. all.Select(series => new DeterminandRules(series.Item1, series.Item2)
        {
            Limits = [.. limited[series]],
            Quality = quality.GetValueOrDefault(series, QualityThresholds.None),
            Alerts = alerts.GetValueOrDefault(series, whole),
            Interval = intervals.GetValueOrDefault(series),
        })];
    }

    private TimeSpan? Interval(ConfigEntry entry)
    {
        if (entry.Value is not ConfigScalar { Text: var text })
        {
            problems.Add(entry.Value.Origin, $"{entry.Key}: {entry.Value.Kind} is not {Expected.Name}", Expected.Remedy);
            return null;
        }

        var interval = text == "none" ? null : Expected.Read(text);
        if (interval is null && text != "none")
            problems.Add(entry.Value.Origin, $"{entry.Key}: \"{text}\" is not {Expected.Name}", Expected.Remedy);

        return interval;
    }

    private (string Standard, string Class, IReadOnlyList<Limit> InForce) Limits(Section station)
    {
        var sections = Layers(station).Select(l => l.Sub("limits", LimitsKeys)).OfType<Section>().Reverse().ToList();
        var named = sections.Find(s => s.Has("standard"));
        if (named?.Text("standard") is not { } name)
        {
            station.Missing("limits", "{ standard: GB 3838-2002, class: III }, here or in defaults");
            return ("", "", []);
        }

        var classed = sections.Find(s => s.Has("class"));
        var limitClass = classed?.Text("class") ?? "";
        var drinking = sections.Select(s => s.Value("drinking_source", ValueKinds.TrueOrFalse)).FirstOrDefault(v => v is not null) ?? false;
        if (limits.Find(name) is not { } standard)
        {
            // A standard whose own file has a mistake is not unknown; saying so would send people to the wrong file.
            if (!river.LimitsAreIncomplete)
            {
                named.Problem(
                    "standard",
                    $"no file of limits/ has the standard \"{name}\"",
                    limits.Names.Count == 0 ? "Add one to limits/" : Nearest.Remedy(name, limits.Names));
            }

            return (name, limitClass, []);
        }

        if (standard.Classes.Count > 0 && !standard.Classes.Contains(limitClass))
        {
            (classed ?? named).Problem(
                "class",
                limitClass.Length == 0 ? $"{name} has classes and none is named" : $"{name} has no class \"{limitClass}\"",
                $"Write one of {string.Join(", ", standard.Classes)}");
        }

        return (name, limitClass, [.. standard.For(limitClass, drinking)]);
    }

    private string PlaceOf(Section section, string id)
    {
        var place = section.Text("place") ?? id;
        if (!river.PlaceIds.Contains(place))
        {
            section.Problem(
                section.Has("place") ? "place" : "id",
                $"\"{place}\" is not a place of this river",
                river.PlaceIds.Count == 0 ? "List it below places:" : Nearest.Remedy(place, river.PlaceIds));
        }

        return place;
    }

    private static string KindOf(Section section)
    {
        var kind = section.Text("kind") ?? "fixed";
        if (!Kinds.Contains(kind))
            section.Problem("kind", $"\"{kind}\" is not a kind of station", Nearest.Remedy(kind, Kinds));

        return kind;
    }

    private static string? Mn(Section section)
    {
        var mn = section.Text("mn");
        if (mn is not null && (mn.Length is not (14 or 24) || !mn.All(char.IsAsciiLetterOrDigit)))
        {
            section.Problem(
                "mn",
                $"mn: \"{mn}\" has {mn.Length} characters",
                "Write the 24 (HJ 212-2017) or 14 (HJ/T 212-2005) letters and digits of the device, in quotes");
        }

        return mn;
    }

    /// <summary>A level by a class that the standard does not have would never be reached.</summary>
    private void CheckClasses(WatchedStation station, Section section)
    {
        var classes = limits.Find(station.Station.LimitStandard)?.Classes ?? [];
        var named = station.Rules.Select(r => r.Alerts).Append(station.DefaultRule).SelectMany(r => r.Levels.ByClass.Keys).Distinct();
        foreach (var unknown in named.Where(c => classes.Count > 0 && c != LevelRule.Worse && !classes.Contains(c)))
        {
            section.Problem("alerts", $"by_class: {station.Station.LimitStandard} has no class \"{unknown}\"", $"Write one of {string.Join(", ", classes)}, or {LevelRule.Worse}");
        }
    }

    /// <summary>Notes what is measured and will never, or hardly ever, be judged.</summary>
    private void Remark(WatchedStation station, Section section)
    {
        var free = station.Rules
            .Where(r => r is { Interval: not null, Limits.Count: 0, Determinand.Unit: Unit.MilligramPerLitre })
            .Select(r => r.Determinand.Key)
            .ToList();
        if (free.Count > 0 && !river.LimitsAreIncomplete)
        {
            problems.Remark(
                section.Origin,
                $"{station.Station.Id} measures {string.Join(", ", free)}, for which {station.Station.LimitStandard} has no limit: kept and shown, never judged");
        }

        if (station.Interval is null)
            problems.Remark(section.Origin, $"{station.Station.Id} expects no determinand at any interval, so nobody is told when it falls silent");

        foreach (var instrument in station.Instruments)
        {
            var limit = station.RulesFor(instrument.Determinand, Fraction.Total).Limits
                .FirstOrDefault(l => l.Sense == LimitSense.AtMost && l.Bound < instrument.DetectionLimit);
            if (limit is not null)
            {
                problems.Remark(
                    section.Origin,
                    $"{station.Station.Id} detects {instrument.Determinand} from {instrument.DetectionLimit} on, above its limit of {limit.Bound}: what is below cannot be judged");
            }
        }
    }
}
