using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.OnCall;

namespace WaterWatch.Deciding;

/// <summary>What is due of one escalation as time passes: silences that end, further calls, news that were held back, duties, and what was acknowledged and left at that.</summary>
internal sealed class DueTellings(Teller teller)
{
    /// <summary>How long before the end of a duty its people are warned; a quarter of its time where that is shorter.</summary>
    private static readonly TimeSpan WarnBefore = TimeSpan.FromMinutes(30);

    private OnCallPlan Plan => teller.Plan.OnCall;

    public void Take()
    {
        HandOverStep.Look(teller);
        TakeEndedMutings();
        foreach (var run in teller.Escalation.Runs.Where(r => !r.IsStopped).ToList())
        {
            TakeCalls(run);
        }

        TakeHeldBack();
        var duties = Duties().Where(d => WarningOf(d) <= teller.Now).ToList();
        foreach (var duty in teller.Escalation.Subject.IsSurge ? duties.Take(1) : duties)
        {
            TellDuty(duty.Id);
        }

        AskAgain();
        HandOverStep.Hold(teller);
        teller.Finish(NextAt());
    }

    /// <summary>When something is due next; null when nothing is.</summary>
    public DateTimeOffset? NextAt()
    {
        var escalation = teller.Escalation;
        var times = escalation.Runs.Select(r => Plan.Policies.TryGetValue(r.Policy, out var policy) ? r.NextOf(policy)?.DueAt : null)
            .Concat(escalation.People.Select(p => p.HeldBack?.DueAt))
            .Concat(escalation.Muted.Select(m => (DateTimeOffset?)m.Until))
            .Concat(Duties().Select(d => (DateTimeOffset?)WarningOf(d)))
            .Append(AskAt())
            .Concat(HandOverStep.Times(teller));
        return times.Min();
    }

    /// <summary>A duty comes near its end, or is past it: acknowledged or not, everybody hears of it who is told of the incident, and nothing is held back but where the duties are as many as the incidents of a surge.</summary>
    public void TellDuty(long id)
    {
        var escalation = teller.Escalation;
        if (teller.Draft.Duty(id) is not { } duty)
        {
            return;
        }

        var level = teller.Draft.OpenIncident(duty.Incident)?.Level ?? Level.Compliant;
        var news = News.Of(new HeldBack(teller.Now, "", NotifyReason.DutyDue, level, [], 0));
        foreach (var told in escalation.People)
        {
            if (escalation.Subject.IsSurge)
            {
                teller.TellOrHoldBack(told, news, id);
            }
            else
            {
                teller.TellAgain(told, news, id);
            }
        }

        if (escalation.People.Count == 0 && duty.State == DutyState.Overdue)
        {
            teller.NotTold(new NotReached(null, NotToldReason.NoRoute, "-"), "", news);
        }

        teller.Escalation = escalation.Subject.IsSurge
            ? teller.Escalation with { DutiesWarnedBy = teller.Now }
            : teller.Escalation with { DutiesWarned = [.. teller.Escalation.DutiesWarned.Append(id).Distinct()] };
    }

    /// <summary>What was silenced and goes on is told when the silence is over.</summary>
    private void TakeEndedMutings()
    {
        foreach (var ended in teller.Escalation.Muted.Where(m => m.Until <= teller.Now).ToList())
        {
            teller.Escalation = teller.Escalation with { Muted = [.. teller.Escalation.Muted.Where(m => m.Policy != ended.Policy)] };
            if (!Plan.Policies.TryGetValue(ended.Policy, out var policy) || teller.OpenAlertsOf(ended.Policy) is not { Count: > 0 } open)
            {
                continue;
            }

            if (teller.MutingOf(open) is { } muting)
            {
                teller.Escalation = teller.Escalation.With(new MutedPolicy(policy.Id, muting.Until));
            }
            else if (teller.Escalation.RunOf(policy.Id) is { } run)
            {
                teller.Tell(policy, run, NewsOf(open, NotifyReason.StillAbove));
            }
            else
            {
                teller.Start(policy, NewsOf(open, NotifyReason.StillAbove));
            }
        }
    }

    /// <summary>Nobody has answered: what is due by now is taken, in one after a time in which nothing could be.</summary>
    private void TakeCalls(PolicyRun run)
    {
        if (!Plan.Policies.TryGetValue(run.Policy, out var policy))
        {
            // RerouteStep sees to what is configured no more.
            return;
        }

        var due = policy.CallsFrom(run.StartedAt).Where(c => c.DueAt > run.TakenThrough && c.DueAt <= teller.Now).ToList();
        if (due.Count == 0)
        {
            return;
        }

        var open = teller.OpenAlertsOf(policy.Id);
        if (open.Count == 0 || teller.MutingOf(open) is not null)
        {
            // Cleared where it leads to this policy, or silenced: should it come again, or the silence end, it begins anew.
            teller.Escalation = teller.Escalation.Without(run);
            if (teller.MutingOf(open) is { } muting)
            {
                teller.Mute(policy, muting, NewsOf(open, NotifyReason.StillAbove));
            }

            return;
        }

        var step = new EscalationStep(TimeSpan.Zero, [.. due.SelectMany(c => policy.Steps[c.Step].Targets).Distinct()]);
        var last = due.MaxBy(c => c.Step);
        teller.Take(policy, run with { TakenThrough = teller.Now }, step, last, NewsOf(open, due.Any(c => c is { Step: > 0, Round: 0 }) ? NotifyReason.Escalated : NotifyReason.StillAbove));
    }

    /// <summary>The interval of a person is over: all that was held back is one notification. Whoever has come on duty meanwhile is told in place of who has left.</summary>
    private void TakeHeldBack()
    {
        foreach (var waiting in teller.Escalation.People.Where(p => p.HeldBack?.DueAt <= teller.Now).GroupBy(p => p.HeldBack!.Policy).ToList())
        {
            foreach (var told in waiting)
            {
                teller.Escalation = teller.Escalation.With(told with { HeldBack = null });
            }

            if (Plan.Policies.TryGetValue(waiting.Key, out var policy))
            {
                TellHeldBack(policy, [.. waiting]);
                continue;
            }

            // By a policy that is configured no more: it was said that they will hear of it, so they do.
            foreach (var told in waiting)
            {
                teller.TellAgain(told, News.Of(told.HeldBack!));
            }
        }
    }

    private void TellHeldBack(EscalationPolicy policy, List<ToldPerson> waiting)
    {
        var taken = teller.Escalation.RunOf(policy.Id)?.Taken ?? TimeSpan.Zero;
        var reach = teller.ReachOf(policy.StepsBy(taken));
        foreach (var reached in reach.Told)
        {
            var own = waiting.Find(w => w.Person == reached.Person.Id);
            if (own is not null || teller.Escalation.Told(reached.Person.Id) is not { } known || known.At + policy.GroupInterval <= teller.Now)
            {
                teller.Queue(reached, policy.Id, teller.LastOf(policy, taken), News.Of((own ?? waiting[0]).HeldBack!));
            }
        }

        foreach (var left in waiting.Where(w => reach.Told.All(r => r.Person.Id != w.Person)))
        {
            teller.NotTold(reach.NotTold.FirstOrDefault(n => n.Person == left.Person) ?? new NotReached(left.Person, NotToldReason.OffDuty, policy.Id), policy.Id, News.Of(left.HeldBack!));
        }
    }

    /// <summary>Acknowledged, and then nothing was done: it is asked again, and after the same time somebody further is told.</summary>
    private void AskAgain()
    {
        if (AskAt() is not { } askAt || askAt > teller.Now || teller.Escalation.Acknowledged is not { } acknowledged)
        {
            return;
        }

        var isAsked = acknowledged.AskedAgainAt is not null;
        teller.Escalation = teller.Escalation with { Acknowledged = isAsked ? null : acknowledged with { AskedAgainAt = teller.Now } };
        foreach (var run in teller.Escalation.Runs.Where(r => r.IsStopped).ToList())
        {
            if (!Plan.Policies.TryGetValue(run.Policy, out var policy) || policy.ActWithin is null || teller.OpenAlertsOf(policy.Id) is not { Count: > 0 } open)
            {
                continue;
            }

            if (isAsked)
            {
                var further = policy.Steps.Count > 1 ? 1 : 0;
                var started = teller.Now - policy.Steps[further].After;
                teller.Take(policy, new PolicyRun(policy.Id, started, teller.Now), policy.StepsBy(policy.Steps[further].After), new Call(further, 0, teller.Now), NewsOf(open, NotifyReason.Escalated));
            }
            else
            {
                teller.Take(policy, run, policy.StepsBy(TimeSpan.Zero), new Call(0, 0, teller.Now), NewsOf(open, NotifyReason.NotActed));
            }
        }
    }

    /// <summary>When it is asked what was done, or escalated since nothing was; null when nobody acknowledged, or something was done.</summary>
    private DateTimeOffset? AskAt() => teller.Escalation.Acknowledged is { ActedAt: null } acknowledged
        ? (acknowledged.AskedAgainAt ?? acknowledged.At) + teller.Escalation.Runs.Where(r => r.IsStopped).Min(r => Plan.Policies.GetValueOrDefault(r.Policy)?.ActWithin)
        : null;

    /// <summary>The duties of the incident, or of all that are told together, that still run and were not warned of.</summary>
    private IEnumerable<Duty> Duties()
    {
        var (escalation, draft) = (teller.Escalation, teller.Draft);
        var running = draft.Duties().Where(d => d.State == DutyState.Running);
        return escalation.Subject switch
        {
            { Incident: { } incident } => running.Where(d => d.Incident == incident && !escalation.DutiesWarned.Contains(d.Id)),
            { IsSurge: true, River: var river } => running.Where(d =>
                !(WarningOf(d) <= escalation.DutiesWarnedBy) && !escalation.DutiesWarned.Contains(d.Id) && draft.OpenIncident(d.Incident) is { IsToldTogether: true } its && its.River == river),
            _ => [],
        };
    }

    private static DateTimeOffset WarningOf(Duty duty) =>
        duty.DueAt - ((duty.DueAt - duty.StartedAt) / 4 < WarnBefore ? (duty.DueAt - duty.StartedAt) / 4 : WarnBefore);

    internal static News NewsOf(List<Alert> open, NotifyReason reason) => News.Of(open.Select(a => new NewsItem(a, reason, IsUrgent: true)));
}
