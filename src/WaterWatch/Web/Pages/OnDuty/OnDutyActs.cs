using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.OnCall;
using WaterWatch.Rivers;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared.Forms;

namespace WaterWatch.Web.Pages.OnDuty;

/// <summary>Reads a form into the act that the API would read, so that the same is refused for the same reasons.</summary>
internal static class OnDutyActs
{
    /// <returns>Null, with the faults, when the form cannot be read.</returns>
    public static OnCallAct? Of(TypedForm form, WatchState state, WatchPlan plan, TimeZoneInfo zone, List<FieldFault> faults)
    {
        var (by, reason) = (Signature.Of(form), form["reason"].Trim());
        try
        {
            return form.Name switch
            {
                OnDutyFormsModel.Accept => new OnCallAct.AcceptHandOver(form["rota"], by, reason),
                OnDutyFormsModel.Override => Override(form, plan, zone, by, reason, faults),
                OnDutyFormsModel.Silence => Mute(MadeKind.Silence, form, zone, by, reason, faults),
                OnDutyFormsModel.Window => Mute(MadeKind.MaintenanceWindow, form, zone, by, reason, faults),
                OnDutyFormsModel.End => End(form, state, by, reason, faults),
                _ => throw new BadRequestException(TypedForm.NameField, "It does not say what is to be done: use the forms of /on-duty."),
            };
        }
        catch (BadRequestException e)
        {
            faults.Add(new FieldFault(e.Parameter == TypedForm.NameField ? "" : e.Parameter, new LocalizedName(e.Message, "所填内容无法识别，请重新选择。")));
            return null;
        }
    }

    private static OnCallAct.Override? Override(TypedForm form, WatchPlan plan, TimeZoneInfo zone, string by, string reason, List<FieldFault> faults)
    {
        var clock = plan.OnCall.Rotas.GetValueOrDefault(form["rota"])?.TimeZone ?? zone;
        var (from, until) = Span(form, clock, faults);
        if (form["person"].Length == 0)
        {
            faults.Add(new FieldFault("person", new LocalizedName("Nobody is chosen.", "未选择人员。")));
        }

        return faults.Count > 0 ? null : new OnCallAct.Override(form["rota"], form["person"], from, until!.Value, by, reason);
    }

    private static OnCallAct.Mute? Mute(MadeKind kind, TypedForm form, TimeZoneInfo zone, string by, string reason, List<FieldFault> faults)
    {
        var (from, until) = Span(form, zone, faults);
        var matcher = MutingsApi.MatcherOf(List("rivers"), List("stations"), List("conditions"), List("determinands"));
        var level = kind == MadeKind.Silence ? Asked.Word<Level>("level_at_most", form["level_at_most"]) : null;
        return faults.Count > 0 ? null : new OnCallAct.Mute(kind, matcher, from, until!.Value, level, by, reason);

        IReadOnlyList<string> List(string field) => form[field] is { Length: > 0 } one ? [one] : [];
    }

    private static OnCallAct.End? End(TypedForm form, WatchState state, string by, string reason, List<FieldFault> faults)
    {
        var id = Asked.Id(form["id"]);
        if (state.OnCall.Find(id) is { } made)
        {
            return new OnCallAct.End(made.Kind, id, made.Kind == MadeKind.Override ? made.Rota : null, by, reason);
        }

        faults.Add(new FieldFault("id", new LocalizedName("Nothing of that number was made here.", "没有该编号的运行中设置。")));
        return null;
    }

    private static (DateTimeOffset? From, DateTimeOffset? Until) Span(TypedForm form, TimeZoneInfo zone, List<FieldFault> faults) =>
        (LocalTime.Read(form, "from", zone, isNeeded: false, faults), LocalTime.Read(form, "until", zone, isNeeded: true, faults));
}
