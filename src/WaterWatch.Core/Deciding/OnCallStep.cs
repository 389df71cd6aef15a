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
            return unknown;
        }

        if (act.Kind == MadeKind.MaintenanceWindow && level != Level.Yellow)
        {
            return ActStep.Refuse(ActRefusal.Invalid, "level_at_most: a maintenance window mutes up to Yellow, never Orange or Red, since a spill may come during maintenance. Leave it out.") with { Field = "level_at_most", WordsZh = "维护时段最高只静默至黄色，橙色和红色始终通知：维护期间也可能发生泄漏。请勿填写此项。" };
        }

        return Make(draft, act, New(draft, act, act.Kind, act.From, act.Until) with { Matcher = act.Matcher, LevelAtMost = level });
    }

    private static ActResult Override(Draft draft, WatchPlan plan, OnCallAct.Override act)
    {
        if (!plan.OnCall.Rotas.ContainsKey(act.Rota))
        {
            return ActStep.Refuse(ActRefusal.Invalid, UnknownRota(plan, act.Rota)) with { Field = "rota", WordsZh = $"people.yaml 中没有值班表“{act.Rota}”。" };
        }

        if (!plan.OnCall.People.ContainsKey(act.Person))
        {
            return ActStep.Refuse(ActRefusal.Invalid, $"person: \"{act.Person}\" is not a person of people.yaml. {Named(plan.OnCall.People.Keys)}") with { Field = "person", WordsZh = $"people.yaml 中没有人员“{act.Person}”。" };
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
            return bad;
        }

        if (draft.OnCall.All.Count(m => m.Kind == made.Kind && m.IsOpen(draft.RecordedAt)) >= Made.MostOpen)
        {
            return ActStep.Refuse(ActRefusal.Conflict, $"{Made.MostOpen} of these are open already, more than anybody can oversee: end some, or put what lasts into people.yaml.") with { WordsZh = $"同类已有 {Made.MostOpen} 项未结束，无人能够掌握：请先结束一些，长期的请写入 people.yaml。" };
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
            return ActStep.Refuse(ActRefusal.NotFound, $"There is no {MadeNote.WordOf(act.Kind)} {act.Id} that was made while the service runs; one that stands in people.yaml is ended there.") with { Field = "id", WordsZh = $"没有编号为 {act.Id} 的运行中设置；people.yaml 中的请在该文件中结束。" };
        }

        if (!made.IsOpen(draft.RecordedAt))
        {
            return ActStep.Refuse(ActRefusal.Conflict, $"It ended at {Instants.Format(made.HoldsUntil)} already.") with { Field = "id", WordsZh = $"已于 {Instants.Format(made.HoldsUntil)} 结束。" };
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

    private static ActResult? BadSpan(Draft draft, Made made) =>
        made.Until <= draft.RecordedAt ? Until(
            $"until: {Instants.Format(made.Until)} lies in the past, and it is {Instants.Format(draft.RecordedAt)} now. Write a later one, the first time at which it no longer holds.",
            $"{Instants.Format(made.Until)} 已经过去，现在是 {Instants.Format(draft.RecordedAt)}。请填写更晚的时间，即首个不再生效的时刻。")
        : made.Until <= made.From ? Until("until: it is not later than from. Write the first time at which it no longer holds.", "结束时间不晚于开始时间。请填写首个不再生效的时刻。")
        : made.Until - draft.RecordedAt > Made.Furthest ? Until(
            $"until: it lies more than {Made.Furthest.Days} days ahead. Write an earlier one, or put what lasts into people.yaml.", $"距今超过 {Made.Furthest.Days} 天。请填写更早的时间，长期的请写入 people.yaml。")
        : made.Kind == MadeKind.MaintenanceWindow && made.Until - made.From > MaintenanceWindow.Longest ? Until(
            "until: a maintenance window is at most 24 hours long. Write an earlier one; work that takes longer is entered anew by somebody who has looked again.",
            "维护时段最长 24 小时。请填写更早的时间；更长的作业由重新查看过的人员再次登记。")
        : null;

    private static ActResult Until(string words, string wordsZh) => ActStep.Refuse(ActRefusal.Invalid, words) with { Field = "until", WordsZh = wordsZh };

    private static ActResult? Unknown(WatchPlan plan, Matcher matcher)
    {
        if (matcher.Rivers.FirstOrDefault(r => !plan.Rivers.ContainsKey(r)) is { } river)
        {
            return ActStep.Refuse(ActRefusal.Invalid, $"rivers: \"{river}\" is not a river of rivers/. {Named(plan.Rivers.Keys)}") with { Field = "rivers", WordsZh = $"rivers/ 中没有河流“{river}”。" };
        }

        foreach (var station in matcher.Stations.Where(s => !plan.Stations.ContainsKey(s.Value)))
        {
            return ActStep.Refuse(ActRefusal.Invalid, $"stations: \"{station}\" is not a station of rivers/. See /api/v1/stations for those there are.") with { Field = "stations", WordsZh = $"rivers/ 中没有站点“{station}”。" };
        }

        return matcher.NeverBecause(s => plan.Stations[s.Value].Station.River) is { } never
            ? ActStep.Refuse(ActRefusal.Invalid, $"It can never match: {never}. Take one of the two out, or make two of this one.") with { WordsZh = "所选条件互相排斥，永远不会匹配：请去掉其一，或分成两项。" }
            : null;
    }

    public static string UnknownRota(WatchPlan plan, string rota) => $"rota: \"{rota}\" is not a rota of people.yaml. {Named(plan.OnCall.Rotas.Keys)}";

    private static string Named(IEnumerable<string> known)
    {
        var all = known.Order(StringComparer.Ordinal).ToList();
        return all.Count == 0 ? "None is configured." : $"Name one of {string.Join(", ", all.Take(30))}{(all.Count > 30 ? " and others" : "")}.";
    }
}
