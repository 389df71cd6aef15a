using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.OnCall;

namespace WaterWatch.Deciding;

/// <summary>
/// Whom to tell of what a batch decided, and of what is due by now; written with it in one transaction, so that no notification is ever lost between deciding and
/// sending. Comes last in a batch, and reads what the others have written into the timeline.
/// </summary>
internal static class TellingStep
{
    /// <exception cref="TellingFaultException">Telling of one subject failed; the draft is of no use any more.</exception>
    public static void Tell(Draft draft, WatchPlan plan, Untold untold)
    {
        if (draft.Entries.Count == 0 && !(draft.Tellings.NextAt <= draft.RecordedAt) && !untold.IsTriedAgain || plan.OnCall.IsEmpty && draft.Tellings.NextAt is null)
        {
            return;
        }

        TellNow(draft, draft.OnCall.InForce(plan), untold);
    }

    private static void TellNow(Draft draft, WatchPlan plan, Untold untold)
    {
        SurgeStep.Look(draft);
        var news = NewsOfBatch.Read(draft, plan);
        foreach (var move in news.Moves)
        {
            Move(draft, news, move);
        }

        EndLeftSurges(draft, news.Moves);

        foreach (var of in news.All)
        {
            Try(of.Subject, untold, () => Take(draft, plan, of));
        }

        if (news.IsReconfigured || untold.IsTriedAgain)
        {
            LookAtAll(draft, plan, news.IsReconfigured, untold);
        }

        foreach (var due in news.IsReconfigured ? draft.Tellings.Open() : draft.Tellings.DueBy(draft.RecordedAt))
        {
            Try(due.Subject, untold, () => new DueTellings(new Teller(draft, plan, due)).Take());
        }
    }

    private static void LookAtAll(Draft draft, WatchPlan plan, bool isReconfigured, Untold untold)
    {
        foreach (var (subject, open) in RerouteStep.Of(draft, plan).Where(o => isReconfigured || untold.TriesAgain(o.Subject)))
        {
            Try(subject, untold, () =>
            {
                var teller = new Teller(draft, plan, subject);
                if (untold.TriesAgain(subject))
                {
                    RerouteStep.MakeUp(teller, open);
                }
                else
                {
                    RerouteStep.Reroute(teller, open);
                }

                teller.Finish(new DueTellings(teller).NextAt());
            });
        }
    }

    /// <summary>The border of one subject: a fault of ours in one must not keep the others from being told.</summary>
    private static void Try(Subject subject, Untold untold, Action tell)
    {
        if (untold.LeftOut.Contains(subject))
        {
            return;
        }

        try
        {
            tell();
        }
        catch (Exception fault)
        {
            throw new TellingFaultException(subject, fault);
        }
    }

    /// <summary>
    /// People who are told of an incident go with its alerts: into the incident that it was put into, or along to what was taken out of it. What goes from one that stays to one
    /// that has people of its own is news to these.
    /// </summary>
    private static void Move(Draft draft, NewsOfBatch news, (long From, long Into) move)
    {
        var (from, into) = move;
        if (from == into || draft.Incident(into) is not { } target || draft.Incident(from) is not { } source
            || draft.Tellings.Of(Subject.Of(source)) is not { } given)
        {
            return;
        }

        var subject = Subject.Of(target);
        if (subject == given.Subject)
        {
            return;
        }

        if (source.IsOpen && draft.Tellings.Of(subject) is { } there)
        {
            draft.Tellings.Put(there with { NextAt = draft.RecordedAt });
            news.TellOfMoved(draft, subject, move);
        }
        else
        {
            draft.Tellings.Unite(given, subject, draft.RecordedAt);
        }

        if (!source.IsOpen && !given.Subject.IsSurge)
        {
            draft.Tellings.Put(given with { IsOver = true, NextAt = null });
        }
    }

    /// <summary>Where the last of those that are told together went into an incident that is told apart, its people went along: nothing is left to tell of.</summary>
    private static void EndLeftSurges(Draft draft, IReadOnlyCollection<(long From, long Into)> moves)
    {
        foreach (var river in moves.Select(m => draft.Incident(m.From)).OfType<Incident>().Where(i => i is { IsToldTogether: true, IsOpen: false }).Select(i => i.River).Distinct())
        {
            if (draft.Tellings.Of(Subject.OfSurge(river)) is { } left && !draft.OpenIncidents(i => i.IsToldTogether && i.River == river).Any())
            {
                draft.Tellings.Put(left with { IsOver = true, NextAt = null });
            }
        }
    }

    private static void Take(Draft draft, WatchPlan plan, SubjectNews news)
    {
        if (news.Subject.Incident is { } incident && draft.OpenIncident(incident) is null)
        {
            EndClosed(draft, plan, news, incident);
            return;
        }

        var teller = new Teller(draft, plan, news.Subject);
        if (news.IsActedOn && teller.Escalation.Acknowledged is { } acknowledged)
        {
            teller.Escalation = teller.Escalation with { Acknowledged = acknowledged with { ActedAt = teller.Now } };
        }

        HandOverStep.Look(teller);
        TellAlerts(teller, news.Alerts.ConvertAll(a => Item(teller.Escalation, a.Alert, a.Kind)));
        var due = new DueTellings(teller);
        news.Overdue.ForEach(due.TellDuty);
        if (IsOver(teller, news))
        {
            Resolve(teller);
        }

        HandOverStep.Hold(teller);
        teller.Finish(due.NextAt());
    }

    /// <summary>A person has closed it while people were being told of it: they hear that it is over, and nobody is called any more.</summary>
    private static void EndClosed(Draft draft, WatchPlan plan, SubjectNews news, long incident)
    {
        if (draft.Incident(incident) is { IsOpen: false, MergedInto: null } && draft.Tellings.Of(news.Subject) is { IsOver: false })
        {
            var teller = new Teller(draft, plan, news.Subject);
            Resolve(teller);
            teller.Finish(null);
        }
    }

    internal static NewsItem Item(Escalation escalation, Alert alert, Timeline.EntryKind kind)
    {
        var isWorse = alert.Level > escalation.ToldLevel;
        return kind switch
        {
            Timeline.EntryKind.AlertConfirmed => new NewsItem(alert, NotifyReason.Confirmed, !escalation.ToldConfirmed),
            Timeline.EntryKind.AlertNotRefuted => new NewsItem(alert, NotifyReason.NotRefuted, !escalation.ToldNotRefuted),
            Timeline.EntryKind.AlertLevelRaised => new NewsItem(alert, NotifyReason.Worsened, isWorse),
            _ when escalation.People.Count == 0 => new NewsItem(alert, First(alert), true),
            _ => new NewsItem(alert, isWorse ? NotifyReason.Worsened : NotifyReason.AnotherStation, isWorse),
        };
    }

    internal static NotifyReason First(Alert alert) =>
        alert.Key.Condition is Condition.LimitExceedance or Condition.MarkedOverLimit ? NotifyReason.FirstExceedance : NotifyReason.Raised;

    internal static void TellAlerts(Teller teller, List<NewsItem> items)
    {
        var routed = Routed.Of(teller, items);
        var isReopened = Reopen(teller, items, routed.Told.Select(t => t.News));
        var (told, isAnswered) = (teller.Escalation.ToldLevel, teller.Escalation.Acknowledged is not null);
        foreach (var (policy, news) in routed.Told)
        {
            // What a policy hears of first is the first exceedance to its people, whatever others know.
            var run = teller.Escalation.RunOf(policy.Id);
            if (run is null)
            {
                teller.Start(policy, news.As(First(news.Gravest!)));
            }
            else if (run.IsStopped && (isReopened || !isAnswered && news.Level > told))
            {
                // An answer that holds no longer, since nothing was done or its shift has ended, stops nothing that is worse.
                teller.Start(policy, news);
            }
            else
            {
                teller.Tell(policy, run, news);
            }
        }

        foreach (var (policy, muting, news) in routed.Muted)
        {
            teller.Mute(policy, muting, news);
        }

        if (routed.Unrouted is { } unrouted)
        {
            teller.NotTold(new NotReached(null, NotToldReason.NoRoute, "-"), "", unrouted);
        }
    }

    /// <summary>
    /// What is graver than what somebody answered is not answered. Alerts of no incident have little to do with each other, so that of those each new one is.
    /// </summary>
    private static bool Reopen(Teller teller, List<NewsItem> items, IEnumerable<News> told)
    {
        if (teller.Escalation.Acknowledged is not { } acknowledged
            || !told.Any(n => n.Level > acknowledged.Level || !teller.Escalation.Subject.IsIncident && n.Reason == NotifyReason.AnotherStation))
        {
            return false;
        }

        teller.Escalation = teller.Escalation with { Acknowledged = null };
        foreach (var alert in items.Select(i => teller.Draft.Changed(i.Alert.Id)).OfType<Alert>().Where(a => a.AcknowledgedBy.Length > 0).Distinct())
        {
            teller.Draft.Put(alert with { AcknowledgedBy = "" });
        }

        return true;
    }

    private static bool IsOver(Teller teller, SubjectNews news) => news.Subject.Incident is { } incident
        ? news.IsSubsided && teller.Draft.OpenIncident(incident) is { Level: Level.Compliant }
        : news.HasCleared && !teller.OpenAlerts().Any();

    /// <summary>Whoever was told is told that it is over, on duty or not, and whatever is silenced.</summary>
    internal static void Resolve(Teller teller)
    {
        foreach (var told in teller.Escalation.People)
        {
            teller.TellAgain(told, new News().As(NotifyReason.Resolved));
        }

        teller.Escalation = teller.Escalation with { IsOver = true };
    }
}
