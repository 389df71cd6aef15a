using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// A shift changes while something is open that the leaving person was told of: the next is told and asked to accept it, and until then the one before is told as well. Where
/// nothing is open a shift changes without a word, since who was on duty follows from the rota and its overrides.
/// </summary>
internal static class HandOverStep
{
    /// <summary>Looks whether a shift has changed since, and whether one was not accepted in time.</summary>
    public static void Look(Teller teller)
    {
        foreach (var (rota, policies) in RotasOf(teller))
        {
            var pending = teller.Escalation.HandOverOf(rota.Id);
            if (pending is not null && rota.AcceptWithin == TimeSpan.Zero)
            {
                // By a configuration that asks for no acceptance any more.
                teller.Escalation = teller.Escalation.Without(pending);
                pending = null;
            }

            if (teller.Escalation.HolderOf(rota.Id) is { } holder && rota.TurnAt(teller.Now).Person is var now && now != (pending is null ? holder.Person : pending.To))
            {
                Change(teller, rota, policies, holder, now);
            }
            else if (pending is { IsOverdue: false } && pending.AcceptBy <= teller.Now)
            {
                Escalate(teller, policies, pending);
            }
        }
    }

    /// <summary>Remembers who was told as whoever is on duty; what is no longer told by a rota is nobody's of it.</summary>
    public static void Hold(Teller teller)
    {
        var rotas = RotasOf(teller);
        if (teller.Escalation.Holders.Count + rotas.Count == 0)
        {
            return;
        }

        var (holders, handOvers) = (teller.Escalation.Holders, teller.Escalation.HandOvers);
        teller.Escalation = teller.Escalation with
        {
            Holders = [.. holders.Where(h => rotas.Exists(r => r.Rota.Id == h.Rota))],
            HandOvers = [.. handOvers.Where(h => rotas.Exists(r => r.Rota.Id == h.Rota))],
        };
        foreach (var (rota, _) in rotas.Where(r => teller.Escalation.HolderOf(r.Rota.Id) is null))
        {
            if (rota.TurnAt(teller.Now).Person is { } person && teller.Escalation.Told(person) is not null)
            {
                teller.Escalation = teller.Escalation.With(new Holder(rota.Id, person));
            }
        }
    }

    /// <summary>When a shift changes next, and when one must be accepted.</summary>
    public static IEnumerable<DateTimeOffset?> Times(Teller teller) => RotasOf(teller).SelectMany(r => new[]
    {
        r.Rota.ChangeAfter(teller.Now)?.From,
        teller.Escalation.HandOverOf(r.Rota.Id) is { IsOverdue: false } pending && pending.AcceptBy > teller.Now ? pending.AcceptBy : null,
    });

    public static ActResult Accept(Draft draft, WatchPlan plan, OnCallAct.AcceptHandOver act)
    {
        if (!plan.OnCall.Rotas.ContainsKey(act.Rota))
        {
            return ActStep.Refuse(ActRefusal.Invalid, OnCallStep.UnknownRota(plan, act.Rota));
        }

        var waiting = draft.Tellings.Open().FindAll(e => e.HandOverOf(act.Rota) is not null);
        if (waiting.Count == 0)
        {
            return ActStep.Refuse(ActRefusal.Conflict, $"Nothing of the rota {act.Rota} waits to be accepted.");
        }

        if (waiting.TrueForAll(e => e.HandOverOf(act.Rota)!.To is null))
        {
            return ActStep.Refuse(ActRefusal.Conflict, $"Nobody is on duty in the rota {act.Rota}, so nobody can take over: put somebody on duty by an override first.");
        }

        var taken = waiting.FindAll(e => IsFor(plan, e.HandOverOf(act.Rota)!, act.By));
        if (taken.Count == 0)
        {
            return ActStep.Refuse(ActRefusal.Conflict, $"{act.By} has left the shift: who comes on duty accepts it.");
        }

        taken.ForEach(e => Accept(draft, plan, e, e.HandOverOf(act.Rota)!, act));
        return ActResult.Done(null);
    }

    /// <summary>Whoever acknowledges accepts the shift with it, unless it is who has left.</summary>
    public static void AcceptAll(Draft draft, WatchPlan plan, Subject subject, Act act)
    {
        while (draft.Tellings.Of(subject) is { } escalation && escalation.HandOvers.FirstOrDefault(h => IsFor(plan, h, act.By)) is { } pending)
        {
            Accept(draft, plan, escalation, pending, act);
        }
    }

    /// <summary>Whether something of it waits for somebody to accept it.</summary>
    public static bool IsFor(Draft draft, WatchPlan plan, Escalation? escalation, string by) =>
        escalation is not null && draft.Tellings.Of(escalation.Subject) is { } known && known.HandOvers.Any(h => IsFor(plan, h, by));

    private static bool IsFor(WatchPlan plan, HandOver handOver, string by) =>
        handOver.To is not null && !IsLeaving(plan, handOver, by);

    private static bool IsLeaving(WatchPlan plan, HandOver handOver, string person) => plan.OnCall.People.GetValueOrDefault(handOver.From)?.IsCalled(person) == true;

    private static void Accept(Draft draft, WatchPlan plan, Escalation escalation, HandOver handOver, Act act)
    {
        var open = new Teller(draft, plan, escalation).OpenAlerts().ToList();
        var isHeld = open.Count > 0 && open.TrueForAll(a => a.AcknowledgedBy.Length > 0);

        // Somebody of another body, or above, may hold it: whose shift has not ended keeps it.
        var isHandedOn = isHeld && IsLeaving(plan, handOver, open[0].AcknowledgedBy);
        var facts = FactsOf(escalation, handOver);
        facts["reason"] = act.Reason;
        facts["acknowledged_by"] = !isHeld ? "" : isHandedOn ? act.By : open[0].AcknowledgedBy;
        facts["acknowledged_before"] = isHandedOn ? open[0].AcknowledgedBy : "";
        if (isHandedOn)
        {
            open.ForEach(a => draft.Put(a with { AcknowledgedBy = act.By }));
        }

        Note(draft, EntryKind.HandOverAccepted, escalation, act.By, facts);
        var acknowledged = escalation.Acknowledged ?? new Acknowledgement(act.By, draft.RecordedAt, open.Count == 0 ? Level.Compliant : open.Max(a => a.Level));
        draft.Tellings.Put(escalation.Without(handOver).With(new Holder(handOver.Rota, handOver.To!)) with
        {
            Acknowledged = isHandedOn ? acknowledged with { By = act.By } : escalation.Acknowledged,
            Runs = isHeld ? [.. escalation.Runs.Select(r => r with { IsStopped = true })] : escalation.Runs,
            NextAt = draft.RecordedAt,
        });
    }

    private static void Change(Teller teller, Rota rota, List<EscalationPolicy> policies, Holder holder, string? now)
    {
        if (rota.AcceptWithin == TimeSpan.Zero || teller.Escalation.Told(holder.Person) is null)
        {
            teller.Escalation = now is null ? teller.Escalation : teller.Escalation.With(new Holder(rota.Id, now));
            return;
        }

        if (OpenOf(teller, policies) is not var (policy, open) || IsMuted(teller, policy, open, NotifyReason.HandOver))
        {
            return;
        }

        var handOver = new HandOver(rota.Id, holder.Person, now, teller.Now, teller.Now + rota.AcceptWithin);
        var isBack = now == holder.Person;
        Note(teller.Draft, EntryKind.ShiftChanged, teller.Escalation, Decider.Service, isBack ? BackFacts(teller.Escalation, rota, holder) : FactsOf(teller.Escalation, handOver));
        teller.Escalation = isBack ? teller.Escalation.Without(handOver) : teller.Escalation.With(handOver);
        if (now is not null && !isBack)
        {
            Tell(teller, now, policy, DueTellings.NewsOf(open, NotifyReason.HandOver));
        }
    }

    /// <summary>Both are told that nobody has accepted; then every policy that tells the rota goes on to its next step, also where whoever has left had acknowledged.</summary>
    private static void Escalate(Teller teller, List<EscalationPolicy> policies, HandOver pending)
    {
        if (OpenOf(teller, policies) is not var (of, open) || IsMuted(teller, of, open, NotifyReason.HandOverNotAccepted))
        {
            return;
        }

        teller.Escalation = teller.Escalation.With(pending with { IsOverdue = true });
        Note(teller.Draft, EntryKind.HandOverNotAccepted, teller.Escalation, Decider.Service, FactsOf(teller.Escalation, pending));
        foreach (var person in new[] { pending.From, pending.To }.OfType<string>())
        {
            Tell(teller, person, of, DueTellings.NewsOf(open, NotifyReason.HandOverNotAccepted));
        }

        if (teller.Escalation.Acknowledged is { } acknowledged && IsLeaving(teller.Plan, pending, acknowledged.By))
        {
            teller.Escalation = teller.Escalation with { Acknowledged = null };
        }

        if (teller.Escalation.Acknowledged is not null)
        {
            // Somebody whose shift has not ended is at it.
            return;
        }

        foreach (var run in teller.Escalation.Runs.ToList())
        {
            if (teller.Plan.OnCall.Policies.TryGetValue(run.Policy, out var policy) && Names(policy, run, pending.Rota))
            {
                TakeNext(teller, policy, run);
            }
        }
    }

    /// <summary>What is silenced waits; it is looked at again when the silence ends.</summary>
    private static bool IsMuted(Teller teller, EscalationPolicy policy, List<Alert> open, NotifyReason reason)
    {
        if (teller.MutingOf(open) is not { } muting)
        {
            return false;
        }

        if (!teller.Escalation.Muted.Any(m => m.Policy == policy.Id))
        {
            teller.Mute(policy, muting, DueTellings.NewsOf(open, reason));
        }

        return true;
    }

    private static void TakeNext(Teller teller, EscalationPolicy policy, PolicyRun run)
    {
        // Where none is further the last is taken again, if an answer that holds no longer had stopped it.
        var taken = policy.Steps.Count(s => s.After <= run.Taken);
        var further = run.IsStopped ? Math.Min(taken, policy.Steps.Count - 1) : taken;
        if (further < policy.Steps.Count && teller.OpenAlertsOf(policy.Id) is { Count: > 0 } open)
        {
            var step = policy.Steps[further];
            teller.Take(policy, new PolicyRun(policy.Id, teller.Now - step.After, teller.Now), step, new Call(further, 0, teller.Now), DueTellings.NewsOf(open, NotifyReason.Escalated));
        }
    }

    private static void Tell(Teller teller, string person, EscalationPolicy policy, News news) => teller.TellAgain(new ToldPerson(person, teller.Now, policy.Id, news.Level), news);

    /// <summary>Of several policies the first that leads anybody to something that is open, with what that is.</summary>
    private static (EscalationPolicy Policy, List<Alert> Open)? OpenOf(Teller teller, List<EscalationPolicy> policies)
    {
        foreach (var policy in policies)
        {
            if (teller.OpenAlertsOf(policy.Id) is { Count: > 0 } open)
            {
                return (policy, open);
            }
        }

        return null;
    }

    /// <summary>The rotas that the steps taken so far tell, each once, with the policies that do.</summary>
    private static List<(Rota Rota, List<EscalationPolicy> Policies)> RotasOf(Teller teller)
    {
        var found = new List<(Rota Rota, List<EscalationPolicy> Policies)>();
        foreach (var run in teller.Escalation.Runs)
        {
            if (!teller.Plan.OnCall.Policies.TryGetValue(run.Policy, out var policy))
            {
                continue;
            }

            foreach (var target in policy.Steps.Where(s => s.After <= run.Taken).SelectMany(s => s.Targets).OfType<Target.OnDuty>())
            {
                var known = found.Find(f => f.Rota.Id == target.Id).Policies;
                if (known is null)
                {
                    found.Add((teller.Plan.OnCall.Rotas[target.Id], [policy]));
                }
                else if (!known.Contains(policy))
                {
                    known.Add(policy);
                }
            }
        }

        return found;
    }

    private static bool Names(EscalationPolicy policy, PolicyRun run, string rota) => policy.StepsBy(run.Taken).Targets.Contains(new Target.OnDuty(rota));

    private static Dictionary<string, string> FactsOf(Escalation escalation, HandOver handOver) => With(escalation, new()
    {
        ["rota"] = handOver.Rota,
        ["from"] = handOver.From,
        ["to"] = handOver.To ?? "",
        ["accept_by"] = Instants.Format(handOver.AcceptBy),
        ["acknowledged_by"] = escalation.Acknowledged?.By ?? "",
    });

    private static Dictionary<string, string> BackFacts(Escalation escalation, Rota rota, Holder holder) => With(escalation, new()
    {
        ["rota"] = rota.Id,
        ["from"] = escalation.HandOverOf(rota.Id)?.To ?? "",
        ["to"] = holder.Person,
    });

    private static Dictionary<string, string> With(Escalation escalation, Dictionary<string, string> facts)
    {
        Subjects.AddTo(facts, escalation.Subject);
        return facts;
    }

    private static void Note(Draft draft, EntryKind kind, Escalation escalation, string by, Dictionary<string, string> facts) =>
        draft.Note(new TimelineEntry { At = draft.RecordedAt, Kind = kind, Incident = escalation.Subject.Incident, By = by, Data = facts });
}
