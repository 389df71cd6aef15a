using System.Diagnostics;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
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
    private readonly Dictionary<string, FeedState> _feeds = [];
    private WatchPlan _plan = plan;
    private DateTimeOffset _planSince;

    /// <summary>Told of each batch that is on disk, on the pipeline's own thread: handlers hand it on and return.</summary>
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

    private void Work(List<Input> inputs)
    {
        var arrivals = inputs.OfType<Input.Received>().Select(r => r.Arrival).ToList();
        var started = Stopwatch.GetTimestamp();

        var decoded = arrivals.ConvertAll(a => Decider.Decode(a.Message, _plan));
        if (!TryLookUp(decoded, out var held))
        {
            PutOff(inputs);
            arrivals.ForEach(a => a.Refused());
            Answer(inputs);
            return;
        }

        var draft = new Draft(state, held, RawBlock.Write(arrivals.ConvertAll(a => a.Message.Raw)), clock.GetUtcNow());
        DecideAll(draft, inputs, decoded);
        var batch = draft.ToBatch();
        if (batch.IsEmpty)
        {
            // A look, or a tick at which nothing was due: nothing to write, and nothing to number.
        }
        else if (TryCommit(batch))
        {
            state.Apply(batch);
            arrivals.ForEach(a => a.Stored());
            health.Committed(batch, draft.Counts, arrivals, Stopwatch.GetElapsedTime(started));
            Committed?.Invoke(batch);
        }
        else
        {
            arrivals.ForEach(a => a.Refused());
        }

        Answer(inputs);
    }

    /// <summary>Takes what is there, at most a batch and for at most the batch's time; what comes while a batch is written makes the next one.</summary>
    private void Collect(List<Input> inputs)
    {
        var started = Stopwatch.GetTimestamp();
        while (inputs.Count < settings.Batch && inbox.Reader.TryRead(out var input))
        {
            inputs.Add(input);

            // A changed plan ends its batch: what comes after it is decoded by the new one.
            if (input is Input.PlanChanged || Stopwatch.GetElapsedTime(started) > settings.BatchWait)
            {
                return;
            }
        }
    }

    private bool TryLookUp(List<DecodedMessage> decoded, out Dictionary<(SeriesKey Series, DateTimeOffset TakenAt), IReadOnlyList<Sample>> held)
    {
        held = [];
        try
        {
            foreach (var wanted in Decider.Forgotten(decoded, state))
            {
                held[wanted] = log.Held(state.Series[wanted.Series].Number, wanted.TakenAt);
            }

            return true;
        }
        catch (StorageException failure)
        {
            // Without what is held nobody can tell a repeat from a correction: nothing is decided, nothing is answered, and it comes again.
            health.StorageFails(failure.Message);
            logger.LogError("What is held could not be read, and {Messages} messages were not acknowledged: {Reason}", decoded.Count, failure.Message);
            return false;
        }
    }

    /// <summary>Nothing is decided now; what changed is written by <see cref="CatchUp"/> at the next tick.</summary>
    private void PutOff(List<Input> inputs)
    {
        foreach (var input in inputs)
        {
            switch (input)
            {
                case Input.FeedChanged changed:
                    _feeds[changed.Feed.Feed] = changed.Feed;
                    break;
                case Input.PlanChanged changed:
                    _plan = changed.Plan;
                    break;
            }
        }
    }

    private void DecideAll(Draft draft, List<Input> inputs, List<DecodedMessage> decoded)
    {
        var next = 0;
        foreach (var input in inputs)
        {
            switch (input)
            {
                case Input.Received:
                    Decider.Decide(draft, _plan, decoded[next++]);
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
                    Decider.ConfigurationLoaded(draft, _plan, changed.At);
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
            Decider.FeedChanged(draft, feed, now);
        }
    }

    private bool TryCommit(Batch batch)
    {
        try
        {
            log.Commit(batch);
            health.StorageWorks();
            return true;
        }
        catch (StorageException failure)
        {
            // Nothing was answered, so every sender still holds its message; the feeds reconnect and it comes again.
            health.StorageFails(failure.Message);
            logger.LogError("Batch {Seq} could not be written and was not acknowledged: {Reason}", batch.Seq, failure.Message);
            return false;
        }
    }

    private void Answer(List<Input> inputs)
    {
        foreach (var input in inputs)
        {
            switch (input)
            {
                case Input.Tick tick:
                    tick.Done.TrySetResult();
                    break;
                case Input.PlanChanged changed:
                    changed.Done.TrySetResult();
                    break;
                case Input.Look look:
                    look.At(state, _plan);
                    break;
            }
        }
    }
}
