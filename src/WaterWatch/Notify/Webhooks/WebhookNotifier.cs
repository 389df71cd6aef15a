using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using WaterWatch.Configuration;
using WaterWatch.Configuration.PeopleFiles;
using WaterWatch.OnCall;

namespace WaterWatch.Notify.Webhooks;

/// <summary>Posts JSON to gateways to SMS, voice and chat rooms, signed, under the same key however often it is sent.</summary>
/// <param name="wall">The wall's clock, also where a story has another: receivers hold the time of a signature against theirs.</param>
internal sealed class WebhookNotifier(ConfigurationInForce configuration, AcknowledgeLinks links, TimeProvider wall) : INotifier, IDisposable
{
    // A redirect is never followed: it may lead to where nobody configured, or from https to http. No cookies, since one message has nothing to do with another.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 16,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>What is missing of a webhook <c>check</c> has said.</summary>
    public string? Missing => null;

    public bool Sends(Channel channel) => channel is Channel.Webhook;

    /// <summary>Each webhook for itself: two at one host have keys and allowances of their own.</summary>
    public string ServerOf(Channel channel) => $"{channel}";

    public async ValueTask<DeliveryResult> SendAsync(Outgoing outgoing, CancellationToken cancellation)
    {
        var name = ((Channel.Webhook)outgoing.Channel).Name;
        var loaded = configuration.Now;
        if (loaded.People.Webhooks.FirstOrDefault(w => w.Name == name) is not { } webhook)
        {
            return new DeliveryResult(DeliveryOutcome.Refused, "this webhook is not configured any more");
        }

        using var request = Request(outgoing, webhook, new WebhookMessage(outgoing, links, loaded.Settings.PublicUrl).Body(webhook.Template));
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(webhook.Timeout);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, time.Token);
            return Result(response, await ReadAsync(response, time.Token), outgoing.Person, webhook);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new DeliveryResult(DeliveryOutcome.MayRetry, $"no answer within {webhook.Timeout.TotalSeconds:0} s", IsServerLost: true);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            // The message names host and port, which are nobody's business on the timeline.
            var why = failed is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http ? Spaced(http.HttpRequestError) : "connection lost";
            return new DeliveryResult(DeliveryOutcome.MayRetry, $"cannot be reached: {why}", IsServerLost: true);
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(Outgoing outgoing, WebhookSettings webhook, string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var timestamp = wall.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.TryAddWithoutValidation("User-Agent", "WaterWatch");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", outgoing.MessageKey);
        request.Headers.TryAddWithoutValidation(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, WebhookSignature.OfMessage(webhook.Secret.Reveal(), timestamp, body));
        return request;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var buffer = new byte[WebhookAnswer.MostBytes];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation));
    }

    private DeliveryResult Result(HttpResponseMessage response, string body, Person person, WebhookSettings webhook)
    {
        var said = WebhookAnswer.Words(body, person, webhook);
        var answer = $"{(int)response.StatusCode}{(said.Length > 0 ? $" {said}" : "")}";
        answer = answer.Length <= 200 ? answer : answer[..199] + "…";
        if (!response.IsSuccessStatusCode)
        {
            return NotTaken(response, answer);
        }

        if (webhook.Accepted is { } accepted && WebhookAnswer.At(body, accepted.Path) != accepted.Value)
        {
            // Robots say so when they were called too often, or their key has ended: what it is, the words tell a person alone.
            return new DeliveryResult(DeliveryOutcome.MayRetry, answer);
        }

        var id = webhook.Receipt.Length > 0 ? WebhookAnswer.Words(WebhookAnswer.At(body, webhook.Receipt) ?? "", person, webhook) : "";
        return new DeliveryResult(DeliveryOutcome.Sent, answer) { GatewayId = id };
    }

    private DeliveryResult NotTaken(HttpResponseMessage response, string answer) => (int)response.StatusCode switch
    {
        < 400 => new DeliveryResult(DeliveryOutcome.Refused, $"{(int)response.StatusCode}: a redirect, which is not followed; configure the address that it leads to"),
        401 or 403 or 407 => new DeliveryResult(DeliveryOutcome.MayRetry, answer, IsServerLost: true),
        408 or 425 or 500 => new DeliveryResult(DeliveryOutcome.MayRetry, answer) { RetryAfter = Wish(response) },
        429 or > 500 => new DeliveryResult(DeliveryOutcome.MayRetry, answer, IsServerLost: true) { RetryAfter = Wish(response) },
        _ => new DeliveryResult(DeliveryOutcome.Refused, answer),
    };

    private TimeSpan Wish(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > wall.GetUtcNow() => date - wall.GetUtcNow(),
        _ => TimeSpan.Zero,
    };

    /// <summary><c>NameResolutionError</c> as words.</summary>
    private static string Spaced(HttpRequestError error) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(error.ToString()).Replace('_', ' ');
}
