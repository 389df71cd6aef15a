using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Projection;

/// <summary>Some lines on their way.</summary>
/// <param name="FirstBatch">The oldest batch that something of it is from.</param>
/// <param name="LastBatch">The newest.</param>
/// <param name="Through">Once it is written, all batches up to this one are.</param>
/// <param name="WaitingSince">When the oldest of it was recorded.</param>
internal sealed record LinesOnTheWay(LineWriter Lines, long FirstBatch, long LastBatch, long Through, DateTimeOffset WaitingSince);

/// <summary>Turns batches of the log into lines, in the log's order. Used by one thread.</summary>
internal sealed class LogLines(LogReader log, ConfigurationInForce configuration)
{
    /// <summary>In one request. Fewer cost the server more for each; more than some megabytes some servers do not take.</summary>
    public const int MostLines = 10_000;

    private readonly ReadingLines _readings = new(log, configuration);
    private readonly List<Reading> _unwritten = [];
    private readonly RecordLines _record = new(log, configuration);
    private long _first;
    private long _last;
    private long _through;
    private DateTimeOffset _since;

    /// <summary>Adds one batch, and hands over what has come together whenever that is enough for a request.</summary>
    /// <param name="lines">What is added to.</param>
    /// <param name="send">Takes what is there, and gives what to go on with.</param>
    public async Task<LineWriter> AddAsync(Batch batch, LineWriter lines, Func<LinesOnTheWay, Task<LineWriter>> send)
    {
        Take(batch);
        _readings.Begin(batch);
        foreach (var reading in batch.Readings)
        {
            _unwritten.Add(reading);
            if (lines.Lines + _unwritten.Count >= MostLines)
            {
                lines = await send(End(lines));
                Take(batch);
            }
        }

        _record.Write(batch, lines);
        _through = batch.Seq;
        return lines.Lines + _unwritten.Count >= MostLines ? await send(End(lines)) : lines;
    }

    /// <summary>What is there, though it is not enough for a whole request; with no line at all it only says how far the log has been looked through.</summary>
    public LinesOnTheWay End(LineWriter lines)
    {
        // Series by series, which is less work for InfluxDB than station by station; of one series in the log's order, so that the newest version of a reading comes last.
        foreach (var reading in _unwritten.OrderBy(r => r.Series))
        {
            _readings.Write(reading, lines);
        }

        _unwritten.Clear();
        var ended = new LinesOnTheWay(lines, _first, _last, _through, _since);
        _first = 0;
        return ended;
    }

    /// <summary>Begins again after a batch, with nothing in hand: what was added since was not sent, and is added once more.</summary>
    public void BeginAfter(long batch)
    {
        _unwritten.Clear();
        (_first, _through) = (0, batch);
    }

    private void Take(Batch batch)
    {
        _last = batch.Seq;
        if (_first == 0)
        {
            (_first, _since) = (batch.Seq, batch.RecordedAt);
        }
    }
}
