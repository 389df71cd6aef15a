using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// When a whole basin trips, a mail an incident is no use to anybody: where more incidents begin on one river within a quarter of an hour than people can read of one by
/// one, they are told together, by one escalation for the river. What somebody has taken on already stays apart.
/// </summary>
internal static class SurgeStep
{
    private const int MostApart = 5;
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(15);

    public static void Look(Draft draft)
    {
        foreach (var river in RiversWithNew(draft))
        {
            bool IsRecent(Incident incident) => incident.River == river && incident.RecordedAt > draft.RecordedAt - Within;
            var apart = draft.OpenIncidents(i => !i.IsToldTogether && IsRecent(i)).ToList();

            // While thousands begin those of the batch are enough to know it, and nobody need count the others.
            if (apart.Count <= MostApart && draft.OpenIncidents(IsRecent).Count() <= MostApart)
            {
                continue;
            }

            foreach (var incident in apart.Where(i => draft.Tellings.Of(Subject.OfIncident(i.Id, river))?.Acknowledged is null))
            {
                TellTogether(draft, incident);
            }
        }
    }

    private static HashSet<string> RiversWithNew(Draft draft) =>
        [.. draft.Entries.Where(e => e is { Kind: EntryKind.IncidentOpened, Incident: not null }).Select(e => draft.Incident(e.Incident!.Value)!.River)];

    private static void TellTogether(Draft draft, Incident incident)
    {
        draft.Put(incident with { IsToldTogether = true });
        draft.Note(new TimelineEntry
        {
            At = draft.RecordedAt,
            Kind = EntryKind.ToldTogether,
            Incident = incident.Id,
            By = Decider.Service,
            Data = new Dictionary<string, string> { ["river"] = incident.River, ["level"] = incident.Level.ToString() },
        });
        if (draft.Tellings.Of(Subject.OfIncident(incident.Id, incident.River)) is { } own)
        {
            draft.Tellings.Unite(own, Subject.OfSurge(incident.River), draft.RecordedAt);
            draft.Tellings.Put(own with { IsOver = true, NextAt = null });
        }
    }
}
