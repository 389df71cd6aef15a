using System.Globalization;
using System.Text.Json;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Replay;

/// <summary>A timeline entry as one line, as cases expect it: what an entry says, without the numbers and hashes that any change of the story moves.</summary>
public static class TimelineLine
{
    private static readonly string[] NotTold = [.. Enum.GetNames<NotToldReason>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>
    /// As in <c>2012-01-15T09:30:00+08:00 AlertRaised lalang Cd Red FirstExceedance</c>; what an entry does not say is <c>-</c>. Who is told or not stands behind it:
    /// <c>… FirstExceedance ana</c>, <c>… FirstExceedance off_duty: bo; no_address: dora</c>.
    /// </summary>
    public static string Of(TimelineEntry entry, TimeZoneInfo zone)
    {
        var at = TimeZoneInfo.ConvertTime(entry.At, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        return string.Join(' ', at, entry.Kind, entry.Station ?? "-", Fact(entry, "determinand"), Fact(entry, "level"), Fact(entry, "reason")) + People(entry);
    }

    private static string People(TimelineEntry entry) => entry.Kind switch
    {
        EntryKind.NotificationQueued or EntryKind.NotificationSent or EntryKind.NotificationFailed or EntryKind.NotificationReceipted => $" {Fact(entry, "person")}",
        EntryKind.ShiftChanged or EntryKind.HandOverAccepted or EntryKind.HandOverNotAccepted => $" {Fact(entry, "from")} to {Fact(entry, "to")}",
        EntryKind.OverrideMade or EntryKind.OverrideEnded => $" {Fact(entry, "rota")}: {Fact(entry, "person")}",
        EntryKind.CommandIssued or EntryKind.CommandWithheld => entry.Data.TryGetValue("sample_every_s", out var every) ? $": sample every {every} s" : ": sample now",
        EntryKind.NotTold => " " + string.Join("; ", NotTold.Where(entry.Data.ContainsKey).Select(why => $"{why}: {entry.Data[why]}")),
        _ => "",
    };

    private static string Fact(TimelineEntry entry, string name) => entry.Data.GetValueOrDefault(name) is { Length: > 0 } fact ? fact : "-";
}
