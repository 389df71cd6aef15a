using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Web.Api;

/// <summary>The water-quality class of a reading and of a station: <c>III</c>, <c>worse than V</c> (劣V), or empty when the standard has none or it cannot be told.</summary>
internal static class WaterClass
{
    /// <param name="station">As it is watched now; null when it no longer is.</param>
    public static string Of(ReadingOf of, WatchedStation? station)
    {
        var (key, reading) = of;
        return station?.RulesFor(key.Determinand, key.Fraction).Classes is { } table && IsOfTheWater(reading.Mark, reading.Flag)
            ? table.NameOf(table.Of(reading.Value, station.IsLowerBound(key, reading.TakenAt, reading.Value, reading.Mark), Day(station, reading.TakenAt)))
            : "";
    }

    /// <summary>
    /// By the worst of the newest samples of all determinands that the standard sorts into classes (single-factor rule), rounded as an assessment is. One that is
    /// expected and has no fresh sample of the water may be the worst of all: then nobody can tell.
    /// </summary>
    public static string Of(WatchedStation station, WatchState state, DateTimeOffset now)
    {
        ClassRange? worst = null;
        ClassTable? any = null;
        foreach (var rules in station.Rules)
        {
            if (rules.Classes is not { } table)
            {
                continue;
            }

            if (Newest(station, state, rules, now) is not { } range)
            {
                if (rules.Interval is not null)
                {
                    return "";
                }

                continue;
            }

            any = table;
            worst = worst?.Worse(range) ?? range;
        }

        return worst is { } known && any is not null ? any.NameOf(known) : "";
    }

    private static ClassRange? Newest(WatchedStation station, WatchState state, DeterminandRules rules, DateTimeOffset now)
    {
        var heardLast = state.Station(station.Station.Id.Value)?.SeriesOf(rules.Determinand)
            .Where(s => s.Key.Fraction == rules.Fraction).MaxBy(s => s.LastReceivedAt);
        if (heardLast is not { WasSent: true, Newest: { } sample } || !IsOfTheWater(sample.Mark, sample.Flag)
            || rules.Interval is { } interval && now - heardLast.LastReceivedAt > rules.Alerts.SilentAfter(interval))
        {
            return null;
        }

        var isLowerBound = station.IsLowerBound(heardLast.Key, sample.TakenAt, sample.Value, sample.Mark);
        return rules.Classes?.Assess(sample.Value, isLowerBound, Day(station, sample.TakenAt));
    }

    private static bool IsOfTheWater(Mark mark, QartodFlag flag) => !mark.IsOutOfService && flag != QartodFlag.Fail;

    private static DateOnly Day(WatchedStation station, DateTimeOffset at) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, station.Station.TimeZone).DateTime);
}
