using WaterWatch.Alerts;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// Which operation reports are due: decided at a tick, so that a demo has them in its story's time and a replay at the same places. What a report says is read from the log
/// when it is sent. It is no alert: it wakes nobody, and neither escalations nor group intervals know of it.
/// </summary>
internal static class OperationReportStep
{
    public static void Look(Draft draft, WatchPlan plan, DateTimeOffset now)
    {
        foreach (var report in plan.OnCall.Reports)
        {
            var period = report.NewestBy(now);
            var last = draft.Rounds.Reported(report.Id)?.Until;
            if (last >= period.Until)
            {
                continue;
            }

            // One that is new begins with the period that runs now: before, nobody may have watched.
            draft.Rounds.Put(new ReportedPeriod(report.Id, period.Until));
            if (last is { } until)
            {
                Tell(draft, plan, report, period, report.PeriodsBetween(until, period.From));
            }
        }
    }

    /// <param name="skipped">Periods before this one that nobody is told of any more, since the service stood still.</param>
    private static void Tell(Draft draft, WatchPlan plan, OperationReport report, ReportPeriod period, int skipped)
    {
        // Whoever was put on duty while the service runs has the report of the rota.
        plan = draft.OnCall.InForce(plan);
        var note = new NotToldNote();
        var reach = Reach.Of(new EscalationStep(TimeSpan.Zero, report.To), plan.OnCall, draft.RecordedAt, plan.Telling);
        foreach (var (person, _, channels) in reach.Told)
        {
            // A page of figures is for a mail, not for a phone that rings.
            var mails = channels.Where(c => c is Channel.Mail).ToList();
            mails.ForEach(mail => Queue(draft, plan, person, person.NameOf(mail), report, period, skipped));
            if (mails.Count == 0)
            {
                note.Add(NotToldReason.NoAddress, person.Id, report.Id);
            }
        }

        foreach (var not in reach.NotTold)
        {
            note.Add(not, report.Id);
        }

        note.Write(draft, null, NotifyReason.OperationReport, null, new HashSet<string>());
    }

    private static void Queue(Draft draft, WatchPlan plan, Person person, string channel, OperationReport report, ReportPeriod period, int skipped)
    {
        var notification = Notifications.New(draft, plan, person, channel, NotifyReason.OperationReport, Level.Compliant) with { Report = report.Id, Period = period };
        draft.Tellings.Put(notification);
        var facts = Notifications.QueuedFactsOf(notification);
        facts["report"] = report.Id;
        (facts["from"], facts["until"]) = (Instants.Format(period.From), Instants.Format(period.Until));
        if (report.River.Length > 0)
        {
            facts["river"] = report.River;
        }

        if (skipped > 0)
        {
            facts["skipped"] = Facts.Number(skipped);
        }

        draft.Note(new TimelineEntry { At = period.Until, Kind = EntryKind.NotificationQueued, By = Decider.Service, Data = facts });
    }
}
