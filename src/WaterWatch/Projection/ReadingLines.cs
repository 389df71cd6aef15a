using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Projection;

/// <summary>Readings as points of the measurement <c>reading</c> (dashboards/README.md). Used by one thread.</summary>
internal sealed class ReadingLines(LogReader log, ConfigurationInForce configuration)
{
    /// <summary>A level that nobody knows stands between compliant and Blue.</summary>
    public const double UnknownLevel = 0.5;

    /// <summary>What nobody can tell, where no ratio and no limit can be below zero.</summary>
    public const int CannotBeTold = -1;

    /// <summary>With more series than these the memory begins anew: it holds some 400 bytes for each.</summary>
    private const int MostSeries = 100_000;

    private readonly Dictionary<int, Projected> _series = [];
    private readonly Dictionary<int, SeriesKey> _opened = [];
    private WatchPlan? _plan;

    /// <summary>Before the readings of a batch: it may have opened series that the log's reader does not know of yet.</summary>
    public void Begin(Batch batch)
    {
        var plan = configuration.Now.Plan;
        if (!ReferenceEquals(plan, _plan) || _series.Count > MostSeries)
        {
            _series.Clear();
            _plan = plan;
        }

        foreach (var opened in batch.Opened)
        {
            if (!log.Series.TryGet(opened.Series, out _))
            {
                _opened[opened.Series] = opened.Key;
            }
        }
    }

    /// <summary>One line.</summary>
    /// <exception cref="FormatException">Nothing opened its series.</exception>
    public void Write(Reading reading, LineWriter to)
    {
        if (!_series.TryGetValue(reading.Series, out var series))
        {
            var key = _opened.GetValueOrDefault(reading.Series) ?? log.Series[reading.Series];
            _series.Add(reading.Series, series = new Projected(key, _plan!));
        }

        var censored = series.Censored(reading);
        var stands = series.Stands(reading, censored > 0);
        to.Begin(series.Prefix)
            .Field("value"u8, reading.Value.Value)
            .Field("censored"u8, censored)
            .Field("limit_value"u8, stands.Limit)
            .Field("ratio"u8, stands.Ratio)
            .Field("level"u8, stands.Level)
            .Field("judged"u8, (long)reading.Judged)
            .Field("flag"u8, (long)reading.Flag)
            .Field("mark"u8, reading.Mark.ToString())
            .Field("version"u8, VersionOf(reading))
            .Field("delay_s"u8, (reading.ReceivedAt - reading.TakenAt).TotalSeconds)
            .At(reading.TakenAt.ToUnixTimeMilliseconds());
    }

    /// <summary>Its place among all versions of its sample; every version has another value or mark.</summary>
    private long VersionOf(Reading reading)
    {
        if (!reading.IsCorrection)
        {
            return 1;
        }

        var at = reading.TakenAt;
        var versions = log.Readings(new ReadingsQuery([reading.Series]) { From = at, To = at.AddMilliseconds(1), AsKnownAt = reading.RecordedAt, Limit = 10_000 }).Items;
        var found = versions.TakeWhile(v => v.Reading.Value != reading.Value || v.Reading.Mark != reading.Mark).Count();
        return Math.Min(found, versions.Count - 1) + 1;
    }

    /// <summary>Where a reading stands to its limit.</summary>
    private readonly record struct Standing(decimal Limit, double Ratio, double Level);

    /// <summary>One series: what is the same for all its points, made once.</summary>
    private sealed class Projected
    {
        private readonly SeriesKey _key;
        private readonly WatchedStation? _station;
        private readonly DeterminandRules? _rules;
        private readonly bool _limitsVary;
        private IReadOnlyList<Limit> _limits = [];
        private string _limitsOf = "";
        private DateTime _limitsDay;

        public Projected(SeriesKey key, WatchPlan plan)
        {
            _key = key;
            _station = plan.Stations.GetValueOrDefault(key.Station.Value);
            _rules = _station?.RulesFor(key.Determinand, key.Fraction);
            _limitsVary = _rules is not null && LimitVersions.Vary(_rules.Limits);
            Prefix = LineWriter.Prefix(
                "reading",
                ("determinand", key.Determinand.Key), ("fraction", Web.Api.Words.Of(key.Fraction)), ("period_s", key.PeriodSeconds.ToString(CultureInfo.InvariantCulture)),
                ("river", _station?.Station.River ?? ""), ("source", key.Source), ("station", key.Station.Value), ("unit", key.Determinand.Unit.Symbol()));
        }

        public byte[] Prefix { get; }

        /// <returns>-1 when the truth is below the value, 1 when it is above, 0 otherwise.</returns>
        public int Censored(Reading reading) =>
            reading.Value.Qualifier == Qualifier.Below ? -1
            : reading.Value.Qualifier == Qualifier.Above || reading.Mark == Mark.AboveRange || _station?.IsLowerBound(_key, reading.TakenAt, reading.Value, reading.Mark) == true ? 1 : 0;

        public Standing Stands(Reading reading, bool isLowerBound)
        {
            var limits = LimitsOf(reading);
            if (limits.Count == 0)
            {
                return new Standing(CannotBeTold, CannotBeTold, LevelOf(reading, null));
            }

            var limit = limits.Count == 1 ? limits[0] : Judging.Judge(reading.Value, reading.Mark, isLowerBound, limits).Limit ?? limits[0];
            if (reading.Judged is not (Judged.Compliant or Judged.Exceeds))
            {
                return new Standing(limit.Bound, CannotBeTold, UnknownLevel);
            }

            var position = Judging.Position(reading.Value.Value, limits);
            return new Standing(limit.Bound, (double)position, LevelOf(reading, position));
        }

        /// <summary>What was judged then stands: a changed rule of levels makes no exceedance compliant.</summary>
        private double LevelOf(Reading reading, decimal? position)
        {
            var level = position is { } known ? _rules!.Alerts.Levels.For(known) : Level.Compliant;
            return reading.Judged switch
            {
                Judged.Exceeds => (double)Levels.Higher(level, Level.Yellow),
                Judged.Compliant => (double)(level > Level.Blue ? Level.Blue : level),
                _ => UnknownLevel,
            };
        }

        private IReadOnlyList<Limit> LimitsOf(Reading reading)
        {
            if (_station is null || reading.LimitRef.Length == 0)
            {
                return [];
            }

            var day = _limitsVary ? reading.TakenAt.Date : default;
            if (_limitsOf != reading.LimitRef || _limitsDay != day)
            {
                _limits = StatedLimits.Of(_station, _rules!, reading.LimitRef, reading.TakenAt);
                (_limitsOf, _limitsDay) = (reading.LimitRef, day);
            }

            return _limits;
        }
    }
}
