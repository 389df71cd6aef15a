using System.Text.Json.Nodes;
using WaterWatch.Configuration.Options;
using WaterWatch.Feeds;
using WaterWatch.Pipeline;
using WaterWatch.Timeline;

namespace WaterWatch.Clockwork;

/// <summary>
/// A watch on the watcher: no mail can say that the service which sends the mails has died. While batches are written, feeds listen and the record is whole, an address elsewhere is asked for
/// again and again, and whoever runs it calls when that ends; a retained topic says the same to those who listen at the broker.
/// </summary>
internal sealed class Heartbeat(
    HeartbeatSettings settings, Inbox inbox, PipelineHealth pipeline, IReadOnlyList<IStationFeed> feeds, ClockworkHealth clockwork, HeartbeatHealth health, HttpMessageInvoker http, TimeProvider clock,
    ILogger<Heartbeat> logger)
{
    /// <summary>A pipeline that has not looked up by then stands still.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IStationFeed, long> _told = [];
    private DateTimeOffset? _at;
    private bool? _wasWell;
    private volatile bool _isEnding;
    private Task _asking = Task.CompletedTask;

    /// <summary>A turn of the clockwork. Beats when it is time to, and at once when it has become otherwise; a broker that was away is told as soon as it is back.</summary>
    public async Task TurnAsync(CancellationToken cancellation)
    {
        if (settings.IsOff || _isEnding)
        {
            return;
        }

        var reasons = await ReasonsAsync(cancellation);
        var (isWell, now) = (reasons.Count == 0, clock.GetUtcNow());
        var isDue = _at is not { } last || now - last >= settings.Every || now < last || isWell != _wasWell;
        await TellBrokersAsync(isWell ? "online" : "unwell", reasons, now, isDue, cancellation);
        if (isDue)
        {
            (_at, _wasWell) = (now, isWell);

            // Not waited for: an address that takes its time must not keep the brokers from being told.
            _asking = _asking.IsCompleted ? AskAsync(isWell, now, cancellation) : _asking;
        }
    }

    /// <summary>Says at the brokers that the service ends in order; what ends otherwise is said by the last will.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        _isEnding = true;
        if (_at is not null)
        {
            await TellBrokersAsync("offline", ["The service was stopped."], clock.GetUtcNow(), isDue: true, cancellation);
            await _asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Why the service is not well, a sentence each; none while it is.</summary>
    private async Task<List<string>> ReasonsAsync(CancellationToken cancellation)
    {
        List<string> reasons = [.. feeds.Where(f => !f.State.Listening).Select(f => $"Feed {f.Name} is not listening.")];
        if (pipeline.StorageFailure is not null)
        {
            reasons.Add("Readings cannot be written.");
        }

        if (clockwork.ChainCheck is { IsIntact: false })
        {
            reasons.Add("The record was changed outside of the service.");
        }

        try
        {
            await inbox.LookAsync((state, _) => state.BatchSeq, cancellation).WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException)
        {
            reasons.Add("The pipeline stands still.");
        }

        return reasons;
    }

    private async Task TellBrokersAsync(string status, List<string> reasons, DateTimeOffset at, bool isDue, CancellationToken cancellation)
    {
        if (settings.Topic.Length == 0)
        {
            return;
        }

        foreach (var feed in feeds)
        {
            // Each connection anew: the broker may have published the last will of the one before.
            if (isDue || _told.GetValueOrDefault(feed, -1) != feed.Connections)
            {
                _told[feed] = feed.Connections;
                await feed.RetainAsync(settings.Topic, Payload(status, reasons, at), cancellation);
            }
        }
    }

    private static byte[] Payload(string status, List<string> reasons, DateTimeOffset at) => System.Text.Encoding.UTF8.GetBytes(new JsonObject
    {
        ["status"] = status,
        ["at"] = Instants.Format(at),
        ["reasons"] = new JsonArray([.. reasons.Select(r => JsonValue.Create(r))]),
    }.ToJsonString());

    private async Task AskAsync(bool isWell, DateTimeOffset at, CancellationToken cancellation)
    {
        // Without an address for it, being unwell is told by silence.
        if (settings.Url is not { } url || !isWell && settings.FailSuffix.Length == 0)
        {
            return;
        }

        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            using var request = new HttpRequestMessage(settings.Method, isWell ? url : new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') + settings.FailSuffix }.Uri);
            using var answer = await http.SendAsync(request, patience.Token);
            Note(answer.IsSuccessStatusCode ? null : $"it answered {(int)answer.StatusCode}", at);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            Note(failure is HttpRequestException ? failure.Message : "it has not answered", at);
        }
    }

    /// <summary>The address itself is a secret: who knows it can say that all is well.</summary>
    private void Note(string? trouble, DateTimeOffset at)
    {
        var before = health.Trouble;
        if (trouble is null)
        {
            health.Sent(at);
        }
        else
        {
            health.Failed(trouble);
        }

        if (trouble is not null && before is null)
        {
            logger.LogWarning("The heartbeat cannot be sent, so whoever watches this service will believe that it is down: {Reason}", trouble);
        }
        else if (trouble is null && before is not null)
        {
            logger.LogInformation("The heartbeat is sent again");
        }
    }
}
