using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;

namespace WaterWatch.Web.Pages.OnDuty;

/// <summary>What is filled in below who is on duty.</summary>
/// <param name="Frame">With the token of its forms.</param>
public sealed record OnDutyFormsModel(PageFrame Frame, TypedForm Form)
{
    public const string Accept = "accept";
    public const string Override = "override";
    public const string Silence = "silence";
    public const string Window = "window";
    public const string End = "end";

    public Tongue Tongue => Frame.Tongue;

    public IReadOnlyList<Choice> Rotas { get; init; } = [];

    /// <summary>Rotas whose shift has changed while something is open, and nobody has accepted it.</summary>
    public IReadOnlyList<Choice> HandedOver { get; init; } = [];

    public IReadOnlyList<Choice> People { get; init; } = [];

    public IReadOnlyList<Choice> Rivers { get; init; } = [];

    public IReadOnlyList<Choice> Stations { get; init; } = [];

    public IReadOnlyList<Choice> Conditions { get; init; } = [];

    public IReadOnlyList<Choice> Determinands { get; init; } = [];

    public IReadOnlyList<Choice> Levels { get; init; } = [];

    /// <summary>What was made here and has not ended.</summary>
    public IReadOnlyList<Choice> Open { get; init; } = [];

    public static OnDutyFormsModel Of(PageFrame frame, TypedForm form, WatchState state, WatchPlan plan)
    {
        var t = frame.Tongue;
        var all = new Choice("", t.In("all", "全部"));
        return new OnDutyFormsModel(frame, form)
        {
            Rotas = [.. plan.OnCall.Rotas.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => new Choice(r.Id, t.In(r.Name)))],
            HandedOver = [.. plan.OnCall.Rotas.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Where(r => OnCallHandOver.Of(r.Id, state.Escalations.Values) is not null).Select(r => new Choice(r.Id, t.In(r.Name)))],
            People = [new Choice("", t.In("choose", "请选择")), .. plan.OnCall.People.Values.OrderBy(p => p.Id, StringComparer.Ordinal).Select(p => new Choice(p.Id, t.In(p.Name)))],
            Rivers = [all, .. plan.Rivers.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => new Choice(r.Id, t.In(r.Name)))],
            Stations = [all, .. plan.Stations.Values.OrderBy(s => s.Station.River, StringComparer.Ordinal).ThenBy(s => s.Station.DistanceKm).Select(s => new Choice(s.Station.Id.Value, t.In(s.Station.Name)))],
            Conditions = [all, .. Enum.GetValues<Condition>().Select(c => new Choice(c.Word(), t.In(Texts.Words.Of(c))))],
            Determinands = [all, .. plan.Stations.Values.SelectMany(s => s.Rules).Select(r => r.Determinand).Distinct().OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => new Choice(d.Key, $"{d.Key} · {t.In(d.Name)}"))],
            Levels = [.. Enum.GetValues<Level>().Where(l => l > Level.Compliant).Select(l => new Choice(l.ToString(), t.Title(Texts.Words.Of(l))))],
            Open = [new Choice("", t.In("choose", "请选择")), .. state.OnCall.All.Where(m => m.IsOpen(frame.Now)).OrderByDescending(m => m.Id).Select(m => new Choice($"{m.Id}", $"{m.Id} · {OnDutyWords.Kind(m.Kind, t)} · {Texts.Visible.OneLine(m.Reason)}"))],
        };
    }
}
