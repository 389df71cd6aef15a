using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>A series that a station sends, with the rules for it.</summary>
public sealed record WatchedSeries(SeriesKey Key, DeterminandRules Rules)
{
    private readonly bool _limitsVary = LimitVersions.Vary(Rules.Limits);
    private readonly bool _meanLimitsVary = LimitVersions.Vary(Rules.MeanLimits);

    // What was found for the reading before: hardness and versions change seldom, and the same object means no work and no new text for each reading.
    // Written whole, so that another thread sees this one or the one before.
    private LimitsInForce? _last;
    private LimitsInForce? _lastOfMeans;

    /// <summary>What a sample taken then is held against: the versions that held, with the bounds for the water of that time.</summary>
    /// <param name="known">Where the hardness is looked up, should a limit depend on it.</param>
    public IReadOnlyList<Limit> LimitsAt(WatchedStation station, ICompanions known, DateTimeOffset takenAt) =>
        _limitsVary ? LimitsInForce.At(ref _last, Rules.Limits, station, known, takenAt) : Rules.Limits;

    /// <summary>What a mean is held against whose window ends then: the hardness is that of the window's end.</summary>
    public IReadOnlyList<Limit> MeanLimitsAt(WatchedStation station, ICompanions known, DateTimeOffset endsAt) =>
        _meanLimitsVary ? LimitsInForce.At(ref _lastOfMeans, Rules.MeanLimits, station, known, endsAt) : Rules.MeanLimits;
}

/// <summary>The limits of one series that held at one time, for the water of that time.</summary>
internal sealed class LimitsInForce
{
    private readonly DateOnly _day;
    private readonly IReadOnlyList<Limit> _all;
    private readonly IReadOnlyList<Limit> _limits;

    private LimitsInForce(IReadOnlyList<Limit> all, DateOnly day, WatchedStation station, ICompanions known, DateTimeOffset at)
    {
        (_all, _day) = (all, day);
        _limits = [.. all.Where(l => LimitVersions.IsInForce(l, all, day)).Select(l => l.By is { } by ? l.For(known.Of(station, by.Of, at)) : l)];
    }

    public static IReadOnlyList<Limit> At(ref LimitsInForce? last, IReadOnlyList<Limit> all, WatchedStation station, ICompanions known, DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, station.Station.TimeZone).DateTime);
        var found = last;
        if (found is null || !ReferenceEquals(found._all, all) || found._day != day || !found.IsOf(station, known, at))
        {
            last = found = new LimitsInForce(all, day, station, known, at);
        }

        return found._limits;
    }

    private bool IsOf(WatchedStation station, ICompanions known, DateTimeOffset at)
    {
        for (var i = 0; i < _limits.Count; i++)
        {
            if (_limits[i].By is { } by && _limits[i].Companion != known.Of(station, by.Of, at))
            {
                return false;
            }
        }

        return true;
    }
}
