using WaterWatch.Alerts;
using WaterWatch.Configuration;
using WaterWatch.Notify.OperationReports;
using WaterWatch.OnCall;
using WaterWatch.Pipeline;
using WaterWatch.Storage;

namespace WaterWatch.Notify;

/// <summary>
/// Takes notifications out of the log and sends them, person by person in their order. What came of it goes back by the pipeline's own door. At least once: stopped
/// between sending and writing it down, it sends the same again, under the same Message-ID.
/// </summary>
internal sealed class Courier(
    Inbox inbox, LogReader log, ConfigurationInForce configuration, IEnumerable<INotifier> notifiers, OperationReporter reporter, TimeProvider clock, CourierHealth health,
    ILogger<Courier> logger)
{
    /// <summary>So many are looked at in one round; the rest in the next.</summary>
    private const int MostInARound = 5_000;

    /// <summary>So many mails in a quarter of an hour go out one by one; then what comes meanwhile goes together, once in <see cref="Apart"/>.</summary>
    private const int MostOneByOne = 5;

    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(5);

    /// <summary>For what was sent to be written down, also when the service is being stopped: what is not written down is sent again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly INotifier[] _notifiers = [.. notifiers];
    private readonly Dictionary<(string Person, string Channel), Queue<DateTimeOffset>> _sent = [];
    private readonly List<Delivery> _unwritten = [];
    private DateTimeOffset _pausedUntil;
    private int _failures;

    /// <summary>Whether there is anything to send by.</summary>
    public bool CanSend => Missing() is null;

    /// <summary>Sends all that is due, once: at each turn of the clockwork, or after each minute of a story.</summary>
    /// <exception cref="StorageException">The outbox could not be read, or what came of it not written: nothing is lost, and the next round takes it up.</exception>
    public async Task RoundAsync(CancellationToken cancellation)
    {
        // While nothing can be written down nothing is sent: it would be sent again and again. Written before the outbox is read, which would still hold it.
        var isWritten = await WriteDownAsync();
        var pending = log.Pending(MostInARound);
        health.Waiting(pending.Count, pending.Count == 0 ? null : pending[0].QueuedAt);
        SayMissing(Missing());
        var now = clock.GetUtcNow();
        if (now < _pausedUntil || !isWritten)
        {
            return;
        }

        // Alerts first: an operation report can wait, goes alone, and holds nothing of the others back.
        foreach (var waiting in pending.GroupBy(n => (n.Person, n.Channel, Report: n.Report is null ? 0 : n.Id)).OrderBy(g => g.Key.Report))
        {
            // In order: while the oldest is put off, those behind it wait and go with it.
            if (waiting.First().NextTryAt is { } next && next > now || waiting.Key.Report == 0 && !MayGo((waiting.Key.Person, waiting.Key.Channel), now))
            {
                continue;
            }

            if (!await SendAsync([.. waiting], cancellation))
            {
                return;
            }
        }
    }

    /// <summary>Where nobody is to be told of anything, nothing is missing.</summary>
    private string? Missing() => configuration.Now.People.Plan is { IsEmpty: true, Reports.Count: 0 } ? null : _notifiers.Select(n => n.Missing).FirstOrDefault(m => m is not null);

    private void SayMissing(string? why)
    {
        if (why is not null && health.Trouble != why)
        {
            logger.LogWarning("{Why} What people are to be told waits in the outbox", why);
        }

        health.Missing(why);
    }

    private bool MayGo((string, string) to, DateTimeOffset now)
    {
        if (!_sent.TryGetValue(to, out var times))
        {
            return true;
        }

        while (times.Count > 0 && now - times.Peek() > 3 * Apart)
        {
            times.Dequeue();
        }

        return times.Count < MostOneByOne || now - times.Last() >= Apart;
    }

    /// <returns>False when the server is lost, or nothing can be written down, so that the others wait too.</returns>
    private async Task<bool> SendAsync(List<Notification> waiting, CancellationToken cancellation)
    {
        var plan = configuration.Now.People.Plan;
        var person = plan.People.GetValueOrDefault(waiting[0].Person);
        var channel = person?.ChannelNamed(waiting[0].Channel);
        if (person is null || channel is null || waiting.Exists(n => n.IsExercise) && !plan.Exercises.Allows(channel))
        {
            var why = channel is null ? "the person has no such address any more" : "the address is not on the list for exercises any more";
            return await WriteDownAsync(waiting, new DeliveryResult(DeliveryOutcome.Refused, why));
        }

        if (_notifiers.FirstOrDefault(n => n.Sends(channel)) is not { } notifier)
        {
            return await WriteDownAsync(waiting, new DeliveryResult(DeliveryOutcome.Refused, $"this version cannot send by {channel}"));
        }

        if (notifier.Missing is not null)
        {
            // Waits until there is a server: nothing was tried, so nothing has failed.
            return true;
        }

        var result = waiting[0] is { Report: { } report, Period: { } period }
            ? await SendReportAsync(notifier, new Outgoing(person, channel, [new Briefing(waiting[0], clock.GetUtcNow())]), report, period, cancellation)
            : await TrySendAsync(notifier, new Outgoing(person, channel, await BriefAsync(waiting, cancellation)), cancellation);
        Remember(waiting[0], result);
        return await WriteDownAsync(waiting, result) && !result.IsServerLost;
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

    private Task<bool> WriteDownAsync(List<Notification> waiting, DeliveryResult result)
    {
        _unwritten.Add(new Delivery([.. waiting.Select(n => n.Id)], result.Outcome, result.Answer));
        return WriteDownAsync();
    }

    /// <returns>False when something could not be written, and is to be written before anything else is sent.</returns>
    private async Task<bool> WriteDownAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (_unwritten.Count > 0)
        {
            if (!await inbox.DeliveredAsync(_unwritten[0], patience.Token))
            {
                return false;
            }

            _unwritten.RemoveAt(0);
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

    private void Remember(Notification first, DeliveryResult result)
    {
        if (result.Outcome == DeliveryOutcome.Sent && first.Report is null)
        {
            var to = (first.Person, first.Channel);
            _sent.TryAdd(to, []);
            _sent[to].Enqueue(clock.GetUtcNow());
        }

        _failures = result.IsServerLost ? _failures + 1 : 0;
        _pausedUntil = _failures == 0 ? default : clock.GetUtcNow() + Retrying.After(_failures);
        health.Server(result.IsServerLost ? result.Answer : null);
    }
}
