using System.Buffers;
using System.Diagnostics;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Pipeline;

/// <summary>
/// The way of a reading: message, decode, look up, decide, ONE transaction, take over, answer, tell. One loop, one writer; order per station is kept
/// because order is kept.
/// </summary>
public sealed class ReadingPipeline(
    Inbox inbox, WatchLog log, WatchState state, WatchPlan plan, PipelineSettings settings, TimeProvider clock, PipelineHealth health, ILogger<ReadingPipeline> logger)
{
    /// <summary>Payload bytes after which a batch is closed.</summary>
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly Dictionary<string, FeedState> _feeds = [];

    // Used again by each batch: what is as large as a batch must not become garbage with each.
    private readonly List<Arrival> _arrivals = [];
    private readonly List<DecodedMessage> _decoded = [];
    private readonly Dictionary<Input.Acted, DecodedMessage> _decodedWithActs = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Input.Acted, IReadOnlyList<DecodedMessage>> _decodedAgain = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Action> _sends = [];
    private readonly UntoldSubjects _untold = new();
    private readonly ReadingBuffer _readings = new();
    private readonly ArrayBufferWriter<byte> _block = new();
    private WatchPlan _plan = plan;
    private DateTimeOffset _planSince;

    /// <summary>Told of each batch that is on disk, on the pipeline's own thread: handlers hand it on, without its raw block, and return.</summary>
    public event Action<Batch>? Committed;

    /// <summary>Runs until the inbox is closed and worked off.</summary>
    public async Task RunAsync()
    {
        await Task.Yield();
        var inputs = new List<Input>(settings.Batch);
        while (await inbox.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Collect(inputs);
            Work(inputs);
            inputs.Clear();
        }
    }

    private void Work(IReadOnlyList<Input> inputs)
    {
        var started = Stopwatch.GetTimestamp();
        _arrivals.Clear();
        _arrivals.AddRange(inputs.OfType<Arrival>());
        health.Received(_arrivals.Count);
        var isWritten = false;
        if (!TryDecide(inputs, tells: true, out var draft))
        {
            foreach (var input in inputs)
            {
                Work([input]);
            }

            return;
        }

        if (draft is not null)
        {
            // A look, a tick at which nothing was due, or the repeat of what is known: there is nothing to write.
            var batch = draft.ToBatch();
            isWritten = batch.IsEmpty || TryCommit(batch);
            if (batch.IsEmpty && health.StorageFailure is not null && inputs.Any(i => i is Input.Tick))
            {
                Probe();
            }

            if (isWritten && !batch.IsEmpty)
            {
                state.Apply(batch);
                AnswerStored();
                health.Committed(batch, draft.Counts, _arrivals.Count, Stopwatch.GetElapsedTime(started));
                Committed?.Invoke(batch);
            }
        }

        if (isWritten)
        {
            _untold.Written(health);
        }

        Answers.Give(inputs, isWritten, state, _plan);
    }

    private void AnswerStored()
    {
        Action? last = null;
        foreach (var arrival in _arrivals)
        {
            // Of the same connection usually many in a row.
            if (arrival.Stored() is { } send && !ReferenceEquals(send, last))
            {
                _sends.Add(last = send);
            }
        }

        foreach (var send in _sends)
        {
            send();
        }

        _sends.Clear();
    }

    /// <param name="tells">False to judge alone: rather that, and nobody is told for now, than an exceedance that is set aside since telling of it failed.</param>
    /// <param name="draft">Null when there is nothing to write: what was not answered otherwise is refused, so that it comes again.</param>
    /// <returns>False when a decision failed and the inputs are to be taken one by one.</returns>
    private bool TryDecide(IReadOnlyList<Input> inputs, bool tells, out Draft? draft)
    {
        draft = null;
        try
        {
            Decode(inputs);
            var held = LookUp();
            if (held.Count > 0)
            {
                Recover(health.LookingUpWorks());
            }

            var decided = NewDraft(held, inputs);
            DecideAll(decided, inputs);
            if (tells)
            {
                Decider.Tell(decided, _plan, _untold.At(decided.RecordedAt));
            }
            else
            {
                _untold.AllFailed(clock.GetUtcNow(), health);
            }

            draft = decided;
            return true;
        }
        catch (StorageException failure)
        {
            // Without what is held nobody can tell a repeat from a correction.
            PutOff(inputs);
            Refuse(failure, health.LookingUpFails(failure, clock.GetUtcNow()));
            return true;
        }
        catch (TellingFaultException fault)
        {
            // The border of one subject: it is decided once more, without telling of that.
            logger.LogError(fault, "Whom to tell of {Subject} could not be decided; it is tried again in a minute, and the others are told", fault.Subject);
            return TryDecide(inputs, _untold.Failed(fault.Subject, clock.GetUtcNow(), health), out draft);
        }
        catch (Exception fault)
        {
            // The border of one message: a fault of ours in one must not keep the others from being judged, nor itself from being kept.
            logger.LogError(fault, "A decision failed; the messages of its batch are taken one by one");
            if (inputs.Count > 1)
            {
                return false;
            }

            if (tells)
            {
                return TryDecide(inputs, tells: false, out draft);
            }

            if (_arrivals.Count > 0)
            {
                var alone = draft = NewDraft([], []);
                _arrivals.ForEach(a => Decider.SetAsideFaulty(alone, _plan, a.Message, fault.GetType().Name));
            }

            return true;
        }
    }

    private void Decode(IReadOnlyList<Input> inputs)
    {
        _decoded.Clear();
        _decodedWithActs.Clear();
        _decodedAgain.Clear();
        _readings.Clear();
        foreach (var arrival in _arrivals)
        {
            var decoded = Decider.Decode(arrival.Message, _plan, state, _readings);
            arrival.Answers = decoded.Content.Device?.Answers ?? [];
            _decoded.Add(decoded);
        }

        if (_arrivals.Count == inputs.Count)
        {
            return;
        }

        foreach (var acted in inputs.OfType<Input.Acted>())
        {
            if (acted.Message is { } message)
            {
                _decodedWithActs[acted] = Decider.Decode(message, _plan, state, _readings);
            }

            if (acted.Again.Count > 0)
            {
                _decodedAgain[acted] = [.. acted.Again.Select(m => Decider.Decode(m, _plan, state, _readings))];
            }
        }
    }

    private Draft NewDraft(Dictionary<(SeriesKey Series, DateTimeOffset TakenAt), IReadOnlyList<Sample>> held, IReadOnlyList<Input> inputs)
    {
        _block.ResetWrittenCount();
        for (var i = 0; i < _arrivals.Count; i++)
        {
            // Decoded it may say of which stations it is; where decoding failed it stands as it came.
            RawBlock.Append(_block, (i < _decoded.Count ? _decoded[i].Message : _arrivals[i].Message).Raw);
        }

        foreach (var brought in inputs.OfType<Input.Acted>().SelectMany(a => a.Brings))
        {
            RawBlock.Append(_block, brought);
        }

        return new Draft(state, held, _block.WrittenMemory, clock.GetUtcNow()) { RecordHash = log.RecordHash };
    }

    private bool TryCommit(Batch batch)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            log.Commit(batch);
            health.Wrote(Stopwatch.GetElapsedTime(started));
            Recover(health.WritingWorks());
            return true;
        }
        catch (StorageException failure)
        {
            Refuse(failure, health.WritingFails(failure, clock.GetUtcNow()));
            return false;
        }
    }

    /// <summary>When nobody sends any more, nothing else would show that there is room again.</summary>
    private void Probe()
    {
        try
        {
            log.Probe();
            Recover(health.WritingWorks());
        }
        catch (StorageException)
        {
            // It still fails, which is known.
        }
    }

    /// <summary>Nothing is answered, so every sender still holds its message; the feeds reconnect and it comes again.</summary>
    /// <param name="isNew">It was not said yet: what goes on is said once, not at every try.</param>
    private void Refuse(StorageException failure, bool isNew)
    {
        if (isNew)
        {
            logger.LogError("Readings cannot be written, and none is acknowledged until they can be: {Reason}", failure.Message);
        }

        health.Refused(_arrivals.Count);
        _arrivals.ForEach(a => a.Refused());
    }

    private void Recover(DateTimeOffset? since)
    {
        if (since is { } at)
        {
            logger.LogInformation("Readings are written again, after {Seconds:0} s; what was not acknowledged comes again by itself", (clock.GetUtcNow() - at).TotalSeconds);
        }
    }

    /// <summary>Takes what is there, at most a batch and for at most the batch's time; what comes while a batch is written makes the next one.</summary>
    private void Collect(List<Input> inputs)
    {
        var started = Stopwatch.GetTimestamp();
        var bytes = 0L;
        while (inputs.Count < settings.Batch && inbox.TryTake(out var input))
        {
            inputs.Add(input);

            // A changed plan ends its batch: what comes after it is decoded by the new one. A block larger than the database takes would come back for ever.
            bytes += input is Arrival arrival ? arrival.Message.Raw.Payload.Length : 0;
            if (input is Input.PlanChanged || bytes > MostBytes || Stopwatch.GetElapsedTime(started) > settings.BatchWait)
            {
                return;
            }
        }
    }

    private Dictionary<(SeriesKey Series, DateTimeOffset TakenAt), IReadOnlyList<Sample>> LookUp()
    {
        var held = new Dictionary<(SeriesKey Series, DateTimeOffset TakenAt), IReadOnlyList<Sample>>();
        var messages = _decodedWithActs.Count + _decodedAgain.Count == 0 ? _decoded : [.. _decoded, .. _decodedWithActs.Values, .. _decodedAgain.Values.SelectMany(m => m)];
        foreach (var wanted in Decider.Forgotten(messages).GroupBy(w => w.Series, w => w.TakenAt))
        {
            var found = log.Held(state.Find(wanted.Key)!.Number, wanted.Select(t => t.ToUnixTimeMilliseconds()).ToHashSet());
            foreach (var takenAt in wanted)
            {
                held[(wanted.Key, takenAt)] = found.GetValueOrDefault(takenAt.ToUnixTimeMilliseconds()) ?? [];
            }
        }

        return held;
    }

    private void DecideAll(Draft draft, IReadOnlyList<Input> inputs)
    {
        var next = 0;
        foreach (var input in inputs)
        {
            switch (input)
            {
                case Arrival:
                    Decider.Decide(draft, _plan, _decoded[next++]);
                    break;
                case Input.Tick tick:
                    CatchUp(draft, tick.Now);
                    Decider.Tick(draft, _plan, _feeds.Values, tick.Now, _planSince);
                    break;
                case Input.FeedChanged changed:
                    _feeds[changed.Feed.Feed] = changed.Feed;
                    Decider.FeedChanged(draft, changed.Feed, changed.At);
                    break;
                case Input.PlanChanged changed:
                    (_plan, _planSince) = (changed.Plan, changed.At);
                    _untold.TryAll();
                    Decider.ConfigurationLoaded(draft, _plan, changed.At);
                    break;
                case Input.Acted done:
                    done.Result = null;
                    done.Result = Decider.Do(draft, _plan, done.What, _decodedWithActs.TryGetValue(done, out var read) ? read : null, _decodedAgain.GetValueOrDefault(done));
                    break;
                case Input.Delivered delivered:
                    Decider.Delivered(draft, _plan, delivered.What, log.Reader.Notification);
                    break;
                case Input.CommandsTried tried:
                    Decider.CommandsTried(draft, tried.What);
                    break;
                case Input.Receipted receipted:
                    receipted.Result = null;
                    receipted.Result = Decider.Receipted(draft, _plan, receipted.What, log.Reader.NotificationsOf(receipted.What.Notification));
                    break;
                case Input.Swept swept:
                    Decider.Swept(draft, swept.What);
                    break;
            }
        }
    }

    /// <summary>Nothing is decided now; what changed is written by <see cref="CatchUp"/> at the next tick.</summary>
    private void PutOff(IReadOnlyList<Input> inputs)
    {
        foreach (var input in inputs)
        {
            switch (input)
            {
                case Input.FeedChanged changed:
                    _feeds[changed.Feed.Feed] = changed.Feed;
                    break;
                case Input.PlanChanged changed:
                    (_plan, _planSince) = (changed.Plan, changed.At);
                    break;
            }
        }
    }

    /// <summary>What a batch that could not be written has left out; both do nothing when the state knows it already.</summary>
    private void CatchUp(Draft draft, DateTimeOffset now)
    {
        Decider.ConfigurationLoaded(draft, _plan, now);
        foreach (var feed in _feeds.Values)
        {
            Decider.FeedChanged(draft, feed, feed.Since);
        }
    }
}
