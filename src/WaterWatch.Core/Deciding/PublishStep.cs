using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>What the public may know of an incident: nothing before a named person has approved it.</summary>
internal static class PublishStep
{
    public static ActResult Publish(Draft draft, Act.Publish act, DateTimeOffset at)
    {
        if (Find(draft, act.Incident, act.Closed, out var refused) is not { } incident)
        {
            return refused;
        }

        draft.Put(incident with { Publication = Publication.Public });
        Note(draft, EntryKind.IncidentPublished, incident, act, at);
        return ActResult.Done(incident.Id);
    }

    public static ActResult Withdraw(Draft draft, Act.Withdraw act, DateTimeOffset at)
    {
        if (Find(draft, act.Incident, act.Closed, out var refused) is not { } incident)
        {
            return refused;
        }

        if (incident.Publication != Publication.Public)
        {
            return ActStep.Refuse(ActRefusal.Conflict, $"Nothing of incident {incident.Id} is public, so there is nothing to withdraw.");
        }

        draft.Put(incident with { Publication = Publication.Withdrawn });
        Note(draft, EntryKind.PublicationWithdrawn, incident, act, at);
        return ActResult.Done(incident.Id);
    }

    private static Incident? Find(Draft draft, long id, Incident? closed, out ActResult refused) =>
        ActStep.Open(draft, id, out refused) ?? (closed is { IsOpen: false } && closed.Id == id ? draft.Incident(id) ?? closed : null);

    private static void Note(Draft draft, EntryKind kind, Incident incident, Act act, DateTimeOffset at) =>
        ActStep.Note(draft, kind, incident.Id, act, at, new() { ["level"] = incident.Level.ToString(), ["incident_level"] = incident.Level.ToString() });
}
