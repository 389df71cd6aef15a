namespace WaterWatch.Rivers;

/// <summary>A place on a river with sensors.</summary>
/// <param name="Id">Unique over all rivers.</param>
/// <param name="River">The river file's id, the <c>{river}</c> of topics.</param>
/// <param name="PlaceId">Where it stands on the <see cref="RiverNetwork"/>.</param>
/// <param name="DistanceKm">From the river's source or the file's zero, kilometres; null when nobody has measured it.</param>
/// <param name="TimeZone">Read into instants that were sent without an offset.</param>
/// <param name="LimitStandard">The standard that it is judged by, such as <c>GB 3838-2002</c>.</param>
/// <param name="LimitClass">The class within the standard, such as <c>III</c>.</param>
public sealed record Station(
    StationId Id,
    string River,
    LocalizedName Name,
    string PlaceId,
    decimal? DistanceKm,
    TimeZoneInfo TimeZone,
    string LimitStandard,
    string LimitClass)
{
    /// <summary>What the station is: <c>fixed</c>, <c>dam</c>, <c>intake</c>, <c>boundary</c>, <c>roving</c>.</summary>
    public string Kind { get; init; } = "fixed";
}
