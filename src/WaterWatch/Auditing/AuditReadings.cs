using WaterWatch.Incidents;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Auditing;

/// <summary>Goes once over the readings of an incident: which limit judged what, what was left out and what was corrected. Takes them in the order of their sampling.</summary>
internal sealed class AuditReadings(Incident incident, IReadOnlyList<Limit> limits, TimeZoneInfo zone)
{
    private readonly Dictionary<int, Reading> _ofThisTime = [];
    private readonly List<ExcludedReading> _excluded = [];
    private readonly List<CorrectedReading> _corrected = [];
    private readonly Dictionary<(string, Determinand, Fraction, string, DateOnly?), LimitUse> _uses = [];
    private readonly Dictionary<(Determinand, string, DateOnly), IReadOnlyList<Limit>> _versions = [];
    private DateTimeOffset _time;

    public long Count { get; private set; }

    public long ExcludedCount { get; private set; }

    public long CorrectedCount { get; private set; }

    public IReadOnlyList<ExcludedReading> Excluded => _excluded;

    public IReadOnlyList<CorrectedReading> Corrected => _corrected;

    public IReadOnlyList<LimitUse> Limits => [.. _uses.Values.OrderBy(u => u.First).ThenBy(u => u.Station, StringComparer.Ordinal).ThenBy(u => u.Determinand.Key, StringComparer.Ordinal)];

    /// <summary>The sample that the incident begins with, as it was first received.</summary>
    public (SeriesKey Key, Reading Reading)? First { get; private set; }

    /// <summary>The first result of a laboratory.</summary>
    public (SeriesKey Key, Reading Reading)? Lab { get; private set; }

    public void Take(SeriesKey key, Reading reading)
    {
        Count++;
        if (reading.TakenAt != _time)
        {
            _ofThisTime.Clear();
            _time = reading.TakenAt;
        }

        if (reading.IsCorrection)
        {
            CorrectedCount++;
            Add(_corrected, new CorrectedReading(key, _ofThisTime.GetValueOrDefault(reading.Series), reading));
        }

        _ofThisTime[reading.Series] = reading;
        if (IsExcluded(reading))
        {
            ExcludedCount++;
            Add(_excluded, new ExcludedReading(key, reading));
        }

        if (reading.TakenAt == incident.OpenedAt && reading.Judged == Judged.Exceeds && (First is not { } known || reading.ReceivedAt < known.Reading.ReceivedAt))
        {
            First = (key, reading);
        }

        if (key.IsLaboratory && reading.TakenAt >= incident.OpenedAt && (Lab is not { } before || reading.ReceivedAt < before.Reading.ReceivedAt))
        {
            Lab = (key, reading);
        }

        Use(key, reading);
    }

    private static bool IsExcluded(Reading reading) =>
        reading.Flag == QartodFlag.Fail || reading.Judged == Judged.CannotBeJudged || reading.Judged == Judged.NotJudged && reading.Why is not (JudgedWhy.None or JudgedWhy.NoLimit);

    private void Use(SeriesKey key, Reading reading)
    {
        if (reading.LimitRef.Length == 0 || reading.Judged is Judged.NotJudged)
        {
            return;
        }

        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(reading.TakenAt, zone).DateTime);
        var versions = VersionsOf(key.Determinand, reading.LimitRef, day);
        var place = (key.Station.Value, key.Determinand, key.Fraction, reading.LimitRef, versions.Count > 0 ? versions[0].EffectiveFrom : (DateOnly?)null);
        var use = _uses.GetValueOrDefault(place) ?? new LimitUse(key.Station.Value, key.Determinand, key.Fraction, reading.LimitRef, versions, 0, 0, reading.TakenAt, reading.TakenAt);
        _uses[place] = use with { Judged = use.Judged + 1, Exceeded = use.Exceeded + (reading.Judged == Judged.Exceeds ? 1 : 0), Last = reading.TakenAt };
    }

    private IReadOnlyList<Limit> VersionsOf(Determinand determinand, string limitRef, DateOnly day)
    {
        if (!_versions.TryGetValue((determinand, limitRef, day), out var found))
        {
            // Where the figure follows from the water, a reading's name of it says from which.
            var named = limits.Where(l => l.Determinand == determinand && (l.Ref == limitRef || limitRef.StartsWith(l.Ref + " (", StringComparison.Ordinal))).Distinct().ToList();
            _versions[(determinand, limitRef, day)] = found = [.. named.Where(l => LimitVersions.IsInForce(l, named, day))];
        }

        return found;
    }

    private static void Add<T>(List<T> list, T item)
    {
        if (list.Count < AuditFile.MostListed)
        {
            list.Add(item);
        }
    }
}
