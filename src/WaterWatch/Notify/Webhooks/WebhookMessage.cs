using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using WaterWatch.Alerts;
using WaterWatch.Configuration.PeopleFiles;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Texts;
using WaterWatch.Timeline;

namespace WaterWatch.Notify.Webhooks;

/// <summary>The JSON that is posted: ours, which README describes, or the gateway's by its template.</summary>
/// <param name="publicUrl">Where gateways reach the service; null when nobody said.</param>
internal sealed class WebhookMessage(Outgoing outgoing, AcknowledgeLinks links, Uri? publicUrl)
{
    /// <summary>Of our own JSON. Members are only ever added to a version.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly WrittenMessage _written = WrittenMessage.Of(outgoing, links);

    private Notification Newest => outgoing.Briefings[^1].Notification;

    private Alert? Alert => _written.Gravest.Alert;

    private string? ReceiptUrl => publicUrl is null || Newest.Id == 0 ? null : new Uri(publicUrl, $"api/v1/notifications/{Newest.Id}/receipt").AbsoluteUri;

    private string Text => string.Join('\n', _written.Lines.Select(l => l.Label.Length == 0 ? l.Text : $"{l.Label}: {l.Text}"));

    private bool IsChinese => outgoing.Person.Language == Language.Chinese;

    public string Body(WebhookTemplate? template) => template?.Fill(Values()) ?? Ours().ToJsonString(s_relaxed);

    private JsonObject Ours() => new()
    {
        ["version"] = Version,
        ["notification"] = Newest.Id,
        ["carried"] = new JsonArray([.. outgoing.Briefings.SkipLast(1).Select(b => (JsonNode)b.Notification.Id)]),
        ["key"] = outgoing.MessageKey,
        ["reason"] = Snake(_written.Gravest.Notification.Reason),
        ["level"] = Snake(_written.Level),
        ["is_exercise"] = Newest.IsExercise,
        ["queued_at"] = Instants.Format(Newest.QueuedAt),
        ["person"] = new JsonObject
        {
            ["id"] = outgoing.Person.Id,
            ["name"] = In(outgoing.Person.Name),
            ["phone"] = outgoing.Person.Phone.Length == 0 ? null : outgoing.Person.Phone,
            ["language"] = IsChinese ? "zh" : "en",
        },
        ["subject"] = _written.Subject,
        ["lines"] = new JsonArray([.. _written.Lines.Select(l => (JsonNode)new JsonObject { ["label"] = l.Label, ["text"] = l.Text })]),
        ["alert"] = Alert is { } alert ? Of(alert) : null,
        ["incident"] = _written.Gravest.Notification.Subject?.Incident,
        ["acknowledge_url"] = _written.AcknowledgeUrl,
        ["receipt_url"] = ReceiptUrl,
    };

    private JsonObject Of(Alert alert) => new()
    {
        ["id"] = alert.Id,
        ["condition"] = Snake(alert.Key.Condition),
        ["river"] = _written.Gravest.Notification.Subject?.River,
        ["station"] = alert.Key.Station.Value.Length == 0 ? null : alert.Key.Station.Value,
        ["station_name"] = _written.Text.Place,
        ["determinand"] = alert.Key.Determinand?.Key,
        ["fraction"] = alert.Key.Determinand is null ? null : Snake(alert.Key.Fraction),
        ["value"] = alert.LatestValue?.Value,
        ["qualifier"] = alert.LatestValue?.Sign,
        ["unit"] = alert.Key.Determinand?.Unit.Symbol(),
        ["taken_at"] = alert.LatestAt is { } at ? Instants.Format(at) : null,
        ["limit"] = alert.Limit,
        ["limit_ref"] = alert.LimitRef.Length == 0 ? null : alert.LimitRef,
        ["ratio"] = alert.Ratio,
        ["confirmed_by"] = alert.IsConfirmed ? Snake(alert.ConfirmedBy) : null,
    };

    private Dictionary<string, string> Values() => new()
    {
        ["subject"] = _written.Subject,
        ["text"] = Text,
        ["level"] = Snake(_written.Level),
        ["level_word"] = In(Words.Of(_written.Level)),
        ["reason"] = _written.Text.Reason,
        ["river"] = _written.Gravest.River is { } river ? In(river.Name) : "",
        ["station"] = _written.Text.Place,
        ["station_id"] = Alert?.Key.Station.Value ?? "",
        ["determinand"] = Alert?.Key.Determinand is { } determinand ? In(determinand.Name) : "",
        ["value"] = Alert is null ? "" : _written.Text.Value,
        ["limit"] = _written.Text.Limit,
        ["ratio"] = Alert?.Ratio is { } ratio ? ExceedanceText.Ratio(ratio) : "",
        ["taken_at"] = Alert?.LatestAt is { } at ? TimeZoneInfo.ConvertTime(at, _written.Gravest.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "",
        ["incident"] = _written.Gravest.Notification.Subject?.Incident?.ToString(CultureInfo.InvariantCulture) ?? "",
        ["notification"] = Newest.Id.ToString(CultureInfo.InvariantCulture),
        ["key"] = outgoing.MessageKey,
        ["person"] = outgoing.Person.Id,
        ["person_name"] = In(outgoing.Person.Name),
        ["phone"] = outgoing.Person.Phone,
        ["language"] = IsChinese ? "zh" : "en",
        ["acknowledge_url"] = _written.AcknowledgeUrl ?? "",
        ["receipt_url"] = ReceiptUrl ?? "",
        ["exercise"] = Newest.IsExercise ? IsChinese ? "演练" : "Exercise" : "",
    };

    private string In(LocalizedName name) => IsChinese && name.Zh.Length > 0 ? name.Zh : name.En;

    private static string Snake<T>(T word) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());
}
