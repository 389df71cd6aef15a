using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Web.Pages.IncidentRoom;

/// <summary>Kinds of entries gathered as people ask for them.</summary>
public static class EntryGroups
{
    public static IReadOnlyList<(string Key, LocalizedName Name)> All { get; } =
    [
        ("water", new("the water: alerts and readings", "水质：报警与数据")),
        ("incident", new("the incident: joins and levels", "事件：并入与级别")),
        ("people", new("what people did", "人员操作")),
        ("duties", new("duties to report", "法定报告")),
        ("told", new("who was told", "通知")),
        ("orders", new("orders to stations", "站点指令")),
    ];

    public static string Of(EntryKind kind) => kind switch
    {
        EntryKind.NoteAdded or EntryKind.SampleEntered or EntryKind.IncidentClosed or EntryKind.Acknowledged or EntryKind.AcknowledgementWithdrawn or EntryKind.DamOperated or EntryKind.MeasureTaken or EntryKind.ResponseLevelDeclared or EntryKind.ReportSent
            or EntryKind.IncidentPublished or EntryKind.PublicationWithdrawn or EntryKind.IncidentMerged or EntryKind.IncidentSplit
            or EntryKind.HandOverAccepted or EntryKind.HandOverNotAccepted or EntryKind.ShiftChanged => "people",
        EntryKind.DutyOpened or EntryKind.DutyOverdue or EntryKind.DutyStopped => "duties",
        EntryKind.NotificationQueued or EntryKind.NotificationSent or EntryKind.NotificationFailed or EntryKind.NotificationReceipted or EntryKind.NotTold or EntryKind.ToldTogether => "told",
        EntryKind.ResampleOrdered or EntryKind.CommandIssued or EntryKind.CommandSent or EntryKind.CommandFailed or EntryKind.CommandWithheld => "orders",
        EntryKind.IncidentOpened or EntryKind.IncidentJoined or EntryKind.IncidentBackdated or EntryKind.IncidentLevelRaised or EntryKind.IncidentLevelLowered
            or EntryKind.IncidentSubsided or EntryKind.IncidentRegrouped => "incident",
        _ => "water",
    };
}
