using WaterWatch.Incidents;
using WaterWatch.Rivers;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.IncidentRoom;

/// <summary>All incidents: those that are open, gravest first, then those that are over, newest first.</summary>
/// <param name="Open">Null on the pages after the first.</param>
/// <param name="Next">What to ask the next page with; null when this is the last.</param>
public sealed record RoomListModel(
    PageFrame Frame, IReadOnlyList<Incident>? Open, IReadOnlyList<Incident> Closed, string? Next, IReadOnlyDictionary<string, LocalizedName> Rivers);
