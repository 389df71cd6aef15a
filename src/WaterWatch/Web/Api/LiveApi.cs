using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using WaterWatch.Storage;
using WaterWatch.Timeline;
using WaterWatch.Web.Live;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace WaterWatch.Web.Api;

/// <summary>What was committed since the event before.</summary>
/// <param name="Batch">The newest batch.</param>
/// <param name="Stations">Ids of the stations that were heard.</param>
/// <param name="Head">The newest entry of the timeline that was sent; null when none was.</param>
internal sealed record LiveItem(long Batch, DateTimeOffset RecordedAt, long Readings, IReadOnlyList<string> Stations, string? Head);

/// <summary><c>live</c>: server-sent events, <c>timeline</c> for each entry (its id is the entry's number) and <c>batch</c> after them, at most four times a second.</summary>
internal static class LiveApi
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Then a viewer comes back with the number it has, and whether it still may look on is asked again.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static void Map(RouteGroupBuilder api) => api.MapGet("live", Stream)
        .WithSummary("Server-sent events of what is committed: timeline entries and batches, at most four times a second. Last-Event-ID, or after= a number of the timeline, first sends what was missed, up to 10,000 entries. Who reads too slowly misses some: the numbers show it.")
        .Produces(200, contentType: "text/event-stream").ProducesProblem(400);

    private static ServerSentEventsResult<string> Stream(LiveFeed feed, LogReader log, IOptions<HttpJsonOptions> json, IHostApplicationLifetime lifetime, HttpContext context, string? after = null)
    {
        var from = context.Request.Headers["Last-Event-ID"].FirstOrDefault() is { Length: > 0 } last ? last : after;
        var seen = string.IsNullOrEmpty(from) ? (long?)null
            : long.TryParse(from, out var number) && number >= 0 ? number
            : throw new BadRequestException("after", "after is a number of the timeline, as the id of an event; send none to begin now.");
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(EventsAsync(feed, log, seen, json.Value.SerializerOptions, lifetime.ApplicationStopping, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        LiveFeed feed, LogReader log, long? seen, JsonSerializerOptions json, CancellationToken stopping, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        ending.CancelAfter(Longest);
        var cancellation = ending.Token;

        // Says at once that it listens: who waits for the first event need not wait for the river.
        await using var batches = feed.WatchAsync(cancellation).GetAsyncEnumerator(cancellation);
        var next = batches.MoveNextAsync().AsTask();
        try
        {
            yield return new SseItem<string>("{}", "listening");
            foreach (var missed in seen is { } number ? log.Timeline(new TimelineQuery { Limit = 10_000, Cursor = Cursor.Of(number) }).Items : [])
            {
                seen = missed.Seq;
                yield return Entry(missed, json);
            }

            while (await OrEnded(next))
            {
                var batch = batches.Current;
                foreach (var entry in batch.Entries.Where(e => !(e.Seq <= seen)))
                {
                    seen = entry.Seq;
                    yield return Entry(entry, json);
                }

                var item = new LiveItem(batch.Seq, batch.RecordedAt, batch.Readings, [.. batch.Stations.Order(StringComparer.Ordinal)], seen?.ToString(CultureInfo.InvariantCulture));
                yield return new SseItem<string>(JsonSerializer.Serialize(item, json), "batch");
                await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                next = batches.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // Whoever left, or whatever failed: what is still waited for ends before it is taken down.
            await ending.CancelAsync();
            await OrEnded(next);
        }
    }

    /// <summary>A stream that has been long enough, or whose service stops, ends; it does not fail.</summary>
    private static async Task<bool> OrEnded(Task<bool> next)
    {
        try
        {
            return await next;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static SseItem<string> Entry(TimelineEntry entry, JsonSerializerOptions json) =>
        new(JsonSerializer.Serialize(TimelineItem.Of(entry), json), "timeline") { EventId = entry.Seq.ToString(CultureInfo.InvariantCulture) };
}
