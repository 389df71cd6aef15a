using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// What stations are ordered to do by what a batch decided, written with it in one transaction: to sample more often while an incident that they belong to is open, as usual when
/// none is any more, and at once when an exceedance is not yet confirmed.
/// </summary>
internal static class CommandStep
{
    public static void Look(Draft draft, WatchPlan plan)
    {
        if (draft.Entries.Count == 0 || !plan.CommandsAny && !draft.Commands.HasIntervals)
        {
            return;
        }

        // Counted first: what is ordered below is on the timeline too.
        var entries = draft.Entries.ToArray();
        var concerned = Concerned(draft, entries);
        var gravest = concerned.Count == 0 ? [] : Gravest(draft, concerned);
        foreach (var station in concerned)
        {
            LookAt(draft, plan, station, gravest.GetValueOrDefault(station));
        }

        foreach (var ordered in entries.Where(e => e is { Kind: EntryKind.ResampleOrdered, Station: not null }))
        {
            SampleAgain(draft, plan, ordered);
        }
    }

    /// <summary>What came of sending. The timeline has the first failure and the end of it, not each try.</summary>
    public static void Take(Draft draft, CommandTried tried)
    {
        if (draft.Commands.Pending(tried.Command) is not { } pending)
        {
            // Sent twice, or replaced meanwhile: what stands already stands.
            return;
        }

        var after = pending with { Attempts = pending.Attempts + 1, Answer = tried.Answer, NextTryAt = null };
        after = tried.Outcome == CommandOutcome.Sent ? after with { State = CommandState.Sent }
            : tried.Outcome == CommandOutcome.Refused || after.IsGivenUp(draft.RecordedAt) ? after with { State = CommandState.Failed }
            : after with { NextTryAt = draft.RecordedAt + Retrying.After(after.Attempts) };
        draft.Commands.Put(after);
        if (after.State != CommandState.Queued || after.Attempts == 1)
        {
            var facts = FactsOf(after);
            (facts["answer"], facts["attempts"]) = (after.Answer, Facts.Number(after.Attempts));
            if (after.NextTryAt is { } next)
            {
                facts["next_try_at"] = Instants.Format(next);
            }

            Note(draft, after.State == CommandState.Sent ? EntryKind.CommandSent : EntryKind.CommandFailed, after, facts);
        }
    }

    /// <summary>The stations for which it may have changed how grave their incidents are.</summary>
    private static HashSet<string> Concerned(Draft draft, TimelineEntry[] entries)
    {
        var concerned = new HashSet<string>();
        foreach (var (before, after) in draft.ChangedIncidents())
        {
            var isAsBefore = before is not null && before.Level == after.Level && before.IsOpen == after.IsOpen;
            if (!isAsBefore || !ReferenceEquals(before!.Stations, after.Stations))
            {
                concerned.UnionWith(isAsBefore ? after.Stations.Except(before!.Stations).Concat(before.Stations.Except(after.Stations)) : after.Stations.Concat(before?.Stations ?? []));
            }
        }

        if (entries.Any(e => e.Kind == EntryKind.ConfigurationChanged))
        {
            concerned.UnionWith(draft.OpenIncidents().SelectMany(i => i.Stations).Concat(draft.Commands.Stations));
        }

        return concerned;
    }

    /// <summary>The gravest incident that each of them belongs to. One walk over all of them, since ten thousand stations may be concerned at once.</summary>
    private static Dictionary<string, Incident> Gravest(Draft draft, HashSet<string> stations)
    {
        var gravest = new Dictionary<string, Incident>();
        foreach (var incident in draft.OpenIncidents())
        {
            foreach (var station in incident.Stations.Where(stations.Contains))
            {
                if (!gravest.TryGetValue(station, out var other) || incident.Level > other.Level)
                {
                    gravest[station] = incident;
                }
            }
        }

        return gravest;
    }

    private static void LookAt(Draft draft, WatchPlan plan, string id, Incident? incident)
    {
        if (!plan.Stations.TryGetValue(id, out var station) || station.Interval is not { } usual)
        {
            return;
        }

        var ordered = draft.Commands.IntervalOf(id);
        if (ordered is { State: CommandState.Withheld } && plan.Telling != Telling.Shadow)
        {
            ordered = null;
        }

        var every = station.DefaultRule.Commands.Every(incident?.Level ?? Level.Compliant) ?? usual;

        // Of a station that could not be reached nobody knows how often it samples.
        if (every == (ordered?.SampleEvery ?? usual) && ordered is not { State: CommandState.Failed })
        {
            return;
        }

        var command = New(draft, plan, station) with { SampleEvery = every, IsUsual = every == usual, Incident = incident?.Id, Level = incident?.Level ?? Level.Compliant };
        if (ordered is { State: CommandState.Queued })
        {
            draft.Commands.Put(ordered with { State = CommandState.Replaced });
        }

        // The timeline of the incident that it was for has its end too.
        Issue(draft, command, incident?.Id ?? ordered?.Incident, draft.RecordedAt);
    }

    private static void SampleAgain(Draft draft, WatchPlan plan, TimelineEntry ordered)
    {
        if (!plan.Stations.TryGetValue(ordered.Station!, out var station) || !station.DefaultRule.Commands.SampleAgain || Facts.NumberOf(ordered, "alert") is not { } id || draft.Changed(id) is not { } alert)
        {
            return;
        }

        // A backlog brings what was over long ago: another sample now would say nothing of it. What a neighbour has confirmed at once needs none.
        var isLate = draft.RecordedAt - ordered.At > (station.Interval ?? StationCommand.SampleWithin);
        if (isLate || alert.IsConfirmed || alert.Key.Determinand is not { } determinand)
        {
            return;
        }

        var command = New(draft, plan, station) with { Determinand = determinand, Fraction = alert.Key.Fraction, Incident = alert.Incident, Alert = alert.Id, Level = alert.Level };
        Issue(draft, command, alert.Incident, ordered.At);
    }

    private static StationCommand New(Draft draft, WatchPlan plan, WatchedStation station) => new()
    {
        Id = draft.Commands.LastId + 1,
        Station = station.Station.Id.Value,
        River = station.Station.River,
        Feed = draft.Heard(station.Station.Id.Value)?.Feed ?? "",
        IsExercise = plan.Telling == Telling.Exercise,
        QueuedAt = draft.RecordedAt,
        State = plan.Telling == Telling.Shadow ? CommandState.Withheld : CommandState.Queued,
    };

    private static void Issue(Draft draft, StationCommand command, long? incident, DateTimeOffset at)
    {
        draft.Commands.Put(command);
        Note(draft, command.State == CommandState.Withheld ? EntryKind.CommandWithheld : EntryKind.CommandIssued, command, FactsOf(command), incident, at);
    }

    private static Dictionary<string, string> FactsOf(StationCommand command)
    {
        var facts = new Dictionary<string, string> { ["command"] = Facts.Number(command.Id), ["reason"] = command.Reason, ["level"] = command.Level.ToString() };
        if (command.SampleEvery is { } every)
        {
            facts["sample_every_s"] = Facts.Number((long)every.TotalSeconds);
        }

        if (command.Determinand is { } determinand)
        {
            (facts["determinand"], facts["fraction"]) = (determinand.Key, Facts.Name(command.Fraction));
        }

        if (command.IsExercise)
        {
            facts["exercise"] = "true";
        }

        return facts;
    }

    private static void Note(Draft draft, EntryKind kind, StationCommand command, Dictionary<string, string> facts, long? incident = null, DateTimeOffset? at = null) => draft.Note(new TimelineEntry
    {
        At = at ?? draft.RecordedAt,
        Kind = kind,
        Incident = incident ?? command.Incident,
        Station = command.Station,
        By = Decider.Service,
        Data = facts,
    });
}
