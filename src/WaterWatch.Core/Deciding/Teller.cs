using WaterWatch.Alerts;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>Tells people of one subject: queues notifications, holds news back, and notes who is not told and why. What is to be told, and when, <see cref="TellingStep"/> says.</summary>
internal sealed class Teller
{
    private readonly NotToldNote _notTold = new();
    private readonly HashSet<string> _told = [];
    private NotifyReason _reason = NotifyReason.Test;
    private string? _station;

    public Teller(Draft draft, WatchPlan plan, Subject subject)
        : this(draft, plan, draft.Tellings.Of(subject) ?? new Escalation { Id = draft.Tellings.LastEscalationId + 1, Subject = subject, StartedAt = draft.RecordedAt })
    {
    }

    public Teller(Draft draft, WatchPlan plan, Escalation escalation)
    {
        (Draft, Plan, Escalation) = (draft, plan, escalation);
    }

    public Draft Draft { get; }

    public WatchPlan Plan { get; }

    /// <summary>As it stands by now; put into the draft by <see cref="Finish"/>.</summary>
    public Escalation Escalation { get; set; }

    public DateTimeOffset Now => Draft.RecordedAt;

    /// <summary>The river that an alert is routed by.</summary>
    public string RiverOf(Alert alert) => NewsOfBatch.RiverOf(Draft, Plan, alert);

    /// <summary>Begins a policy, or begins it anew: its first step is taken at once.</summary>
    public void Start(EscalationPolicy policy, News news)
    {
        Escalation = Escalation with { Muted = [.. Escalation.Muted.Where(m => m.Policy != policy.Id)] };
        Take(policy, new PolicyRun(policy.Id, Now, Now), policy.StepsBy(TimeSpan.Zero), new Call(0, 0, Now), news);
    }

    /// <summary>Takes a step. One that reaches nobody is not waited for: the next is taken at once, and the policy's clock goes on from there.</summary>
    public void Take(EscalationPolicy policy, PolicyRun run, EscalationStep step, Call call, News news)
    {
        while (true)
        {
            Escalation = Escalation.With(run);
            var reach = Distribute(policy, step, call, news, isCall: true);
            var isMeant = reach.NotTold.Any(n => n.Reason is NotToldReason.Shadow or NotToldReason.NotForExercises);
            if (reach.Told.Count > 0 || isMeant || call.Step + 1 >= policy.Steps.Count)
            {
                return;
            }

            step = policy.Steps[call.Step + 1];
            call = new Call(call.Step + 1, 0, Now);
            run = run with { StartedAt = Now - step.After, TakenThrough = Now };
        }
    }

    /// <summary>Tells those whom the steps that are taken have reached, and who are reached by them now.</summary>
    public void Tell(EscalationPolicy policy, PolicyRun run, News news) => Distribute(policy, policy.StepsBy(run.Taken), LastOf(policy, run.Taken), news, isCall: false);

    /// <summary>The furthest step that is taken.</summary>
    public Call LastOf(EscalationPolicy policy, TimeSpan taken) => new(policy.Steps.Count(s => s.After <= taken) - 1, 0, Now);

    /// <summary>Nobody is told by a policy, since somebody has muted it.</summary>
    public void Mute(EscalationPolicy policy, Muting muting, News news)
    {
        var run = Escalation.RunOf(policy.Id);
        Escalation = Escalation.With(new MutedPolicy(policy.Id, muting.Until));
        var reach = ReachOf(policy.StepsBy(run?.Taken ?? TimeSpan.Zero));
        var note = new NotToldNote();
        foreach (var person in reach.Told)
        {
            note.Add(muting.Why, person.Person.Id, policy.Id);
        }

        foreach (var not in reach.NotTold)
        {
            note.Add(not, policy.Id);
        }

        note.Of(news);
        note.Write(Draft, Escalation.Subject, news.Reason, StationOf(news), new HashSet<string>());
    }

    /// <summary>Whom a step tells now.</summary>
    public Reach ReachOf(EscalationStep step) => Reach.Of(step, Plan.OnCall, Now, Plan.Telling, Escalation.HandOvers);

    /// <summary>Tells somebody who was told before, whether the policy reaches the person now or not.</summary>
    public void TellAgain(ToldPerson told, News news, long? duty = null)
    {
        if (!Plan.OnCall.People.TryGetValue(told.Person, out var person))
        {
            NotTold(new NotReached(told.Person, NotToldReason.NoAddress, told.Policy), told.Policy, news);
        }
        else if (Plan.OnCall.ChannelsOf(person, Plan.Telling) is { Count: > 0 } channels)
        {
            Queue(new Reached(person, [], channels), told.Policy, default, news, duty);
        }
        else
        {
            NotTold(new NotReached(person.Id, Reach.WithoutChannel(person, Plan.Telling), told.Policy), told.Policy, news);
        }
    }

    /// <summary>The same, but at most once in the group interval of the policy by which the person was told.</summary>
    public void TellOrHoldBack(ToldPerson told, News news, long? duty)
    {
        if (Plan.OnCall.Policies.TryGetValue(told.Policy, out var policy) && told.At + policy.GroupInterval > Now)
        {
            HoldBack(policy, told, news);
            Concerns(news);
        }
        else
        {
            TellAgain(told, news, duty);
        }
    }

    public void NotTold(NotReached not, string policy, News news)
    {
        _notTold.Add(not, policy);
        Concerns(news);
    }

    public void Queue(Reached reached, string policy, Call call, News news, long? duty = null)
    {
        if (!_told.Add(reached.Person.Id))
        {
            return;
        }

        // What waits for the person goes with it: nothing is told of as waiting that is then never told.
        var all = news.HoldBack(Escalation.Told(reached.Person.Id)?.HeldBack, Now, policy);
        foreach (var channel in reached.Channels)
        {
            Queue(reached.Person, reached.Person.NameOf(channel), policy, call, news, all, duty);
        }

        Escalation = Escalation.With(new ToldPerson(reached.Person.Id, Now, policy, all.Level)) with
        {
            ToldLevel = Levels.Higher(Escalation.ToldLevel, all.Level),
            ToldConfirmed = Escalation.ToldConfirmed || news.IsConfirmed,
            ToldNotRefuted = Escalation.ToldNotRefuted || news.IsNotRefuted,
        };
    }

    /// <summary>Writes down who was not told, and puts the escalation as it stands now.</summary>
    /// <param name="nextAt">When something of it is due next.</param>
    public void Finish(DateTimeOffset? nextAt)
    {
        _notTold.Write(Draft, Escalation.Subject, _reason, _station, _told);
        var known = Draft.Tellings.Of(Escalation.Subject);
        var isOfUse = Escalation.Runs.Count + Escalation.People.Count + Escalation.Muted.Count > 0;
        if (known is not null || isOfUse)
        {
            Draft.Tellings.Put(Escalation with { NextAt = Escalation.IsOver ? null : nextAt, IsOver = Escalation.IsOver || !isOfUse });
        }
    }

    private Reach Distribute(EscalationPolicy policy, EscalationStep step, Call call, News news, bool isCall)
    {
        var reach = ReachOf(step);
        foreach (var reached in reach.Told)
        {
            var told = Escalation.Told(reached.Person.Id);
            if (isCall || news.IsUrgent || told is null || told.At + policy.GroupInterval <= Now || _told.Contains(told.Person))
            {
                Queue(reached, policy.Id, call, news);
            }
            else
            {
                HoldBack(policy, told, news);
            }
        }

        foreach (var not in reach.NotTold)
        {
            _notTold.Add(not, policy.Id);
        }

        Concerns(news);
        return reach;
    }

    private void HoldBack(EscalationPolicy policy, ToldPerson told, News news)
    {
        Escalation = Escalation.With(told with { HeldBack = news.HoldBack(told.HeldBack, told.At + policy.GroupInterval, policy.Id) });
        _notTold.Add(NotToldReason.Grouped, told.Person, policy.Id);
    }

    /// <summary>What the entry about those who are not told says that they are not told of.</summary>
    private void Concerns(News news)
    {
        _notTold.Of(news);
        _reason = NotifyReasons.Graver(_reason, news.Reason);
        _station ??= StationOf(news);
    }

    /// <param name="all">The news with those that were held back.</param>
    private void Queue(Person person, string channel, string policy, Call call, News news, HeldBack all, long? duty)
    {
        var level = Levels.Higher(all.Level, news.Reason == NotifyReason.Resolved ? Escalation.ToldLevel : all.Level);
        var notification = Notifications.New(Draft, Plan, person, channel, news.Reason, level) with
        {
            Subject = Escalation.Subject,
            Policy = policy,
            Step = call.Step,
            Round = call.Round,
            Alerts = [.. news.GravestFirst.Union(all.Alerts).Take(Notification.MostAlerts)],
            AlertCount = all.Count,
            Duty = duty,
        };
        Draft.Tellings.Put(notification);
        Draft.Note(new TimelineEntry
        {
            At = Now,
            Kind = EntryKind.NotificationQueued,
            Incident = Escalation.Subject.Incident,
            Station = StationOf(news),
            By = Decider.Service,
            Data = FactsOf(notification, news, all.Level),
        });
    }

    private static string? StationOf(News news) => news.Gravest?.Key.Station.Value is { Length: > 0 } station ? station : null;

    private static Dictionary<string, string> FactsOf(Notification notification, News news, Level level)
    {
        var facts = Notifications.QueuedFactsOf(notification);
        facts["level"] = level.ToString();
        facts["policy"] = notification.Policy;
        facts["step"] = Facts.Number(notification.Step + 1);
        facts["round"] = Facts.Number(notification.Round);
        if (notification.AlertCount > 0)
        {
            facts["alerts"] = NotToldNote.Ranges([.. news.Alerts.Union(notification.Alerts).Order()]);
            facts["alert_count"] = Facts.Number(notification.AlertCount);
        }

        if (news.Gravest?.Key.Determinand is { } determinand)
        {
            facts["determinand"] = determinand.Key;
        }

        if (notification.Duty is { } duty)
        {
            facts["duty"] = Facts.Number(duty);
        }

        Subjects.AddTo(facts, notification.Subject!.Value);
        return facts;
    }
}
