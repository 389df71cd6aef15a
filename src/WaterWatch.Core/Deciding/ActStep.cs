using System.Globalization;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>What a named person does: done and told on the timeline, or refused in words with nothing changed.</summary>
internal static class ActStep
{
    /// <param name="read">The message that comes with a laboratory's sample, or that is released; null for other acts.</param>
    /// <param name="again">The stored messages that are read again, or what a file brings; none for other acts.</param>
    public static ActResult Do(Draft draft, WatchPlan plan, Act act, DecodedMessage? read = null, IReadOnlyList<DecodedMessage>? again = null)
    {
        if (string.IsNullOrWhiteSpace(act.By))
        {
            return Refuse(ActRefusal.Invalid, "It does not say who does it: give \"by\", the name of a person.") with { Field = "by", WordsZh = "未填写姓名：请填写由谁执行。" };
        }

        if (string.IsNullOrWhiteSpace(act.Reason))
        {
            return act switch
            {
                Act.AddNote => Refuse(ActRefusal.Invalid, NoteStep.Empty, "text") with { WordsZh = "未填写备注。" },
                Act.EnterSample => Refuse(ActRefusal.Invalid, SampleStep.NoNumber, "number") with { WordsZh = "未填写样品编号。" },
                _ => Refuse(ActRefusal.Invalid, "It does not say why: give \"reason\", in your own words.", "reason") with { WordsZh = "未填写原因：请用自己的话说明。" },
            };
        }

        if (act.At > draft.RecordedAt + plan.AllowedClockSkew)
        {
            return Refuse(ActRefusal.Invalid, $"\"at\" lies in the future: it is {Instants.Format(draft.RecordedAt)} now. Enter it once it is done.", "at");
        }

        var at = Instants.Trim(act.At ?? draft.RecordedAt);
        return act switch
        {
            Act.Merge merge => ArrangeStep.Merge(draft, plan, merge, at),
            Act.Split split => ArrangeStep.Split(draft, plan, split, at),
            Act.OperateDam operate => OperateDam(draft, plan, operate, at),
            Act.TakeMeasure measure => Take(draft, measure, at),
            Act.DeclareResponseLevel declare => Declare(draft, plan, declare, at),
            Act.Publish publish => PublishStep.Publish(draft, publish, at),
            Act.Withdraw withdraw => PublishStep.Withdraw(draft, withdraw, at),
            Act.ReportSent sent => ReportStep.Sent(draft, sent, at),
            Act.StopDuty stop => StopDuty(draft, stop, at),
            Act.Acknowledge acknowledge => AcknowledgeStep.Acknowledge(draft, plan, acknowledge, at),
            Act.WithdrawAcknowledgement withdraw => AcknowledgeStep.Withdraw(draft, plan, withdraw, at),
            OnCallAct onCall => OnCallStep.Do(draft, plan, onCall),
            Act.AddNote note => NoteStep.Add(draft, note, at),
            Act.ConfirmAlert confirm => AlertActStep.Confirm(draft, plan, confirm, at),
            Act.ClearAlert clear => AlertActStep.Clear(draft, plan, clear, at),
            Act.Close close => CloseStep.Close(draft, plan, close, at),
            Act.EnterSample sample => SampleStep.Enter(draft, plan, sample, read),
            Act.Release release when read is { } message => ReleaseStep.Release(draft, plan, release, message),
            Act.Discard discard => ReleaseStep.Discard(draft, discard),
            Act.Import import => ImportStep.Take(draft, plan, import, again ?? []),
            Act.Reparse reparse => ReparseStep.Apply(draft, plan, reparse, again ?? []),
            _ => throw new ArgumentOutOfRangeException(nameof(act), act, "is an act that nobody decides"),
        };
    }

    /// <summary>The open incident, or why there is none.</summary>
    public static Incident? Open(Draft draft, long id, out ActResult refused)
    {
        refused = id > 0 && id <= draft.LastIncidentId
            ? Refuse(ActRefusal.Conflict, $"Incident {id} is closed: what is done is done to an open one.")
            : Refuse(ActRefusal.NotFound, $"There is no incident {id}.");
        return draft.OpenIncident(id);
    }

    /// <summary>What a person did to an incident, with the reason that the person gave.</summary>
    public static void Note(Draft draft, EntryKind kind, long? incident, Act act, DateTimeOffset at, Dictionary<string, string> facts) => draft.Note(new TimelineEntry
    {
        At = at,
        Kind = kind,
        Incident = incident,
        By = act.By,
        Data = new Dictionary<string, string>(facts) { ["reason"] = act.Reason, ["raw_block"] = draft.RawHash },
    });

    /// <param name="field">What of the act it is for (<see cref="ActResult.Field"/>).</param>
    public static ActResult Refuse(ActRefusal refusal, string words, string field = "") => new(refusal, words, null) { Field = field };

    private static ActResult OperateDam(Draft draft, WatchPlan plan, Act.OperateDam act, DateTimeOffset at)
    {
        var incident = act.Incident is { } id ? Open(draft, id, out var refused) : null;
        if (act.Incident is { } missing && incident is null)
        {
            _ = Open(draft, missing, out refused);
            return refused;
        }

        var riverId = incident?.River ?? act.River ?? "";
        if (!plan.Rivers.TryGetValue(riverId, out var river))
        {
            return Refuse(ActRefusal.NotFound, $"There is no river \"{riverId}\".");
        }

        var dams = river.Network.Places.Where(p => p.IsDam).ToList();
        if (dams.Find(d => d.Id == act.Dam) is not { } dam)
        {
            var known = dams.Count == 0 ? "It has none." : $"It has {string.Join(", ", dams.Select(d => d.Id))}.";
            return Refuse(ActRefusal.Invalid, $"\"{act.Dam}\" is not a dam of the river {riverId}. {known}", "dam");
        }

        if (act.Factor is not null && act.Operation != DamOperationKind.Release || act.Factor is <= 0 or > 1)
        {
            return Refuse(ActRefusal.Invalid, "A factor goes with a release, and is above 0 and at most 1: what the fastest times below the dam are multiplied by.", "factor");
        }

        var factor = act.Operation == DamOperationKind.Release ? act.Factor ?? DamOperation.UsualFactor : 1m;
        draft.Dams.Put(new DamOperation(riverId, dam.Id, at, act.Operation, factor, act.By, act.Reason));
        Note(draft, EntryKind.DamOperated, incident?.Id, act, at, new()
        {
            ["river"] = riverId,
            ["dam"] = dam.Id,
            ["dam_en"] = dam.Name.En,
            ["dam_zh"] = dam.Name.Zh,
            ["operation"] = act.Operation switch { DamOperationKind.Hold => "hold", DamOperationKind.Release => "release", _ => "normal" },
            ["factor"] = factor.ToString(CultureInfo.InvariantCulture),
        });
        new Regrouping(draft, river).All();
        return ActResult.Done(incident is null ? null : draft.Incident(incident.Id) is { IsOpen: false, MergedInto: { } into } ? into : incident.Id);
    }

    private static ActResult Take(Draft draft, Act.TakeMeasure act, DateTimeOffset at)
    {
        if (Open(draft, act.Incident, out var refused) is not { } incident)
        {
            return refused;
        }

        if (string.IsNullOrWhiteSpace(act.What) || act.What.Length > Act.AddNote.Longest)
        {
            return Refuse(ActRefusal.Invalid, $"Give \"what\": what was done, where and how much, in at most {Act.AddNote.Longest} characters.", "what") with { WordsZh = "请填写具体措施：内容、地点和数量。" };
        }

        Note(draft, EntryKind.MeasureTaken, incident.Id, act, at, new() { ["measure"] = act.Kind.ToString(), ["what"] = act.What });
        return ActResult.Done(incident.Id);
    }

    private static ActResult Declare(Draft draft, WatchPlan plan, Act.DeclareResponseLevel act, DateTimeOffset at)
    {
        if (Open(draft, act.Incident, out var refused) is not { } incident)
        {
            return refused;
        }

        if (!Enum.IsDefined(act.Level))
        {
            return Refuse(ActRefusal.Invalid, "The official levels are I, II, III and IV.", "level");
        }

        if (incident.ResponseLevel == act.Level)
        {
            return Refuse(ActRefusal.Conflict, $"Level {act.Level} is declared already.", "level");
        }

        var declared = incident with { ResponseLevel = act.Level };
        draft.Put(declared);
        Note(draft, EntryKind.ResponseLevelDeclared, incident.Id, act, at, new()
        {
            ["response_level"] = act.Level.ToString(),
            ["from_response_level"] = incident.ResponseLevel?.ToString() ?? "",
        });
        if (plan.Rivers.TryGetValue(incident.River, out var river))
        {
            DutyStep.Declared(draft, river, declared, act.Level);
        }

        return ActResult.Done(incident.Id);
    }

    private static ActResult StopDuty(Draft draft, Act.StopDuty act, DateTimeOffset at)
    {
        if (draft.Duty(act.Duty) is not { } duty)
        {
            return Refuse(ActRefusal.NotFound, $"There is no duty {act.Duty} of an open incident.");
        }

        if (!duty.IsOwed)
        {
            return Refuse(ActRefusal.Conflict, $"Duty {act.Duty} is {(duty.State == DutyState.Stopped ? $"stopped already, by {duty.StoppedBy}" : "replaced by another")}.");
        }

        DutyStep.Stop(draft, duty, act, at);
        return ActResult.Done(duty.Incident);
    }
}
