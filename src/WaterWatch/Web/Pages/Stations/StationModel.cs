using System.Text.Json;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Storage;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.Stations;

/// <summary>One determinand, in one fraction, at a station.</summary>
/// <param name="Limits">In force now on single samples, for the water of now.</param>
/// <param name="MeanLimits">The same on means.</param>
/// <param name="Newest">Null while there is no sample.</param>
/// <param name="Since">The oldest of its newest samples by series number: where their versions in the record begin.</param>
public sealed record Measured(DeterminandRules Rules, IReadOnlyList<Limit> Limits, IReadOnlyList<Limit> MeanLimits, Standing? Newest, IReadOnlyDictionary<int, DateTimeOffset> Since)
{
    /// <summary>Newest sample first, and of each sample the newest version first.</summary>
    public IReadOnlyList<ReadingOf> Readings { get; init; } = [];

    /// <summary>Unique on the page.</summary>
    public string Id => $"{Rules.Determinand.Key}-{(Rules.Fraction == Fraction.Dissolved ? "dissolved" : "total")}";

    /// <summary>A multiple of the limit says nothing of pH and oxygen, and nothing where the limit is a lower end.</summary>
    public bool HasLevels => Rules.Determinand.Key is not ("pH" or "DO") && Limits.Any(l => l.Sense == LimitSense.AtMost);
}

/// <summary>How much came in a time and how good it was.</summary>
/// <param name="Expected">By the determinands' intervals; null when none is expected at any.</param>
/// <param name="Received">Of those expected.</param>
public sealed record StationQuality(DateTimeOffset From, long? Expected, long Received, IReadOnlyList<SeriesTally> Series)
{
    public long Samples => Series.Sum(s => s.Samples);
}

/// <summary>What is this value, and can I trust it?</summary>
/// <param name="Level">A level's word, or Unknown.</param>
/// <param name="HeardAt">Null when it never was.</param>
public sealed record StationModel(PageFrame Frame, WatchedStation Watched, LocalizedName River, string Level, string WaterClass, DateTimeOffset? HeardAt)
{
    /// <summary>Samples of each determinand in its table.</summary>
    public const int Samples = 6;

    public Tongue Tongue => Frame.Tongue;

    public Station Station => Watched.Station;

    /// <summary>By the station's own clock, not that of whoever looks.</summary>
    public TimeZoneInfo Zone => Station.TimeZone;

    /// <summary>Its own word, or its broker's.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Worst first; what has no limit last.</summary>
    public IReadOnlyList<Measured> Measured { get; init; } = [];

    /// <summary>Determinands that are expected or have a limit, of which nothing ever came.</summary>
    public IReadOnlyList<Measured> Missing { get; init; } = [];

    public IReadOnlyList<Alert> OpenAlerts { get; init; } = [];

    /// <summary>Open and over, newest first.</summary>
    public IReadOnlyList<Alert> Alerts { get; init; } = [];

    /// <summary>As they came in, newest first.</summary>
    public IReadOnlyList<RawMessage> Messages { get; init; } = [];

    public StationQuality? Quality { get; init; }

    /// <returns>Null when the station is not configured any more.</returns>
    public static StationModel? Of(PageFrame frame, string id, WatchState state, WatchPlan plan)
    {
        if (!plan.Stations.TryGetValue(id, out var watched))
        {
            return null;
        }

        var known = state.Station(id);
        var level = StationLevel.Of(watched, state, frame.Now);
        var parts = watched.Rules
            .Concat((known?.Series ?? []).Select(s => watched.RulesFor(s.Key.Determinand, s.Key.Fraction)))
            .DistinctBy(r => (r.Determinand, r.Fraction))
            .Select(r => MeasuredOf(watched, r, state, frame.Now))
            .OrderByDescending(m => m.Newest?.Ratio ?? -1).ThenBy(m => m.Limits.Count == 0).ThenBy(m => m.Rules.Determinand.Ordinal).ThenBy(m => m.Rules.Fraction)
            .ToList();
        return new StationModel(
            frame, watched, plan.Rivers.TryGetValue(watched.Station.River, out var river) ? river.Name : new LocalizedName(watched.Station.River, ""), level, Api.WaterClass.Of(watched, state, frame.Now),
            known?.Heard?.LastHeardAt is { } heardAt && heardAt > DateTimeOffset.MinValue ? heardAt : null)
        {
            IsOffline = known?.Heard?.Offline ?? false,
            Measured = parts.FindAll(m => m.Newest is not null),
            Missing = parts.FindAll(m => m.Newest is null && (m.Rules.Interval is not null || m.Rules.Limits.Count > 0)),
            OpenAlerts = [.. state.Alerts.Values.Where(a => a.Key.Station.Value == id).OrderByDescending(a => a.Level).ThenByDescending(a => a.Id)],
        };
    }

    /// <summary>What the chart's script must know of a determinand, as an attribute of its section.</summary>
    public string ChartOf(Measured measured)
    {
        var (rules, levels) = (measured.Rules, measured.Rules.Alerts.Levels);
        return JsonSerializer.Serialize(new
        {
            Station = Station.Id.Value,
            Determinand = rules.Determinand.Key,
            Fraction = rules.Fraction == Fraction.Dissolved ? "dissolved" : "total",
            Unit = StationWords.Symbol(rules.Determinand.Unit),
            Interval = (rules.Interval ?? Watched.Interval)?.TotalSeconds,
            Limits = measured.Limits.Where(l => !l.LacksCompanion).Select(l => new { l.Bound, AtMost = l.Sense == LimitSense.AtMost, Name = l.Ref, Means = "" })
                .Concat(measured.MeanLimits.Where(l => !l.LacksCompanion).Select(l => new { l.Bound, AtMost = l.Sense == LimitSense.AtMost, Name = l.Ref, Means = StatisticOf(l) })),
            Levels = measured.HasLevels ? new { levels.Blue, levels.Orange, levels.Red } : null,
        }, JsonSerializerOptions.Web);
    }

    public string StatisticOf(Limit limit) => limit.MeanOver is not { } window ? ""
        : Tongue.In($"mean over {StationWords.Span(window, Tongue)}", $"{StationWords.Span(window, Tongue)}均值");

    private static Measured MeasuredOf(WatchedStation watched, DeterminandRules rules, WatchState state, DateTimeOffset now)
    {
        var (id, ofStation) = (watched.Station.Id.Value, watched.SeriesOf("", rules.Determinand, rules.Fraction, 0));
        var since = (state.Station(id)?.SeriesOf(rules.Determinand) ?? [])
            .Where(s => s.Key.Fraction == rules.Fraction && s.Count > 0)
            .ToDictionary(s => s.Number, s => s.Samples.Select(sample => sample.TakenAt).Distinct().TakeLast(Samples).First());
        return new Measured(rules, ofStation.LimitsAt(watched, state, now), ofStation.MeanLimitsAt(watched, state, now), Standing.Of(watched, rules, state), since);
    }
}
