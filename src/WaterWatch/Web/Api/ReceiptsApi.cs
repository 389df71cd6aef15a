using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using WaterWatch.Configuration;
using WaterWatch.Configuration.PeopleFiles;
using WaterWatch.Incidents;
using WaterWatch.Notify.Webhooks;
using WaterWatch.OnCall;
using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary>What a gateway tells of a message that it had taken.</summary>
/// <param name="Receipt">What it had named the message; may be left out.</param>
/// <param name="Outcome">delivered, failed or answered.</param>
/// <param name="Detail">In its own words; may be left out.</param>
internal sealed record ReceiptAsked(
    [property: JsonPropertyName("receipt")] string? Receipt, [property: JsonPropertyName("outcome")] string? Outcome, [property: JsonPropertyName("detail")] string? Detail);

/// <summary><c>notifications/{id}/receipt</c>: gateways say whether a message arrived, and whether the person has answered. Signed, so it answers to whoever has the webhook's secret.</summary>
internal static class ReceiptsApi
{
    private const int MostBytes = 16 * 1024;

    public static void Map(RouteGroupBuilder api) => api.MapPost("notifications/{id:long}/receipt", TakeAsync).ForEverybody().WithTags("notifications")
        .WithSummary("A gateway says what became of a message that it took: delivered, failed, or answered, which takes the alert on. Signed with the webhook's secret, see config/README.md.")
        .Accepts<ReceiptAsked>("application/json").Produces<ReceiptItem>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(413).ProducesProblem(503);

    private static async Task<IResult> TakeAsync(long id, HttpRequest request, ConfigurationInForce configuration, LogReader log, Inbox inbox, CancellationToken cancellation)
    {
        if (await ReadAsync(request, cancellation) is not { } body)
        {
            return TypedResults.Problem($"A receipt is at most {MostBytes / 1024} KiB.", statusCode: 413, title: "Too large");
        }

        // By the wall's clock, also where a story has another: it was signed by a machine of today.
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        if (!long.TryParse(request.Headers[WebhookSignature.TimestampHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp)
            || Math.Abs((decimal)now - timestamp) > (decimal)WebhookSignature.GoodFor.TotalSeconds)
        {
            return TypedResults.Problem($"Sign it with the time of now: {WebhookSignature.TimestampHeader} is in seconds since 1970, and good for 5 minutes.", statusCode: 401, title: "Not signed now");
        }

        // One answer to a wrong signature and to a number that nobody has: who has no secret learns nothing.
        if (GatewayOf(log.Notification(id), configuration.Now.People) is not var (webhook, person)
            || !WebhookSignature.AreSame(WebhookSignature.OfReceipt(webhook.Secret.Reveal(), timestamp, id, body), request.Headers[WebhookSignature.SignatureHeader].ToString()))
        {
            return TypedResults.Problem($"{WebhookSignature.SignatureHeader} is not that of this notification's webhook.", statusCode: 403, title: "Not signed by the gateway");
        }

        return Answer(await inbox.ReceiptedAsync(Receipt(id, body, webhook, person), cancellation), id);
    }

    private static (WebhookSettings Webhook, Person Person)? GatewayOf(Notification? notification, PeopleInForce people) =>
        notification is not null && people.Plan.People.GetValueOrDefault(notification.Person) is { } person && person.ChannelNamed(notification.Channel) is Channel.Webhook channel
            && people.Webhooks.FirstOrDefault(w => w.Name == channel.Name) is { } webhook
            ? (webhook, person) : null;

    private static Receipt Receipt(long id, byte[] body, WebhookSettings webhook, Person person)
    {
        ReceiptAsked? asked;
        try
        {
            asked = JsonSerializer.Deserialize<ReceiptAsked>(body);
        }
        catch (JsonException fault)
        {
            throw new BadHttpRequestException($"The receipt is no JSON: {fault.Message}");
        }

        var outcome = Asked.Word<ReceiptOutcome>("outcome", asked?.Outcome) ?? throw new BadRequestException("outcome", "outcome is delivered, failed or answered; it is missing.");
        return new Receipt(id, WebhookAnswer.Words(asked?.Receipt ?? "", person, webhook), outcome, WebhookAnswer.Words(asked?.Detail ?? "", person, webhook));
    }

    /// <returns>Null when it is too large.</returns>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var buffer = new byte[MostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return length > MostBytes ? null : buffer[..length];
    }

    private static IResult Answer(ActResult result, long id) => result.Refusal switch
    {
        ActRefusal.None => TypedResults.Ok(new ReceiptItem(id)),
        ActRefusal.Conflict => TypedResults.Problem(result.Words, statusCode: 409, title: "It is of another message"),
        _ => TypedResults.Problem(result.Words, statusCode: 404, title: "There is no such thing"),
    };
}

/// <param name="Notification">Whose receipt is on the timeline now, or was before.</param>
internal sealed record ReceiptItem(long Notification);
