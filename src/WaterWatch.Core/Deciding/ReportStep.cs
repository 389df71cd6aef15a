using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>A report that people have sent: when, to whom, by which way, and for which duty.</summary>
internal static class ReportStep
{
    public static ActResult Sent(Draft draft, Act.ReportSent act, DateTimeOffset at)
    {
        if (ActStep.Open(draft, act.Incident, out var refused) is not { } incident)
        {
            return refused;
        }

        if (string.IsNullOrWhiteSpace(act.Medium) || act.To.Count == 0)
        {
            return ActStep.Refuse(ActRefusal.Invalid, "It does not say how, or to whom, it was sent: give \"medium\", such as fax, and \"to\", a list of offices.", string.IsNullOrWhiteSpace(act.Medium) ? "medium" : "to");
        }

        var duty = act.Duty is { } id ? draft.Duty(id) : null;
        if (act.Duty is { } missing && duty?.Incident != incident.Id)
        {
            return ActStep.Refuse(ActRefusal.NotFound, $"Incident {incident.Id} has no duty {missing}.", "duty");
        }

        ActStep.Note(draft, EntryKind.ReportSent, incident.Id, act, at, new()
        {
            ["report"] = act.Report switch { ReportKind.Initial => "initial", ReportKind.FollowUp => "follow_up", _ => "outcome" },
            ["medium"] = act.Medium,
            ["to"] = string.Join("; ", act.To),
            ["duty"] = duty is null ? "" : Facts.Number(duty.Id),
        });
        if (duty is { IsOwed: true })
        {
            DutyStep.Stop(draft, duty, new Act.StopDuty(duty.Id, act.By, act.Reason, act.At), at);
        }

        return ActResult.Done(incident.Id);
    }
}
