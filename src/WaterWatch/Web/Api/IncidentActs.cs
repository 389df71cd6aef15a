using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Storage;

namespace WaterWatch.Web.Api;

/// <summary>
/// What is asked of an incident, made into acts and done: one way for the API and for the forms of pages. What cannot be read throws <see cref="BadRequestException"/> with the name
/// of the field; what is refused says the field in <see cref="ActResult.Field"/>.
/// </summary>
internal static class IncidentActs
{
    public static async Task<ActResult> DoAsync(long id, MergeAsked asked, Inbox inbox, CancellationToken cancellation)
    {
        if (asked.Into is null == asked.From is not { Count: > 0 })
        {
            throw new BadRequestException("into", "Give either \"into\", the incident that this one goes into, or \"from\", a list of those that go into this one.");
        }

        var result = ActResult.Done(id);
        foreach (var from in asked.From ?? [id])
        {
            result = await inbox.DoAsync(new Act.Merge(from, asked.Into ?? id, asked.By ?? "", asked.Reason ?? ""), cancellation);
            if (!result.IsDone)
            {
                return result with { Words = $"Incident {from}: {result.Words}{(from == asked.From?[0] || asked.From is null ? "" : " Those before it in the list were put in.")}" };
            }
        }

        return result;
    }

    public static Task<ActResult> DoAsync(long id, SplitAsked asked, Inbox inbox, CancellationToken cancellation) =>
        asked.Station is null == asked.Alerts is not { Count: > 0 }
            ? throw new BadRequestException("station", "Give either \"station\" for all of its alerts, or \"alerts\", a list of their numbers.")
            : inbox.DoAsync(new Act.Split(id, asked.Into, asked.Station, asked.Alerts ?? [], asked.By ?? "", asked.Reason ?? ""), cancellation);

    public static Task<ActResult> DoAsync(long id, MeasureAsked asked, Inbox inbox, CancellationToken cancellation)
    {
        if (asked.Kind != "dam_operation")
        {
            var kind = Asked.Word<MeasureKind>("kind", asked.Kind?.Replace("_", "", StringComparison.Ordinal))
                ?? throw new BadRequestException("kind", "kind is dam_operation, dosing, intake_closed, intake_opened, source_stopped or other; it is missing.");
            return inbox.DoAsync(new Act.TakeMeasure(id, kind, asked.What ?? "", asked.By ?? "", asked.Reason ?? "", Asked.Instant("at", asked.At)), cancellation);
        }

        var operation = Asked.Word<DamOperationKind>("operation", asked.Operation)
            ?? throw new BadRequestException("operation", "operation is hold, release or normal; it is missing.");
        var act = new Act.OperateDam(id, null, asked.Dam ?? "", operation, asked.Factor, asked.By ?? "", asked.Reason ?? "", Asked.Instant("at", asked.At));
        return inbox.DoAsync(act, cancellation);
    }

    public static Task<ActResult> DoAsync(long id, LevelAsked asked, Inbox inbox, CancellationToken cancellation)
    {
        var level = Asked.Word<ResponseLevel>("level", asked.Level) ?? throw new BadRequestException("level", "level is I, II, III or IV; it is missing.");
        return inbox.DoAsync(new Act.DeclareResponseLevel(id, level, asked.By ?? "", asked.Reason ?? ""), cancellation);
    }

    public static Task<ActResult> DoAsync(long id, ReportAsked asked, Inbox inbox, CancellationToken cancellation)
    {
        var report = Asked.Word<ReportKind>("report", asked.Report?.Replace("_", "", StringComparison.Ordinal))
            ?? throw new BadRequestException("report", "report is initial, follow_up or outcome; it is missing.");
        return inbox.DoAsync(
            new Act.ReportSent(id, asked.Duty, report, asked.Medium ?? "", asked.To ?? [], asked.By ?? "", asked.Reason ?? "", Asked.Instant("at", asked.At)), cancellation);
    }

    public static Task<ActResult> DoAsync(long id, NoteAsked asked, Inbox inbox, CancellationToken cancellation) =>
        inbox.DoAsync(new Act.AddNote(id, asked.Text ?? "", asked.By ?? "", Asked.Instant("at", asked.At)), cancellation);

    public static Task<ActResult> DoAsync(long id, CloseAsked asked, Inbox inbox, CancellationToken cancellation) =>
        inbox.DoAsync(new Act.Close(id, asked.Despite == true, asked.By ?? "", asked.Reason ?? ""), cancellation);

    public static Task<ActResult> PublishAsync(long id, ReasonAsked asked, Inbox inbox, LogReader log, CancellationToken cancellation) =>
        inbox.DoAsync(new Act.Publish(id, asked.By ?? "", asked.Reason ?? "") { Closed = Closed(id, log) }, cancellation);

    public static Task<ActResult> WithdrawAsync(long id, ReasonAsked asked, Inbox inbox, LogReader log, CancellationToken cancellation) =>
        inbox.DoAsync(new Act.Withdraw(id, asked.By ?? "", asked.Reason ?? "") { Closed = Closed(id, log) }, cancellation);

    private static Incident? Closed(long id, LogReader log) => log.Incident(id) is { IsOpen: false } closed ? closed : null;

    public static async Task<ActResult> StopDutyAsync(long id, long duty, ReasonAsked asked, Inbox inbox, CancellationToken cancellation)
    {
        var isIts = await inbox.LookAsync((state, _) => state.Duties.TryGetValue(duty, out var known) && known.Incident == id, cancellation);
        return isIts
            ? await inbox.DoAsync(new Act.StopDuty(duty, asked.By ?? "", asked.Reason ?? ""), cancellation)
            : new ActResult(ActRefusal.NotFound, $"Incident {id} has no duty {duty}, or is closed.", null) { Field = "duty" };
    }
}
