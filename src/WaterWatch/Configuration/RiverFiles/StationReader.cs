using WaterWatch.Alerts;
using WaterWatch.Configuration.LimitFiles;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Deciding;
using WaterWatch.Decoding.Hj212;
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
internal sealed class StationReader(RiverContext river, LimitBook limits, string directory, Problems problems)
{
    public static SectionKeys StationKeys { get; } = new(
        "a station",
        "id", "name", "place", "kind", "distance_km", "source", "mn", "hj212", "time_zone", "limits", "instruments", "expected", "quality", "alerts", "commands");

    public static SectionKeys DefaultsKeys { get; } = new("defaults", "hj212", "limits", "instruments", "expected", "quality", "alerts", "commands");

    private static readonly string[] Kinds = ["fixed", "dam", "intake", "boundary", "roving"];

    // "none" takes back what the river's defaults expect.
    private static ValueKind<TimeSpan> Expected { get; } = ValueKinds.Duration with
    {
        Remedy = $"{ValueKinds.Duration.Remedy}; none when this station does not measure it",
    };

    private readonly AlertRuleReader _alerts = new(problems);
    private readonly Hj212Reader _dialects = new(directory, problems);
    private readonly InstrumentReader _instruments = new(problems);
    private readonly StationLimitsReader _limits = new(river, limits, problems);
    private readonly HashSet<string> _places = [.. river.PlaceIds];
    private readonly SharedRules _shared = new();
    private readonly Dictionary<string, (Origin Origin, List<string> Ids)> _remarks = [];
    private List<Instrument>? _usualInstruments;

    public IReadOnlyList<Limit> References => [.. _limits.References];

    public ListedStation? Read(Section section)
    {
        if (section.RequiredText("id", "lalang") is not { } id)
            return null;

        if (!StationId.IsValid(id))
            section.Problem("id", $"\"{id}\" cannot be an id", "Use lower-case letters, digits, - and _, at most 64");

        _ = section.Text("source");
        var zone = Named.TimeZone(section, "time_zone") ?? river.TimeZone;
        var judgedBy = _limits.Read(section, Layers(section));
        var station = new Station(
            new StationId(id),
            river.Id,
            section.RequiredName("name"),
            PlaceOf(section, id),
            section.Value("distance_km", ValueKinds.ZeroOrMore),
            zone,
            judgedBy.Standard,
            judgedBy.Class)
        {
            Kind = KindOf(section),
        };
        var rule = Layers(section).Aggregate(AlertRule.Default, (basis, layer) => AlertRuleReader.Station(layer, basis));
        rule = rule with { Commands = Layers(section).Aggregate(CommandRule.None, (basis, layer) => CommandRuleReader.Over(layer, basis)) };
        var dialect = Layers(section).Aggregate(Hj212Dialect.Standard, (basis, layer) => _dialects.Over(layer, basis));
        var mn = Mn(section);
        var watched = new WatchedStation(station, Instruments(section), Rules(section, judgedBy), _shared.One(rule)) { Hj212 = mn is null ? dialect : dialect with { Device = mn } };
        _limits.CheckClasses(watched, section);
        CommandRuleReader.Check(rule.Commands, watched.Interval, section);
        Remark(watched, section);
        return new ListedStation(watched, mn, section);
    }

    /// <summary>The river's defaults, then the station itself.</summary>
    private IEnumerable<Section> Layers(Section station) => river.Defaults is { } defaults ? [defaults, station] : [station];

    private List<Instrument> Instruments(Section station) =>
        station.Has("instruments") || river.Defaults is null ? _instruments.Read(station) : _usualInstruments ??= _instruments.Read(river.Defaults);

    /// <summary>The rules of the station; the same object for all that the river's defaults make alike.</summary>
    private StationRules Rules(Section station, StationLimits judgedBy)
    {
        var isUsual = !station.Has("expected") && !station.Has("quality") && !station.Has("alerts");
        return isUsual ? _shared.Usual(judgedBy, () => Rules(station, judgedBy.InForce, judgedBy.Companions)) : _shared.One(Rules(station, judgedBy.InForce, judgedBy.Companions));
    }

    private StationRules Rules(Section station, LimitsOfStation inForce, IReadOnlyList<CompanionRule> companions)
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
        var all = inForce.Series.Union(intervals.Keys).Union(quality.Keys).Union(alerts.Keys);
        return new StationRules(
            all.Select(series => _shared.One(new DeterminandRules(series.Item1, series.Item2)
            {
                Limits = inForce.OfSamples(series),
                MeanLimits = inForce.OfMeans(series),
                Classes = inForce.Classes(series),
                Quality = quality.GetValueOrDefault(series, QualityThresholds.None),
                Alerts = _shared.One(alerts.GetValueOrDefault(series, whole)),
                Interval = intervals.GetValueOrDefault(series),
            })),
            companions);
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

    private string PlaceOf(Section section, string id)
    {
        var place = section.Text("place") ?? id;
        if (!_places.Contains(place))
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

    /// <summary>Notes what was found at stations, alike at many of them once: ten thousand lines would be read by nobody.</summary>
    public void Remark()
    {
        const int named = 3;
        foreach (var (text, (origin, ids)) in _remarks)
        {
            var more = ids.Count > named ? $" and {ids.Count - named} more" : "";
            problems.Remark(origin, $"{string.Join(", ", ids.Take(named))}{more}: {text}");
        }
    }

    /// <summary>Notes what is measured and will never, or hardly ever, be judged.</summary>
    private void Remark(WatchedStation station, Section section)
    {
        // Hardness is measured for the sake of other limits.
        var companions = StationLimitsReader.Quantities.Select(q => q.Of).ToList();
        var free = station.Rules
            .Where(r => r is { Interval: not null, Limits.Count: 0, MeanLimits.Count: 0, Determinand.Unit: Unit.MilligramPerLitre } && !companions.Contains(r.Determinand))
            .Select(r => r.Determinand.Key)
            .ToList();
        if (free.Count > 0 && !river.LimitsAreIncomplete)
            Note(section, station, $"measures {string.Join(", ", free)}, for which {station.Station.LimitStandard} has no limit and there is no reference figure: kept and shown, never judged");

        foreach (var companion in station.Companions.Where(c => c.Default is null && station.Rules.All(r => r.Determinand != c.Of || r.Interval is null)))
        {
            Note(section, station, $"has limits that depend on {companion.Of}, which is not expected here and has no default: what it measures can hardly be judged by them");
        }

        if (station.Interval is null)
            Note(section, station, "expects no determinand at any interval, so nobody is told when it falls silent");

        foreach (var instrument in station.Instruments)
        {
            var limit = station.RulesFor(instrument.Determinand, Fraction.Total).Limits
                .FirstOrDefault(l => l.Sense == LimitSense.AtMost && l.Bound < instrument.DetectionLimit);
            if (limit is not null)
                Note(section, station, $"detects {instrument.Determinand} from {instrument.DetectionLimit} on, above its limit of {limit.Bound}: what is below cannot be judged");
        }
    }

    private void Note(Section section, WatchedStation station, string text)
    {
        if (!_remarks.TryGetValue(text, out var known))
            _remarks[text] = known = (section.Origin, []);

        known.Ids.Add(station.Station.Id.Value);
    }
}
