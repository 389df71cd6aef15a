using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>Silences, maintenance windows and overrides that people make while the service runs, by the rules that <c>check</c> holds the configured ones to.</summary>
internal static class OnCallStep
{
    public static ActResult Do(Draft draft, WatchPlan plan, OnCallAct act) => act switch
    {
        OnCallAct.Mute mute => Mute(draft, plan, mute),
        OnCallAct.Override made => Override(draft, plan, made),
        OnCallAct.End end => End(draft, end),
        OnCallAct.AcceptHandOver accept => HandOverStep.Accept(draft, plan, accept),
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, "is an act that nobody decides"),
    };

    private static ActResult Mute(Draft draft, WatchPlan plan, OnCallAct.Mute act)
    {
        var level = act.LevelAtMost ?? Level.Yellow;
        if (Unknown(plan, act.Matcher) is { } unknown)
        {
            return ActStep.Refuse(ActRefusal.Invalid, unknown);
        }

        if (act.Kind == MadeKind.MaintenanceWindow && level != Level.Yellow)
        {
            return ActStep.Refuse(ActRefusal.Invalid, "level_at_most: a maintenance window mutes up to Yellow, never Orange or Red, since a spill may come during maintenance. Leave it out.");
        }

        return Make(draft, act, New(draft, act, act.Kind, act.From, act.Until) with { Matcher = act.Matcher, LevelAtMost = level });
    }

    private static ActResult Override(Draft draft, WatchPlan plan, OnCallAct.Override act)
    {
        if (!plan.OnCall.Rotas.ContainsKey(act.Rota))
        {
            return ActStep.Refuse(ActRefusal.Invalid, UnknownRota(plan, act.Rota));
        }

        if (!plan.OnCall.People.ContainsKey(act.Person))
        {
            return ActStep.Refuse(ActRefusal.Invalid, $"person: \"{act.Person}\" is not a person of people.yaml. {Named(plan.OnCall.People.Keys)}");
        }

        return Make(draft, act, New(draft, act, MadeKind.Override, act.From, act.Until) with { Rota = act.Rota, Person = act.Person });
    }

    private static Made New(Draft draft, OnCallAct act, MadeKind kind, DateTimeOffset? from, DateTimeOffset until) => new()
    {
        Id = draft.OnCall.LastId + 1,
        Kind = kind,
        From = from > draft.RecordedAt ? Instants.Trim(from.Value) : draft.RecordedAt,
        Until = Instants.Trim(until),
        By = act.By,
        Reason = act.Reason,
        MadeAt = draft.RecordedAt,
    };

    private static ActResult Make(Draft draft, OnCallAct act, Made made)
    {
        if (BadSpan(draft, made) is { } bad)
        {
            return ActStep.Refuse(ActRefusal.Invalid, bad);
        }

        if (draft.OnCall.All.Count(m => m.Kind == made.Kind && m.IsOpen(draft.RecordedAt)) >= Made.MostOpen)
        {
            return ActStep.Refuse(ActRefusal.Conflict, $"{Made.MostOpen} of these are open already, more than anybody can oversee: end some, or put what lasts into people.yaml.");
        }

        draft.OnCall.Put(made);
        MadeNote.Write(draft, made, act, isEnd: false);
        LookAgain(draft);
        return ActResult.Done(null) with { Made = made.Id };
    }

    private static ActResult End(Draft draft, OnCallAct.End act)
    {
        if (draft.OnCall.Find(act.Id) is not { } made || made.Kind != act.Kind || act.Rota is { } rota && rota != made.Rota)
        {
            return ActStep.Refuse(ActRefusal.NotFound, $"There is no {MadeNote.WordOf(act.Kind)} {act.Id} that was made while the service runs; one that stands in people.yaml is ended there.");
        }

        if (!made.IsOpen(draft.RecordedAt))
        {
            return ActStep.Refuse(ActRefusal.Conflict, $"It ended at {Instants.Format(made.HoldsUntil)} already.");
        }

        var ended = made with { EndedAt = draft.RecordedAt, EndedBy = act.By };
        draft.OnCall.Put(ended);
        MadeNote.Write(draft, ended, act, isEnd: true);
        LookAgain(draft);
        return ActResult.Done(null) with { Made = made.Id };
    }

    /// <summary>Who is told of what is open is reckoned anew, at once: by what was silenced, and by who is on duty.</summary>
    private static void LookAgain(Draft draft)
    {
        foreach (var open in draft.Tellings.Open())
        {
            draft.Tellings.Put(open with { Muted = [.. open.Muted.Select(m => m with { Until = draft.RecordedAt })], NextAt = draft.RecordedAt });
        }
    }

    private static string? BadSpan(Draft draft, Made made) =>
        made.Until <= draft.RecordedAt ? $"until: {Instants.Format(made.Until)} lies in the past, and it is {Instants.Format(draft.RecordedAt)} now. Write a later one, the first time at which it no longer holds."
        : made.Until <= made.From ? "until: it is not later than from. Write the first time at which it no longer holds."
        : made.Until - draft.RecordedAt > Made.Furthest ? $"until: it lies more than {Made.Furthest.Days} days ahead. Write an earlier one, or put what lasts into people.yaml."
        : made.Kind == MadeKind.MaintenanceWindow && made.Until - made.From > MaintenanceWindow.Longest
            ? "until: a maintenance window is at most 24 hours long. Write an earlier one; work that takes longer is entered anew by somebody who has looked again."
        : null;

    private static string? Unknown(WatchPlan plan, Matcher matcher)
    {
        if (matcher.Rivers.FirstOrDefault(r => !plan.Rivers.ContainsKey(r)) is { } river)
        {
            return $"rivers: \"{river}\" is not a river of rivers/. {Named(plan.Rivers.Keys)}";
        }

        foreach (var station in matcher.Stations.Where(s => !plan.Stations.ContainsKey(s.Value)))
        {
            return $"stations: \"{station}\" is not a station of rivers/. See /api/v1/stations for those there are.";
        }

        return matcher.NeverBecause(s => plan.Stations[s.Value].Station.River) is { } never ? $"It can never match: {never}. Take one of the two out, or make two of this one." : null;
    }

    public static string UnknownRota(WatchPlan plan, string rota) => $"rota: \"{rota}\" is not a rota of people.yaml. {Named(plan.OnCall.Rotas.Keys)}";

    private static string Named(IEnumerable<string> known)
    {
        var all = known.Order(StringComparer.Ordinal).ToList();
        return all.Count == 0 ? "None is configured." : $"Name one of {string.Join(", ", all.Take(30))}{(all.Count > 30 ? " and others" : "")}.";
    }
}
