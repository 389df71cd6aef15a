using WaterWatch.Access;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary>
/// What people do to incidents, each in the own name; while the service is open, and so answers to this machine alone, whoever acts says who it is. The name and the reason are on the
/// timeline.
/// </summary>
internal static class ActsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var acts = api.MapGroup("incidents/{id:long}");
        Describe<ActItem>(acts.MapPost("merge", async (long id, MergeAsked asked, Inbox inbox, CancellationToken cancellation) => Answer(await IncidentActs.DoAsync(id, asked, inbox, cancellation))), "Puts this incident into another (into), or others into this one (from).");
        Describe<ActItem>(acts.MapPost("split", async (long id, SplitAsked asked, Inbox inbox, CancellationToken cancellation) => Answer(await IncidentActs.DoAsync(id, asked, inbox, cancellation))), "Takes a station's alerts (station) or some (alerts) out of this incident, into a new one or a given one (into): undoes joins.");
        Describe<ActItem>(acts.MapPost("measures", async (long id, MeasureAsked asked, Inbox inbox, CancellationToken cancellation) => Answer(await IncidentActs.DoAsync(id, asked, inbox, cancellation))), "Enters a measure: kind dam_operation with dam, operation hold, release or normal, and factor; or dosing, intake_closed, intake_opened, source_stopped or other with what (in words). And at.");
        Describe<ActItem>(acts.MapPost("response-level", async (long id, LevelAsked asked, Inbox inbox, CancellationToken cancellation) => Answer(await IncidentActs.DoAsync(id, asked, inbox, cancellation))), "Declares the official response level (level I to IV), or declares it anew; begins the duties of that level.");
        Describe<ActItem>(acts.MapPost("publish", async (long id, ReasonAsked asked, Inbox inbox, Storage.LogReader log, CancellationToken cancellation) => Answer(await IncidentActs.PublishAsync(id, asked, inbox, log, cancellation))), "Approves that the public is told what is known by now; what comes later waits for the next approval.");
        Describe<ActItem>(acts.MapPost("withdraw", async (long id, ReasonAsked asked, Inbox inbox, Storage.LogReader log, CancellationToken cancellation) => Answer(await IncidentActs.WithdrawAsync(id, asked, inbox, log, cancellation))), "Takes back what was published; that it was, and that it was taken back, stays visible.");
        Describe<ActItem>(acts.MapPost("reports", async (long id, ReportAsked asked, Inbox inbox, CancellationToken cancellation) => Answer(await IncidentActs.DoAsync(id, asked, inbox, cancellation))), "Enters that a report was sent: report initial, follow_up or outcome, medium, to (a list), at, and duty, which it meets.");
        Describe<ActItem>(acts.MapPost("duties/{duty:long}/stop", async (long id, long duty, ReasonAsked asked, Inbox inbox, CancellationToken cancellation) => Answer(await IncidentActs.StopDutyAsync(id, duty, asked, inbox, cancellation))), "Stops a duty, such as when it was met.");
        Describe<ActItem>(acts.MapPost("notes", async (long id, NoteAsked asked, Inbox inbox, CancellationToken cancellation) => Answer(await IncidentActs.DoAsync(id, asked, inbox, cancellation))), $"Adds a note: text, at most {Act.AddNote.Longest} characters, kept as it was written; and at. Needs no reason.");
        Describe<ActItem>(acts.MapPost("samples", async (long id, SampleAsked asked, Inbox inbox, Storage.LogReader log, TimeProvider clock, CancellationToken cancellation) => Answer(await SampleActs.DoAsync(id, asked, inbox, log, clock, cancellation))), "Enters a laboratory's sample: number, station (or place), sampled_at and its custody, results (determinand, fraction, value, unit, method, detection_limit). Of a station the results are readings of the source lab. Needs no reason.");
        Describe<ActItem>(acts.MapPost("close", async (long id, CloseAsked asked, Inbox inbox, CancellationToken cancellation) => Answer(await IncidentActs.DoAsync(id, asked, inbox, cancellation))), "Closes an incident by its river's criteria (closing in its file): 409 names what is not met. With despite: true what is still open or owed is ended in the person's name.");
        Describe<ActItem>(acts.MapPost("acknowledge", (long id, ReasonAsked asked, Inbox inbox, CancellationToken cancellation) => AcknowledgeAsync(id, null, asked, inbox, cancellation)), "Takes an incident on: nobody further is called until it gets worse.");
        Describe<ActItem>(acts.MapPost("acknowledge/withdraw", (long id, ReasonAsked asked, Inbox inbox, CancellationToken cancellation) => WithdrawAsync(id, null, asked, inbox, cancellation)), "Withdraws an acknowledgement: people are told anew.");
        var alerts = api.MapGroup("alerts/{id:long}");
        Describe<ActItem>(alerts.MapPost("acknowledge", (long id, ReasonAsked asked, Inbox inbox, CancellationToken cancellation) => AcknowledgeAsync(null, id, asked, inbox, cancellation)), "Takes an alert on, and with it all of its incident.");
        Describe<ActItem>(alerts.MapPost("acknowledge/withdraw", (long id, ReasonAsked asked, Inbox inbox, CancellationToken cancellation) => WithdrawAsync(null, id, asked, inbox, cancellation)), "Withdraws an acknowledgement: people are told anew.");
        Describe<ActItem>(alerts.MapPost("confirm", async (long id, ReasonAsked asked, Inbox inbox, CancellationToken cancellation) => Answer(await inbox.DoAsync(new Act.ConfirmAlert(id, asked.By ?? "", asked.Reason ?? ""), cancellation))), "Vouches that an exceedance is one.");
        Describe<ActItem>(alerts.MapPost("clear", async (long id, ReasonAsked asked, Inbox inbox, CancellationToken cancellation) => Answer(await inbox.DoAsync(new Act.ClearAlert(id, asked.By ?? "", asked.Reason ?? ""), cancellation))), "Says that an alert is over, such as after its value was corrected. The next sample over the limit raises another.");
        api.MapGet("incidents/{id:long}/duties", DutiesAsync)
            .WithSummary("What must be reported of an open incident, to whom and by when, oldest first.").Produces<Collection<DutyItem>>().ProducesProblem(404);
    }

    /// <summary>What every act of a person answers.</summary>
    internal static void Describe<T>(RouteHandlerBuilder route, string summary) => route.WithTags("acts").Needs(Right.Act).AddEndpointFilter(InOwnName.ActAsync)
        .WithSummary($"{summary} With by (a person; whoever is signed in when left out) and reason.")
        .Produces<T>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(503);

    private static async Task<IResult> DutiesAsync(long id, Storage.LogReader log, Inbox inbox, CancellationToken cancellation) =>
        log.Incident(id) is null
            ? Answer(new ActResult(ActRefusal.NotFound, $"There is no incident {id}; see /api/v1/incidents.", null))
            : TypedResults.Ok(new Collection<DutyItem>(
                await inbox.LookAsync((state, _) => state.Duties.Values.Where(d => d.Incident == id).Select(DutyItem.Of).ToList(), cancellation), null));

    private static async Task<IResult> AcknowledgeAsync(long? incident, long? alert, ReasonAsked asked, Inbox inbox, CancellationToken cancellation) =>
        Answer(await inbox.DoAsync(new Act.Acknowledge(incident, alert, asked.By ?? "", asked.Reason ?? ""), cancellation));

    private static async Task<IResult> WithdrawAsync(long? incident, long? alert, ReasonAsked asked, Inbox inbox, CancellationToken cancellation) =>
        Answer(await inbox.DoAsync(new Act.WithdrawAcknowledgement(incident, alert, asked.By ?? "", asked.Reason ?? ""), cancellation));

    internal static IResult Answer(ActResult result) => result.Refusal switch
    {
        ActRefusal.None => TypedResults.Ok(new ActItem(result.Incident)),
        ActRefusal.NotFound => TypedResults.Problem(result.Words, statusCode: 404, title: "There is no such thing"),
        ActRefusal.Conflict => TypedResults.Problem(result.Words, statusCode: 409, title: "As things stand it cannot be done"),
        _ => TypedResults.Problem(result.Words, statusCode: 400, title: "The act cannot be done as it was sent"),
    };
}

/// <param name="Into">The incident that this one goes into.</param>
/// <param name="From">The incidents that go into this one.</param>
internal sealed record MergeAsked(long? Into, IReadOnlyList<long>? From, string? Reason) : ActAsked;

internal sealed record SplitAsked(string? Station, IReadOnlyList<long>? Alerts, long? Into, string? Reason) : ActAsked;

/// <param name="At">RFC 3339; now when left out.</param>
internal sealed record MeasureAsked(string? Kind, string? Dam, string? Operation, decimal? Factor, string? At, string? Reason) : ActAsked
{
    /// <summary>Of a measure that is no operation of a dam: what, where and how much.</summary>
    public string? What { get; init; }
}

internal sealed record LevelAsked(string? Level, string? Reason) : ActAsked;

/// <param name="Duty">The duty that it meets, which ends; null for none.</param>
/// <param name="At">When it was sent, RFC 3339; now when left out.</param>
internal sealed record ReportAsked(string? Report, long? Duty, string? Medium, IReadOnlyList<string>? To, string? At, string? Reason) : ActAsked;

/// <param name="At">When it was so, RFC 3339; now when left out.</param>
internal sealed record NoteAsked(string? Text, string? At) : ActAsked;

internal sealed record ReasonAsked(string? Reason) : ActAsked;

/// <param name="Despite">Although criteria are not met.</param>
internal sealed record CloseAsked(bool? Despite, string? Reason) : ActAsked;

/// <param name="Incident">The open incident that the act led to.</param>
internal sealed record ActItem(long? Incident);

/// <param name="State">running, overdue, stopped or replaced.</param>
/// <param name="Grade">The grade whose procedure it is, such as I/II.</param>
internal sealed record DutyItem(
    long Id, long Incident, string Rule, string Version, string Title, string TitleZh, string Grade, DateTimeOffset StartedAt, DateTimeOffset DueAt, string State,
    IReadOnlyList<string> Recipients, IReadOnlyList<string> RecipientsZh, string? StoppedBy, DateTimeOffset? StoppedAt)
{
    public static DutyItem Of(Duty duty) => new(
        duty.Id, duty.Incident, duty.Rule, duty.Version, duty.Title.En, duty.Title.Zh, duty.Grade, duty.StartedAt, duty.DueAt, Words.Snake(duty.State.ToString()),
        [.. duty.Recipients.Select(r => r.En)], [.. duty.Recipients.Select(r => r.Zh)], duty.StoppedBy.Length == 0 ? null : duty.StoppedBy, duty.StoppedAt);
}
