using System.Text;
using System.Threading.Channels;
using WaterWatch.Storage;

namespace WaterWatch.Projection;

/// <summary>
/// Keeps the time-series database up with the log. It reads what is committed, batch by batch and in order, and nothing waits for it: when the database is away the log waits for it, and of what is on the way there are
/// three requests at most, however long that lasts. Killed between writing and remembering, it writes the same points again.
/// </summary>
/// <param name="log">Whose batches; it also keeps how far this has come.</param>
/// <param name="present">Adds what is not in the log, such as how stations stand now.</param>
internal sealed class Projector(IReadingProjection projection, WatchLog log, LogLines logLines, PresentWriter present, ProjectionHealth health, TimeProvider clock, ILogger<Projector> logger)
{
    /// <summary>One is filled, one waits, one is sent.</summary>
    private const int Buffers = 3;

    /// <summary>Of a refusal of many points so much is kept to look at.</summary>
    private const int MostKept = 64 * 1024;

    /// <summary>How often the log is looked at once all of it is written: what comes meanwhile goes in one request.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_untilStorageMayWork = TimeSpan.FromSeconds(5);

    private readonly Channel<LineWriter> _free = Channel.CreateBounded<LineWriter>(Buffers);
    private readonly Channel<LinesOnTheWay> _ready = Channel.CreateBounded<LinesOnTheWay>(1);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        health.Begins(projection.Target, log.Projected.Through(projection.Target), log.Projected.RefusedIn(projection.Target));
        for (var i = 0; i < Buffers; i++)
        {
            _free.Writer.TryWrite(new LineWriter());
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (fill, send) = (FillAsync(both.Token), SendAllAsync(both.Token));
        await Task.WhenAny(fill, send);
        await both.CancelAsync();
        await Task.WhenAll(fill, send);
    }

    /// <summary>A fault of ours in it: nothing is lost, and it begins again where it was when the service is started anew.</summary>
    public void Failed(Task fault)
    {
        logger.LogCritical(fault.Exception, "Nothing is written to {Target} any more: the service failed on it. Start it anew; readings and alerts go on", projection.Target);
        health.Heard(new WriteResult(WriteOutcome.Denied, "The service failed on it, and writes nothing more until it is started anew; its log has the details."), clock.GetUtcNow());
    }

    private async Task FillAsync(CancellationToken cancellation)
    {
        var sent = health.Read().Through;
        var (next, said) = (sent + 1, "");
        var lines = await _free.Reader.ReadAsync(cancellation);
        var current = lines;
        async Task<LineWriter> SendAsync(LinesOnTheWay full)
        {
            sent = Math.Max(sent, full.Through);
            await _ready.Writer.WriteAsync(full, cancellation);
            return current = await _free.Reader.ReadAsync(cancellation);
        }

        while (true)
        {
            try
            {
                foreach (var batch in log.Reader.ReadBatches(next, withRaw: false))
                {
                    lines = await logLines.AddAsync(batch, lines, SendAsync);
                    next = batch.Seq + 1;
                    present.Note(batch);
                    if (present.IsDue)
                    {
                        lines = await SendPresentAsync(lines, SendAsync, cancellation);
                    }
                }

                lines = next > sent + 1 ? await SendAsync(logLines.End(lines)) : lines;
                lines = present.IsDue ? await SendPresentAsync(lines, SendAsync, cancellation) : lines;
            }
            catch (StorageException failure)
            {
                if (failure.Message != said)
                {
                    logger.LogWarning("{Target} is not kept up for now: {Reason}", projection.Target, failure.Message);
                    said = failure.Message;
                }

                // Read again from the last that was sent on: half of a batch may be in hand, and the buffer before this one may be on its way.
                (lines, next) = (current, sent + 1);
                lines.Clear();
                logLines.BeginAfter(sent);
                await Task.Delay(s_untilStorageMayWork, clock, cancellation);
            }

            await Task.Delay(s_look, clock, cancellation);
        }
    }

    private async Task<LineWriter> SendPresentAsync(LineWriter lines, Func<LinesOnTheWay, Task<LineWriter>> send, CancellationToken cancellation)
    {
        // In one request with what is there already.
        await present.WriteAsync(lines, cancellation);
        return await send(logLines.End(lines));
    }

    private async Task SendAllAsync(CancellationToken cancellation)
    {
        var delivery = new PointDelivery(projection, clock, Heard);
        await foreach (var ready in _ready.Reader.ReadAllAsync(cancellation))
        {
            var refused = 0;
            if (ready.Lines.Lines > 0)
            {
                health.Waits(ready.FirstBatch > 0 ? ready.WaitingSince : null);
                refused = await delivery.DeliverAsync(ready.Lines.Written, ready.Lines.Lines, points => SetAsideAsync(points, ready.LastBatch, cancellation), cancellation);
            }

            if (ready.Through > health.Read().Through)
            {
                await UntilStoredAsync(() => log.Projected.Remember(projection.Target, ready.Through), cancellation);
            }

            health.Wrote(ready.Lines.Lines - refused, ready.Through);
            ready.Lines.Clear();
            await _free.Writer.WriteAsync(ready.Lines, cancellation);
        }
    }

    private void Heard(WriteResult result)
    {
        if (!health.Heard(result, clock.GetUtcNow()))
        {
            return;
        }

        if (health.Read().Trouble is { } trouble)
        {
            logger.LogWarning("{Target} is not written to; the log keeps what it lacks: {Reason}", projection.Target, trouble);
        }
        else
        {
            logger.LogInformation("{Target} is written to again", projection.Target);
        }
    }

    private async Task SetAsideAsync(RefusedPoints refused, long batch, CancellationToken cancellation)
    {
        logger.LogWarning("{Target} does not take {Count} points, which are set aside (/api/v1/projection/set-aside): {Words}", projection.Target, refused.Count, refused.Words);
        var lines = Encoding.UTF8.GetString(refused.Lines.Span[..Math.Min(refused.Lines.Length, MostKept)]);
        var note = new RefusedLines(0, clock.GetUtcNow(), projection.Target, batch, refused.Count, refused.Words, lines);
        await UntilStoredAsync(() => log.Projected.SetAside(note), cancellation);
        health.Refused(refused.Count);
    }

    /// <summary>While nothing can be written down nothing goes on: what was not taken would be forgotten.</summary>
    private async Task UntilStoredAsync(Action write, CancellationToken cancellation)
    {
        for (var said = false; ; said = true)
        {
            try
            {
                write();
                return;
            }
            catch (StorageException failure)
            {
                if (!said)
                {
                    logger.LogWarning("How far {Target} is written cannot be noted, so it waits: {Reason}", projection.Target, failure.Message);
                }
            }

            await Task.Delay(s_untilStorageMayWork, clock, cancellation);
        }
    }
}
