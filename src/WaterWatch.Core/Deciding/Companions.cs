using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>Where it is looked up what limits depend on: the batch in the making, the state between batches, or a period read from the log.</summary>
public interface ICompanions
{
    /// <summary>What is known of a quantity at a station for a sample taken then; the default when no sample is near enough.</summary>
    Companion Of(WatchedStation station, Determinand of, DateTimeOffset at);
}

/// <summary>
/// Finds the newest usable sample not later than an instant; without one the oldest after it, since what is remembered does not reach back to every late reading.
/// Samples that an instrument disowns, that failed a test, that are only a bound, or that no water has, say nothing of the water.
/// </summary>
internal struct CompanionSearch(DateTimeOffset at)
{
    private DateTimeOffset? _series;
    private Sample? _found;

    /// <summary>To be called before the samples of each series.</summary>
    public void BeginSeries() => _series = null;

    /// <summary>Samples come newest first, of several versions the newest first.</summary>
    public void See(in Sample sample)
    {
        // An older version of a sample that was corrected no longer speaks.
        if (_series == sample.TakenAt)
        {
            return;
        }

        _series = sample.TakenAt;
        if (IsUsable(sample) && (_found is not { } found || IsBetter(sample, found)))
        {
            _found = sample;
        }
    }

    public readonly Companion By(WatchedStation station, Determinand of)
    {
        CompanionRule? rule = null;
        for (var i = 0; i < station.Companions.Count; i++)
        {
            rule = station.Companions[i].Of == of ? station.Companions[i] : rule;
        }

        return _found is { } found && (found.TakenAt - at).Duration() <= (rule?.Within ?? TimeSpan.MaxValue)
            ? new Companion(found.Value.Value, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(found.TakenAt, station.Station.TimeZone).DateTime))
            : new Companion(rule?.Default, null);
    }

    public static bool IsUsable(in Sample sample) =>
        sample is { Flag: not QartodFlag.Fail, Value: { Qualifier: Qualifier.None, Value: > 0 } } && sample.Mark.IsOfTheRiver && sample.Mark != Mark.AboveRange;

    private readonly bool IsBetter(in Sample sample, in Sample found) =>
        sample.TakenAt <= at ? found.TakenAt > at || sample.TakenAt > found.TakenAt : found.TakenAt > at && sample.TakenAt < found.TakenAt;
}

/// <summary>From the samples that the log holds of a period.</summary>
/// <param name="samples">Of each quantity, in any order; of several versions of a sample only the newest.</param>
public sealed class RecordedCompanions(IEnumerable<(Determinand Of, Sample Sample)> samples) : ICompanions
{
    private readonly Dictionary<Determinand, Sample[]> _samples = samples
        .Where(s => CompanionSearch.IsUsable(s.Sample))
        .GroupBy(s => s.Of, s => s.Sample)
        .ToDictionary(g => g.Key, g => g.OrderBy(s => s.TakenAt).ToArray());

    public Companion Of(WatchedStation station, Determinand of, DateTimeOffset at)
    {
        var search = new CompanionSearch(at);
        if (_samples.TryGetValue(of, out var all))
        {
            var after = FirstAfter(all, at);
            if (after < all.Length)
            {
                search.See(all[after]);
            }

            if (after > 0)
            {
                search.See(all[after - 1]);
            }
        }

        return search.By(station, of);
    }

    private static int FirstAfter(Sample[] ordered, DateTimeOffset at)
    {
        var (low, high) = (0, ordered.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ordered[middle].TakenAt <= at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
