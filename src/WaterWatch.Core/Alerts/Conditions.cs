namespace WaterWatch.Alerts;

/// <summary>What the conditions have to do with incidents and with how a station is shown.</summary>
public static class Conditions
{
    /// <summary>Of the water: it may be part of a pollution incident. Silent, blind, stuck and the like never are.</summary>
    public static bool MayJoinIncidents(this Condition condition) =>
        condition is Condition.LimitExceedance or Condition.MarkedOverLimit or Condition.FastRise or Condition.FirstDetection;

    /// <summary>
    /// Makes an incident when none is there to join. A mark may hide an exceedance or a faulty sensor, and a rise within the limit may be rain: they do so
    /// only when the operator says so.
    /// </summary>
    public static bool OpensIncidents(this Condition condition, AlertRule rule) => condition switch
    {
        Condition.LimitExceedance => true,
        Condition.FastRise => rule.FastRise is { OpensIncident: true },
        Condition.FirstDetection => rule.FirstDetection is { OpensIncident: true },
        _ => false,
    };

    /// <summary>Says something of the water and has a level of its own; the others say that somebody cannot know how the water is.</summary>
    public static bool IsOfTheWater(this Condition condition) => condition.MayJoinIncidents();

    /// <summary>Of a river or a feed, never of one station.</summary>
    public static bool IsOfNoStation(this Condition condition) => condition is Condition.RegionalSilence or Condition.NotListening;

    /// <summary>Of a station, a river or a feed as a whole.</summary>
    public static bool IsOfNoDeterminand(this Condition condition) => condition.IsOfNoStation() || condition is Condition.SetAsideFlood or Condition.ClockWrong;

    /// <summary>As configuration and contract write it: <c>limit_exceedance</c>.</summary>
    public static string Word(this Condition condition) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(condition.ToString());
}
