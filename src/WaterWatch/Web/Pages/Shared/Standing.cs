using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Web.Pages.Shared;

/// <summary>Where the newest sample of a determinand stands to its limits.</summary>
/// <param name="Series">Of several instruments that whose sample is the newest.</param>
/// <param name="Limits">In force at the sample's time, for the water of that time.</param>
/// <param name="Ratio">1 at the limit; null when nobody can tell, as of a value that was marked, or censored across its limit.</param>
public sealed record Standing(SeriesKey Series, Sample Sample, IReadOnlyList<Limit> Limits, decimal? Ratio)
{
    /// <summary>The sample is only a bound, and so is the ratio.</summary>
    public string Sign => Sample.Value.Sign;

    /// <summary>Of all fractions with a limit the one that was sampled last.</summary>
    /// <returns>Null when there is no sample.</returns>
    public static Standing? Of(WatchedStation station, Determinand determinand, WatchState state) =>
        station.Rules.Where(r => r.Determinand == determinand && r.Limits.Count > 0).Select(r => Of(station, r, state)).OfType<Standing>().MaxBy(s => s.Sample.TakenAt);

    /// <returns>Null when there is no sample.</returns>
    public static Standing? Of(WatchedStation station, DeterminandRules rules, WatchState state)
    {
        var newest = state.Station(station.Station.Id.Value)?.SeriesOf(rules.Determinand)
            .Where(s => s.Key.Fraction == rules.Fraction && s.Newest is not null).MaxBy(s => s.Newest!.Value.TakenAt);
        if (newest?.Newest is not { } sample)
        {
            return null;
        }

        var limits = station.SeriesOf(newest.Key.Source, rules.Determinand, rules.Fraction, newest.Key.PeriodSeconds).LimitsAt(station, state, sample.TakenAt);
        var isJudged = limits.Count > 0 && sample.Judged is Judged.Compliant or Judged.Exceeds;
        return new Standing(newest.Key, sample, limits, isJudged ? Judging.Position(sample.Value.Value, limits) : null);
    }
}
