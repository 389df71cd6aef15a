using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Pipeline;
using WaterWatch.Readings;

namespace WaterWatch.Web.Api;

/// <summary>How one rolling mean stands against one limit, with the newest sample in it.</summary>
/// <param name="WindowS">Seconds that the mean is taken over.</param>
/// <param name="At">The end of its newest sample; null while there is none.</param>
/// <param name="Value">What was compared with the limit, rounded; null when it cannot be judged.</param>
/// <param name="Low">The mean with what is below detection as 0, or as the standard counts it; null while there is none.</param>
/// <param name="High">The same with it at the detection limit.</param>
/// <param name="Coverage">The share of the window that samples speak for, 0 to 1.</param>
/// <param name="Judged">compliant, exceeds or cannot_be_judged; a mean that samples do not cover is never compliant.</param>
public sealed record MeanItem(
    string Station, string Source, string Determinand, string Fraction, string Statistic, int WindowS, DateTimeOffset? At, decimal? Value, decimal? Low, decimal? High,
    decimal Coverage, int Samples, string Judged, string Why, decimal Limit, decimal? Ratio, string Unit, string LimitRef);

/// <summary><c>stations/{id}/means</c>.</summary>
internal static class MeansApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("stations/{id}/means", ListAsync)
            .WithSummary("How the rolling means of a station stand against the limits on means, as of the newest sample of each series; those without a sample yet too.")
            .Produces<Collection<MeanItem>>().ProducesProblem(404);

    private static async Task<IResult> ListAsync(string id, Inbox inbox, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var items = await inbox.LookAsync((state, plan) => plan.Stations.TryGetValue(id, out var station) ? All(station, state, now) : null, cancellation);
        return items is null ? StationsApi.NoStation(id) : TypedResults.Ok(new Collection<MeanItem>(items, null));
    }

    private static List<MeanItem> All(WatchedStation station, WatchState state, DateTimeOffset now)
    {
        var items = new List<MeanItem>();
        foreach (var rules in station.Rules.Where(r => r.MeanLimits.Count > 0).OrderBy(r => r.Determinand.Key, StringComparer.Ordinal).ThenBy(r => r.Fraction))
        {
            var series = state.Station(station.Station.Id.Value)?.SeriesOf(rules.Determinand).Where(s => s.Key.Fraction == rules.Fraction && s.Means is not null).ToList() ?? [];
            items.AddRange(series.SelectMany(s => OfSeries(station, state, s)));
            if (series.Count == 0)
            {
                var none = station.SeriesOf("", rules.Determinand, rules.Fraction, 0);
                items.AddRange(none.MeanLimitsAt(station, state, now).Select(limit => Item(none.Key, limit, null, default)));
            }
        }

        return items;
    }

    private static IEnumerable<MeanItem> OfSeries(WatchedStation station, WatchState state, SeriesState series)
    {
        var key = series.Key;
        var watched = station.SeriesOf(key.Source, key.Determinand, key.Fraction, key.PeriodSeconds);
        foreach (var window in series.Means?.Windows ?? [])
        {
            var isNew = window.NewestAt == DateTimeOffset.MinValue;
            var mean = isNew ? default : RollingMean.At(window, window.Newest);
            foreach (var limit in watched.MeanLimitsAt(station, state, window.NewestAt).Where(window.Window.IsOf))
            {
                yield return Item(key, limit, isNew ? null : window.NewestAt, mean);
            }
        }
    }

    private static int SecondsOf(Limit limit) => MeanWindow.SecondsOf(limit.MeanOver ?? default);

    private static MeanItem Item(SeriesKey key, Limit limit, DateTimeOffset? at, RollingMean mean)
    {
        var judged = MeanJudging.Judge(mean, limit);
        var isThere = mean.Coverage > 0;
        return new MeanItem(
            key.Station.Value, key.Source, key.Determinand.Key, Words.Of(key.Fraction), limit.Statistic, SecondsOf(limit), at, judged.Value?.Value,
            isThere ? judged.Low : null, isThere ? judged.High : null, Math.Round(mean.Coverage, 4), mean.Samples, Words.Of(judged.Verdict.Judged),
            judged.Verdict.Why == JudgedWhy.None ? "" : Words.Snake(judged.Verdict.Why.ToString()), limit.Bound, judged.Value is null ? null : judged.Verdict.Ratio,
            limit.Determinand.Unit.Symbol(), MeanJudging.Ref(limit));
    }
}
