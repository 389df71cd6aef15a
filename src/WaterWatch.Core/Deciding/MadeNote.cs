using WaterWatch.Alerts;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>What the timeline says of a silence, a maintenance window or an override that somebody has made or ended.</summary>
internal static class MadeNote
{
    public static void Write(Draft draft, Made made, OnCallAct act, bool isEnd)
    {
        var facts = new Dictionary<string, string>
        {
            ["id"] = Facts.Number(made.Id),
            ["from"] = Instants.Format(made.From),
            ["until"] = Instants.Format(made.HoldsUntil),
            ["reason"] = act.Reason,
            ["raw_block"] = draft.RawHash,
        };
        if (made.Kind == MadeKind.Override)
        {
            (facts["rota"], facts["person"]) = (made.Rota, made.Person);
        }
        else
        {
            AddMeant(facts, made);
        }

        draft.Note(new TimelineEntry
        {
            At = draft.RecordedAt,
            Kind = KindOf(made.Kind, isEnd),
            Station = made.Matcher.Stations is [var only] ? only.Value : null,
            By = act.By,
            Data = facts,
        });
    }

    public static string WordOf(MadeKind kind) => kind switch
    {
        MadeKind.Silence => "silence",
        MadeKind.MaintenanceWindow => "maintenance window",
        _ => "override",
    };

    private static void AddMeant(Dictionary<string, string> facts, Made made)
    {
        facts["level_at_most"] = made.LevelAtMost.ToString();
        Add("rivers", made.Matcher.Rivers);
        Add("stations", made.Matcher.Stations.Select(s => s.Value));
        Add("conditions", made.Matcher.Conditions.Select(c => c.Word()));
        Add("determinands", made.Matcher.Determinands.Select(d => d.Key));

        void Add(string name, IEnumerable<string> meant)
        {
            if (string.Join(", ", meant) is { Length: > 0 } words)
            {
                facts[name] = words;
            }
        }
    }

    private static EntryKind KindOf(MadeKind kind, bool isEnd) => (kind, isEnd) switch
    {
        (MadeKind.Silence, false) => EntryKind.SilenceMade,
        (MadeKind.Silence, true) => EntryKind.SilenceEnded,
        (MadeKind.MaintenanceWindow, false) => EntryKind.MaintenanceWindowMade,
        (MadeKind.MaintenanceWindow, true) => EntryKind.MaintenanceWindowEnded,
        (_, false) => EntryKind.OverrideMade,
        (_, true) => EntryKind.OverrideEnded,
    };
}
