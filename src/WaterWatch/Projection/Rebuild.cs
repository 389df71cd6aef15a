using System.Globalization;
using WaterWatch.Configuration;
using WaterWatch.Storage;

namespace WaterWatch.Projection;

/// <summary>
/// Writes the whole log into a database once more, from a process of its own that only reads the log. Beside a running service the newest version of a reading still wins: this goes on to the end of the log, and a
/// correction that the service wrote before its turn is committed by then, and comes once more.
/// </summary>
/// <param name="place">A file that keeps how far it came, for the next try; removed at the end.</param>
/// <param name="progress">Told of batches done and all there are.</param>
internal sealed class Rebuild(LogReader log, ConfigurationInForce configuration, IReadingProjection projection, TimeProvider clock, string place, Action<long, long> progress)
{
    private readonly Queue<LineWriter> _free = new([new LineWriter(), new LineWriter()]);
    private Task _sending = Task.CompletedTask;
    private long _newest;

    /// <summary>Points that were handed to the database.</summary>
    public long Points { get; private set; }

    /// <summary>Of them those that it did not take.</summary>
    public long Refused { get; private set; }

    /// <param name="refused">Told of points that the database does not take.</param>
    /// <exception cref="StorageException">The log cannot be read, or a person must change something first.</exception>
    public async Task RunAsync(Action<WriteResult> heard, Action<RefusedPoints> refused, CancellationToken cancellation)
    {
        var delivery = new PointDelivery(projection, clock, heard);
        async Task<LineWriter> SendAsync(LinesOnTheWay full)
        {
            await _sending;
            _sending = DeliverAsync(delivery, full, refused, cancellation);
            if (_free.TryDequeue(out var free))
            {
                return free;
            }

            await _sending;
            return _free.Dequeue();
        }

        var (logLines, lines) = (new LogLines(log, configuration), _free.Dequeue());
        _newest = log.Totals().Batches;
        foreach (var batch in log.ReadBatches(Begin(), withRaw: false))
        {
            cancellation.ThrowIfCancellationRequested();
            lines = await logLines.AddAsync(batch, lines, SendAsync);
        }

        await SendAsync(logLines.End(lines));
        await _sending;
        File.Delete(place);
    }

    private async Task DeliverAsync(PointDelivery delivery, LinesOnTheWay full, Action<RefusedPoints> refused, CancellationToken cancellation)
    {
        if (full.Lines.Lines > 0)
        {
            Refused += await delivery.DeliverAsync(
                full.Lines.Written,
                full.Lines.Lines,
                points =>
                {
                    refused(points);
                    return Task.CompletedTask;
                },
                cancellation);
        }

        Points += full.Lines.Lines;
        if (full.Through > 0)
        {
            await File.WriteAllTextAsync(place, string.Create(CultureInfo.InvariantCulture, $"{full.Through} {projection.Target}\n"), cancellation);
            progress(full.Through, Math.Max(_newest, full.Through));
        }

        full.Lines.Clear();
        _free.Enqueue(full.Lines);
    }

    /// <summary>After what an earlier try has done in the same database.</summary>
    private long Begin()
    {
        var said = File.Exists(place) ? File.ReadAllText(place).TrimEnd('\n').Split(' ', 2) : [];
        return said is [var through, var target] && target == projection.Target && long.TryParse(through, NumberStyles.None, CultureInfo.InvariantCulture, out var done) ? done + 1 : 1;
    }
}
