using WaterWatch.OnCall;
using WaterWatch.Texts;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.OnDuty;

/// <summary>Turns and what was arranged, in words.</summary>
internal static class OnDutyWords
{
    public static string By(Turn turn, Tongue t) => turn.By switch
    {
        DutyBy.Rotation => t.In("rotation", "轮值"),
        DutyBy.Override when turn.Override is { } made => t.In($"override by {made.By}: {made.Reason}", $"调班（{made.By}）：{made.Reason}"),
        DutyBy.Override => t.In("override", "调班"),
        DutyBy.VacantShift => t.In("gap: nobody has this shift", "空缺：该班次无人值守"),
        _ => t.In("gap: the rota has not begun", "空缺：值班表尚未开始"),
    };

    /// <summary>What a silence or a window is about.</summary>
    public static string Meant(Arrangement arrangement, OnDutyModel model)
    {
        var (t, matcher) = (model.Tongue, arrangement.Matcher);
        var what = matcher.Determinands.Select(d => t.In(d.Name)).Concat(matcher.Conditions.Select(c => t.In(Words.Of(c)))).ToList();
        var where = matcher.Stations.Select(s => model.Plan.Stations.TryGetValue(s.Value, out var station) ? t.In(station.Station.Name) : s.Value)
            .Concat(matcher.Rivers.Select(r => model.Plan.Rivers.TryGetValue(r, out var river) ? t.In(river.Name) : r)).ToList();
        var (things, places) = (string.Join(t.In(", ", "、"), what), string.Join(t.In(", ", "、"), where));
        return (what.Count > 0, where.Count > 0) switch
        {
            (true, true) => t.In($"{things} at {places}", $"{places}：{things}"),
            (true, false) => things,
            (false, true) => t.In($"everything at {places}", $"{places}：全部"),
            _ => t.In("everything", "全部"),
        };
    }

    public static string State(Holding holding, Tongue t) => holding switch
    {
        Holding.InForce => t.In("in force", "生效中"),
        Holding.Coming => t.In("coming", "未开始"),
        _ => t.In("ended", "已结束"),
    };

    public static string Kind(MadeKind kind, Tongue t) => kind switch
    {
        MadeKind.Override => t.In("override", "调班"),
        MadeKind.Silence => t.In("silence", "静默"),
        _ => t.In("maintenance window", "维护时段"),
    };
}
