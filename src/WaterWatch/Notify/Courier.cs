using WaterWatch.Alerts;
using WaterWatch.Configuration;
using WaterWatch.Notify.OperationReports;
using WaterWatch.OnCall;
using WaterWatch.Pipeline;
using WaterWatch.Storage;

namespace WaterWatch.Notify;

/// <summary>
/// Takes notifications out of the log and sends them, on each <see cref="Way"/> person by person in their order. What came of it goes back by the pipeline's own door. At least once:
/// stopped between sending and writing it down, it sends the same again, under the same Message-ID.
/// </summary>
internal sealed class Courier(
    Inbox inbox, LogReader log, ConfigurationInForce configuration, IEnumerable<INotifier> notifiers, OperationReporter reporter, TimeProvider clock, CourierHealth health,
    ILogger<Courier> logger) : IDisposable
{
    /// <summary>So many of one person and channel are looked at in one round; the rest in the next.</summary>
    private const int MostInARound = 5_000;

    /// <summary>For what was sent to be written down, also when the service is being stopped: what is not written down is sent again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly INotifier[] _notifiers = [.. notifiers];
    private readonly Dictionary<string, Way> _ways = [];
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Whether there is anything to send by.</summary>
    public bool CanSend => Used().Any(n => n.Missing is null);

    /// <summary>A turn of the clockwork: begins what is due, and waits for no server, since one that takes long to answer must not hold up the others.</summary>
    public Task TurnAsync() => TryAsync(() => Task.WhenAll(Begin(_ending.Token).Where(r => r.IsCompleted)), _ending.Token);

    /// <summary>Sends all that is due, once: after each minute of a story.</summary>
    public Task RoundAsync(CancellationToken cancellation) => Task.WhenAll(Begin(cancellation));

    /// <summary>Begins no more. What was sent meanwhile is still written down.</summary>
    public async Task EndAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_ways.Values.Select(w => w.Round)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _ending.Dispose();

    /// <summary>Begins a round on every way that has none running.</summary>
    /// <returns>The rounds of all ways.</returns>
    private IEnumerable<Task> Begin(CancellationToken cancellation)
    {
        // Seen before the outbox is read: what a round that ends meanwhile has sent would still be in it.
        var busy = _ways.Values.Where(w => !w.Round.IsCompleted).ToHashSet();
        var waiting = log.Waiting();
        health.Waiting(waiting.Sum(w => w.Count), waiting.Count == 0 ? null : log.Notification(waiting.Min(w => w.Oldest))?.QueuedAt);
        SayMissing(Missing());
        var byServer = waiting.ToLookup(ServerOf);
        foreach (var server in byServer.Select(g => g.Key).Union(_ways.Keys).ToList())
        {
            var way = _ways.TryGetValue(server, out var known) ? known : _ways[server] = new Way();
            if (!busy.Contains(way))
            {
                way.Round = TryAsync(() => RoundAsync(server, way, [.. byServer[server]], cancellation), cancellation);
            }
        }

        return _ways.Values.Select(w => w.Round);
    }

    private async Task TryAsync(Func<Task> work, CancellationToken cancellation)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (failure is StorageException || failure is OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            // Nothing is lost: the outbox still holds what could not be read or written down.
            logger.LogWarning("Sending is put off: {Reason}", failure.Message);
        }
    }

    private async Task RoundAsync(string server, Way way, List<Waiting> waiting, CancellationToken cancellation)
    {
        // While nothing can be written down nothing is sent: it would be sent again and again.
        var now = clock.GetUtcNow();
        if (!await WriteDownAsync(way) || way.IsPaused(now) && !way.MayTryNew(now, waiting))
        {
            return;
        }

        // Alerts first: an operation report can wait, goes alone, and holds nothing of the others back.
        var reports = new List<Notification>();
        foreach (var to in waiting.Where(w => MeansOf(w)?.Notifier.Missing is null))
        {
            // Where there is no server it waits until there is one: nothing is tried, so nothing fails.
            var pending = log.Pending(to, MostInARound).ToLookup(n => n.Report is null);
            reports.AddRange(pending[false]);
            if (pending[true].ToList() is { Count: > 0 } alerts && way.MayGo(alerts, now) && !await SendAsync(server, way, alerts, cancellation))
            {
                return;
            }
        }

        way.SeenThrough = waiting.Count == 0 ? way.SeenThrough : waiting.Max(w => w.Newest);
        foreach (var report in reports.Where(r => !way.IsPaused(now) && !(r.NextTryAt > now)))
        {
            if (!await SendAsync(server, way, [report], cancellation))
            {
                return;
            }
        }
    }

    /// <summary>What notifications go through; those that go nowhere any more have a way of their own, on which that is written down.</summary>
    private string ServerOf(Waiting waiting) => MeansOf(waiting) is var (notifier, channel) ? notifier.ServerOf(channel) : "";

    private (INotifier Notifier, Channel Channel)? MeansOf(Waiting waiting) =>
        configuration.Now.People.Plan.People.GetValueOrDefault(waiting.Person)?.ChannelNamed(waiting.Channel) is { } channel
        && _notifiers.FirstOrDefault(n => n.Sends(channel)) is { } notifier ? (notifier, channel) : null;

    /// <summary>Where nobody is to be told of anything, nothing is missing.</summary>
    private string? Missing() => Used().Select(n => n.Missing).FirstOrDefault(m => m is not null);

    private IEnumerable<INotifier> Used() =>
        configuration.Now.People.Plan is var plan && (!plan.IsEmpty || plan.Reports.Count > 0) ? _notifiers.Where(n => plan.People.Values.Any(p => p.Channels.Any(n.Sends))) : [];

    private void SayMissing(string? why)
    {
        if (why is not null && health.Trouble != why)
        {
            logger.LogWarning("{Why} What people are to be told waits in the outbox", why);
        }

        health.Missing(why);
    }

    /// <returns>False when the server is lost, or nothing can be written down, so that the others wait too.</returns>
    private async Task<bool> SendAsync(string server, Way way, List<Notification> waiting, CancellationToken cancellation)
    {
        var plan = configuration.Now.People.Plan;
        var person = plan.People.GetValueOrDefault(waiting[0].Person);
        var channel = person?.ChannelNamed(waiting[0].Channel);
        if (person is null || channel is null || waiting.Exists(n => n.IsExercise) && !plan.Exercises.Allows(channel))
        {
            var why = channel is null ? "the person has no such address any more" : "the address is not on the list for exercises any more";
            return await WriteDownAsync(way, waiting, new DeliveryResult(DeliveryOutcome.Refused, why));
        }

        if (_notifiers.FirstOrDefault(n => n.Sends(channel)) is not { } notifier)
        {
            return await WriteDownAsync(way, waiting, new DeliveryResult(DeliveryOutcome.Refused, $"this version cannot send by {channel}"));
        }

        var result = waiting[0] is { Report: { } report, Period: { } period }
            ? await SendReportAsync(notifier, new Outgoing(person, channel, [new Briefing(waiting[0], clock.GetUtcNow())]), report, period, cancellation)
            : await TrySendAsync(notifier, new Outgoing(person, channel, await BriefAsync(waiting, cancellation)), cancellation);
        way.Remember(waiting, result, clock.GetUtcNow());
        health.Server(server, result.IsServerLost ? result.Answer : null);
        return await WriteDownAsync(way, waiting, result) && !result.IsServerLost;
    }

    private async Task<DeliveryResult> SendReportAsync(INotifier notifier, Outgoing outgoing, string id, ReportPeriod period, CancellationToken cancellation)
    {
        if (reporter.Find(id) is not { } report)
        {
            return new DeliveryResult(DeliveryOutcome.Refused, "this operation report is not configured any more");
        }

        try
        {
            return await TrySendAsync(notifier, outgoing with { Report = await reporter.WriteAsync(report, period, outgoing.Person.Language, cancellation) }, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A report that cannot be written must not keep alerts from being sent.
            logger.LogError(fault, "Operation report {Report} could not be written", id);
            return new DeliveryResult(DeliveryOutcome.MayRetry, $"it could not be written ({fault.GetType().Name}); the service's log has the details");
        }
    }

    private Task<bool> WriteDownAsync(Way way, List<Notification> waiting, DeliveryResult result)
    {
        way.Unwritten.Add(new Delivery([.. waiting.Select(n => n.Id)], result.Outcome, result.Answer) { GatewayId = result.GatewayId, RetryAfter = result.RetryAfter });
        return WriteDownAsync(way);
    }

    /// <returns>False when something could not be written, and is to be written before anything else is sent.</returns>
    private async Task<bool> WriteDownAsync(Way way)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (way.Unwritten.Count > 0)
        {
            if (!await inbox.DeliveredAsync(way.Unwritten[0], patience.Token))
            {
                return false;
            }

            way.Unwritten.RemoveAt(0);
        }

        return true;
    }

    private async Task<DeliveryResult> TrySendAsync(INotifier notifier, Outgoing outgoing, CancellationToken cancellation)
    {
        try
        {
            return await notifier.SendAsync(outgoing, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The border of one notification: a fault of ours in one must not keep the others from being sent.
            logger.LogError(fault, "Notification {Id} could not be made", outgoing.Briefings[^1].Notification.Id);
            return new DeliveryResult(DeliveryOutcome.MayRetry, $"the service failed on it ({fault.GetType().Name}); its log has the details");
        }
    }

    private async Task<List<Briefing>> BriefAsync(List<Notification> waiting, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        try
        {
            // One is told in full and some are listed: thousands that have waited must not hold up the pipeline, where these are gathered.
            var gravest = Outgoing.IndexOfGravest(waiting);
            var alerts = waiting.Select((n, i) => i == gravest || i < Outgoing.MostListed ? n.Alerts.Select(log.Alert).OfType<Alert>().MaxBy(a => (a.Level, a.PeakLevel)) : null).ToList();
            return await inbox.LookAsync(
                (state, plan) => waiting.Select((n, i) => i == gravest ? Briefing.InFull(n, alerts[i], state, plan, now) : Briefing.InShort(n, alerts[i], state, plan, now)).ToList(), cancellation);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or StorageException))
        {
            // Better told in short than not at all.
            logger.LogError(fault, "The details of notification {Id} could not be gathered; it is sent without", waiting[0].Id);
            return waiting.ConvertAll(n => new Briefing(n, now));
        }
    }
}
