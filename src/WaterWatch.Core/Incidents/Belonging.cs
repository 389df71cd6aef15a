using WaterWatch.Alerts;

namespace WaterWatch.Incidents;

/// <summary>Which conditions tell of pollution: silence, blindness, stuck sensors and wrong clocks never open an incident.</summary>
public static class Belonging
{
    /// <summary>Opens an incident where none fits.</summary>
    public static bool MayOpen(Condition condition) => condition == Condition.LimitExceedance;

    /// <summary>
    /// Belongs to an incident that had begun by then. A mark may hide an exceedance or a faulty sensor: it may belong to an incident, but it does not make one,
    /// nor does it lead others into one.
    /// </summary>
    public static bool MayJoin(Condition condition) => condition is Condition.LimitExceedance or Condition.MarkedOverLimit;
}
