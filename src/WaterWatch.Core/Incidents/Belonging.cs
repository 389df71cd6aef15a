using WaterWatch.Alerts;

namespace WaterWatch.Incidents;

/// <summary>Which alerts tell of pollution: silence, blindness, stuck sensors and wrong clocks never open an incident.</summary>
public static class Belonging
{
    /// <summary>Opens an incident where none fits; whether other conditions than an exceedance do is the operator's to say, and stands on the alert.</summary>
    public static bool MayOpen(Alert alert) => alert.Key.Condition == Condition.LimitExceedance || alert.OpensIncident;

    /// <summary>May belong to an incident, but makes none: marked over a limit, fast rise, first detection.</summary>
    public static bool MayOnlyJoin(Alert alert) => alert.Key.Condition.MayJoinIncidents() && !MayOpen(alert);

    /// <summary>May only join, and is in no incident: nothing leads it into one, or several may.</summary>
    public static bool StandsAlone(Alert alert) => alert.Incident is null && MayOnlyJoin(alert);

    /// <summary>
    /// Belongs to an incident that had begun by then. A mark may hide an exceedance or a faulty sensor: it may belong to an incident, but it does not make one,
    /// nor does it lead others into one.
    /// </summary>
    public static bool MayJoin(Condition condition) => condition.MayJoinIncidents();
}
