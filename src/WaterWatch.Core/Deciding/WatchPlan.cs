using System.Collections.Concurrent;
using System.Collections.Frozen;
using WaterWatch.Alerts;
using WaterWatch.Decoding.Hj212;
using WaterWatch.Incidents;
using WaterWatch.Limits;
using WaterWatch.OnCall;
using WaterWatch.Quality;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Deciding;

/// <summary>All of the configuration that deciding needs, as one value: what is watched, and by which rules. Replaced as a whole on reload.</summary>
public sealed class WatchPlan(IEnumerable<WatchedRiver> rivers, TimeSpan allowedClockSkew, string configurationHash)
{
    private static readonly TimeSpan IntakeHorizon = TimeSpan.FromHours(24);

    private OnCallPlan _onCall = OnCallPlan.Empty;

    public static WatchPlan Empty { get; } = new([], TimeSpan.FromMinutes(5), "");

    public FrozenDictionary<string, WatchedRiver> Rivers { get; } = rivers.ToFrozenDictionary(r => r.Id);

    public FrozenDictionary<string, WatchedStation> Stations { get; } =
        rivers.SelectMany(r => r.Stations).ToFrozenDictionary(s => s.Station.Id.Value);

    private readonly FrozenSet<string> _nearIntake = rivers
        .SelectMany(r => r.Stations.Where(s => r.Network.MayReachIntakeWithin(s.Station.PlaceId, IntakeHorizon)))
        .Select(s => s.Station.Id.Value).ToFrozenSet();

    /// <summary>Whether any station is ordered anything; reckoned once a plan.</summary>
    internal bool CommandsAny { get; } = rivers.Any(r => r.Stations.Any(s => s.DefaultRule.Commands != CommandRule.None));

    /// <summary>How far a sample time may lie after its receipt before it is set aside as taken in the future.</summary>
    public TimeSpan AllowedClockSkew { get; } = allowedClockSkew;

    /// <summary>SHA-256 over the configuration files, hex: which configuration was in force is on the timeline.</summary>
    public string ConfigurationHash { get; } = configurationHash;

    /// <summary>Whether drinking water is taken less than a day below the station, or where nobody knows how soon its water comes. Reckoned once a plan.</summary>
    public bool IsNearIntake(Station station) => _nearIntake.Contains(station.Id.Value);

    /// <summary>The names of the feeds that are configured; null when the plan does not say, and then any feed is.</summary>
    public IReadOnlySet<string>? Feeds { get; init; }

    /// <summary>Who is told of what.</summary>
    public OnCallPlan OnCall { get => _onCall; init => _onCall = value; }

    /// <summary>Whether people are really told.</summary>
    public Telling Telling { get; private set; }

    /// <summary>The same plan with people told otherwise.</summary>
    public WatchPlan Told(Telling telling)
    {
        var copy = (WatchPlan)MemberwiseClone();
        copy.Telling = telling;
        return copy;
    }

    /// <summary>How it differs from the one before; null when nobody said.</summary>
    public ConfigurationDifference? Difference { get; private set; }

    /// <summary>The same plan, coming after another.</summary>
    public WatchPlan After(ConfigurationDifference difference)
    {
        var copy = (WatchPlan)MemberwiseClone();
        copy.Difference = difference;
        return copy;
    }

    /// <summary>The same plan with others told.</summary>
    public WatchPlan With(OnCallPlan onCall)
    {
        var copy = (WatchPlan)MemberwiseClone();
        copy._onCall = onCall;
        return copy;
    }

    /// <summary>How long the rest of a split packet is waited for.</summary>
    public TimeSpan PartsWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What a file brings that was taken longer ago than this is history: kept and judged, and nobody is called for it.</summary>
    public TimeSpan HistoryAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Which station a device number (MN) is of.</summary>
    public FrozenDictionary<string, WatchedStation> Devices { get; } = rivers
        .SelectMany(r => r.Stations).Where(s => s.Hj212.Device.Length > 0).DistinctBy(s => s.Hj212.Device).ToFrozenDictionary(s => s.Hj212.Device, StringComparer.Ordinal);

    /// <summary>The station of a message: by its name, or by its device number where the way that it came says nothing else.</summary>
    public WatchedStation? StationOf(Message message) =>
        Stations.GetValueOrDefault(message.Raw.Station) ?? (message.Format == PayloadFormat.Hj212 ? Devices.GetValueOrDefault(message.Raw.Station) : null);

    public RiverRules RulesOf(string river) => Rivers.TryGetValue(river, out var found) ? found.Rules : RiverRules.Default;
}

/// <summary>One river file: a network and the stations on it.</summary>
public sealed record WatchedRiver(string Id, LocalizedName Name, TimeZoneInfo TimeZone, RiverNetwork Network, IReadOnlyList<WatchedStation> Stations)
{
    private readonly FrozenDictionary<string, int> _placeOf = Stations
        .Where(s => Network.NumberOf(s.Station.PlaceId) is not null)
        .DistinctBy(s => s.Station.Id)
        .ToFrozenDictionary(s => s.Station.Id.Value, s => Network.NumberOf(s.Station.PlaceId)!.Value);

    public RiverRules Rules { get; init; } = RiverRules.Default;

    /// <summary>What its incidents must have come to before they are closed.</summary>
    public Closing Closing { get; init; } = Closing.Default;

    /// <summary>What must be reported of its incidents.</summary>
    public IReadOnlyList<DutyRule> Duties { get; init; } = [];

    /// <summary>The lines that it runs along, of two points or more each; none when nobody has drawn them.</summary>
    public IReadOnlyList<IReadOnlyList<GeoPoint>> Course { get; init; } = [];

    /// <summary>The number of the place that a station of the river stands on.</summary>
    internal bool TryPlace(string station, out int number) => _placeOf.TryGetValue(station, out number);
}

/// <summary>A station with the rules for each determinand that it is expected to send.</summary>
public sealed class WatchedStation(Station station, IReadOnlyList<Instrument> instruments, StationRules rules, AlertRule defaultRule)
{
    // Nearly every series is of the station's only instrument and of single samples: those stand in a table by determinand and fraction. Two threads at once may
    // make one each, here and among the others: what is lost is made again.
    private SlotTable<WatchedSeries> _usual = SlotTable<WatchedSeries>.Empty;
    private ConcurrentDictionary<(string Source, Determinand Determinand, Fraction Fraction, int PeriodSeconds), WatchedSeries>? _others;

    public WatchedStation(Station station, IReadOnlyList<Instrument> instruments, IEnumerable<DeterminandRules> rules, AlertRule defaultRule)
        : this(station, instruments, new StationRules(rules), defaultRule)
    {
    }

    public Station Station { get; } = station;

    public IReadOnlyList<Instrument> Instruments { get; } = instruments;

    public IReadOnlyCollection<DeterminandRules> Rules => rules.All;

    /// <summary>How it is found out what the limits here depend on, such as the hardness of the water; empty when they depend on nothing.</summary>
    public IReadOnlyList<CompanionRule> Companions => rules.Companions;

    /// <summary>For the station as a whole, such as its silence.</summary>
    public AlertRule DefaultRule { get; } = defaultRule;

    /// <summary>How its device speaks HJ 212.</summary>
    public Hj212Dialect Hj212 { get; init; } = Hj212Dialect.Standard;

    /// <summary>The same station judged by other limits, for looking at a period again.</summary>
    public WatchedStation JudgedBy(IEnumerable<DeterminandRules> others) => new(Station, Instruments, new StationRules(others, rules.Written), DefaultRule) { Hj212 = Hj212 };

    /// <summary>True when the river may carry more than the number says: mark T, or above the instrument's span.</summary>
    public bool IsLowerBound(SeriesKey series, DateTimeOffset takenAt, Concentration value, Mark mark) =>
        mark == Mark.AboveRange || value.Qualifier == Qualifier.None && value.Value > InstrumentOf(series, takenAt)?.SpanEnd;

    /// <summary>The shortest expected interval of its determinands: what the station as a whole is expected to be heard at; null when none is expected.</summary>
    public TimeSpan? Interval => rules.Interval;

    /// <summary>Those that are expected at an interval, which alone can fall silent.</summary>
    public IReadOnlyList<DeterminandRules> Expected => rules.Expected;

    /// <summary>The rules for a determinand; one that nobody expected here is kept, not judged, and has the rules of nothing.</summary>
    public DeterminandRules RulesFor(Determinand determinand, Fraction fraction) =>
        rules.Find(determinand, fraction) ?? DeterminandRules.For(determinand, fraction);

    /// <summary>One of the station's series: always the same object, so that looking it up costs next to nothing.</summary>
    public WatchedSeries SeriesOf(string source, Determinand determinand, Fraction fraction, int periodSeconds)
    {
        if (source.Length == 0 && periodSeconds == 0)
        {
            return _usual[determinand.Slot(fraction)] ?? AddUsual(determinand, fraction);
        }

        var others = _others ??= [];
        var parts = (source, determinand, fraction, periodSeconds);
        if (others.TryGetValue(parts, out var series))
        {
            return series;
        }

        series = NewSeries(source, determinand, fraction, periodSeconds);

        // A station that invents sources must not fill the memory: beyond some hundreds their series are made each time.
        return others.Count < 256 ? others.GetOrAdd(parts, series) : series;
    }

    private WatchedSeries AddUsual(Determinand determinand, Fraction fraction)
    {
        var series = NewSeries("", determinand, fraction, 0);
        _usual = _usual.With(determinand.Slot(fraction), series);
        return series;
    }

    private WatchedSeries NewSeries(string source, Determinand determinand, Fraction fraction, int periodSeconds) =>
        new(new SeriesKey(Station.Id, source, determinand, fraction, periodSeconds), RulesFor(determinand, fraction));

    public Instrument? InstrumentOf(SeriesKey series, DateTimeOffset takenAt)
    {
        foreach (var instrument in Instruments)
        {
            if (instrument.Measured(series, takenAt))
            {
                return instrument;
            }
        }

        return null;
    }
}

/// <summary>How readings of one determinand at one station are judged.</summary>
public sealed record DeterminandRules(Determinand Determinand, Fraction Fraction)
{
    private static readonly DeterminandRules[] s_ofNothing =
        [.. Determinand.All.SelectMany(d => Enum.GetValues<Fraction>().Select(f => new DeterminandRules(d, f)))];

    /// <summary>What each sample is held against: usually none or one; pH has two, its lower and its upper end.</summary>
    public IReadOnlyList<Limit> Limits { get; init; } = [];

    /// <summary>What rolling means are held against (<see cref="Limit.MeanOver"/>); usually none.</summary>
    public IReadOnlyList<Limit> MeanLimits { get; init; } = [];

    /// <summary>The classes of the standard for this determinand; null when it has none.</summary>
    public ClassTable? Classes { get; init; }

    public QualityThresholds Quality { get; init; } = QualityThresholds.None;

    public AlertRule Alerts { get; init; } = AlertRule.Default;

    /// <summary>How often a sample is expected; null when none is, and then it is never silent.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The rules of what nobody said anything of: one object for all stations.</summary>
    public static DeterminandRules For(Determinand determinand, Fraction fraction) => s_ofNothing[determinand.Slot(fraction)];
}
