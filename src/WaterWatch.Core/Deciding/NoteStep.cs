using System.Globalization;
using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// What people write down about an incident. Kept as it was written, markup and control characters too: the record says what was said, and whatever shows it makes it harmless.
/// </summary>
internal static class NoteStep
{
    public const string Empty = "The note is empty: give \"text\".";

    public static ActResult Add(Draft draft, Act.AddNote act, DateTimeOffset at)
    {
        if (ActStep.Open(draft, act.Incident, out var refused) is not { } incident)
        {
            return refused;
        }

        if (act.Text.Length > Act.AddNote.Longest)
        {
            return ActStep.Refuse(ActRefusal.Invalid, string.Create(CultureInfo.InvariantCulture,
                $"The note has {act.Text.Length:N0} characters, and at most {Act.AddNote.Longest:N0} are taken: write what matters, and where the rest is kept."), "text");
        }

        draft.Note(new TimelineEntry
        {
            At = at,
            Kind = EntryKind.NoteAdded,
            Incident = incident.Id,
            By = act.By,
            Data = new Dictionary<string, string> { ["text"] = act.Text },
        });
        return ActResult.Done(incident.Id);
    }
}
