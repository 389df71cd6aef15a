using System.Diagnostics;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Replay;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>
/// Plays a story over Core alone: each step is a batch of its own, and the clock ticks at every whole minute between steps. What the log
/// would hold is held here in lists.
/// </summary>
internal sealed class CaseWalk(WatchPlan plan)
{
    private readonly List<Reading> _log = [];
    private FeedState _feed = new(plan.Feeds?.First() ?? "local", true, DateTimeOffset.MinValue);
    private DateTimeOffset? _now;

    public WatchPlan Plan { get; set; } = plan;

    public WatchState State { get; set; } = new();

    /// <summary>Without seals, which are in the batches.</summary>
    public List<TimelineEntry> Timeline { get; } = [];

    public List<Batch> Batches { get; } = [];

    public IEnumerable<EntryKind> Kinds => Timeline.Select(e => e.Kind);

    /// <summary>Allocated while it was decided who is told.</summary>
    public long BytesOfTelling { get; private set; }

    public TimeSpan TimeOfTelling { get; private set; }

    /// <summary>One line an entry, in the zone of the stories.</summary>
    public IEnumerable<string> Lines => Timeline.Select(e => TimelineLine.Of(e, Some.Zone));

    /// <summary>A case folder from its first step to its last.</summary>
    public static CaseWalk Through(ReplayContent story, Func<string, WatchPlan> load)
    {
        var walk = new CaseWalk(load(story.ConfigDirectory!));
        walk.Begin(story.Steps[0].At);
        foreach (var step in story.Steps)
        {
            walk.Until(step.At);
            walk.Take(step, load);
            walk.Tick(step.At);
        }

        return walk;
    }

    /// <summary>The feed listens from now on, by the plan of now.</summary>
    public CaseWalk Begin(DateTimeOffset at)
    {
        _feed = _feed with { Since = at };
        _now = at;
        Commit([], at, draft => Decider.ConfigurationLoaded(draft, Plan, at));
        return this;
    }

    /// <summary>Ticks at every whole minute before an instant.</summary>
    public void Until(DateTimeOffset at)
    {
        var now = _now ?? at;
        for (var minute = now.AddTicks(TimeSpan.TicksPerMinute - now.Ticks % TimeSpan.TicksPerMinute); minute < at; minute = minute.AddMinutes(1))
        {
            Tick(minute);
        }
    }

    public void Tick(DateTimeOffset at)
    {
        _now = at;
        Commit([], at, draft => Decider.Tick(draft, Plan, [_feed], at));
    }

    public void Feed(bool listening, DateTimeOffset at)
    {
        _feed = _feed with { Listening = listening, Since = at };
        Commit([], at, draft => Decider.FeedChanged(draft, _feed, at));
    }

    public void Reconfigure(WatchPlan plan, DateTimeOffset at)
    {
        Plan = plan;
        Commit([], at, draft => Decider.ConfigurationLoaded(draft, Plan, at));
    }

    /// <summary>Messages that come in together.</summary>
    public void Receive(DateTimeOffset at, params Message[] messages) => Receive(at, tickInSameBatch: false, messages);

    public void Receive(DateTimeOffset at, bool tickInSameBatch, params Message[] messages)
    {
        var decoded = messages.Select(m => Decider.Decode(m, Plan, State, new ReadingBuffer())).ToList();
        Commit(decoded, at, draft =>
        {
            foreach (var message in decoded)
            {
                Decider.Decide(draft, Plan, message);
            }

            if (tickInSameBatch)
            {
                Decider.Tick(draft, Plan, [_feed], at);
            }
        });
    }

    /// <summary>A reading of one value that came in as it was taken.</summary>
    public void Receive(DateTimeOffset takenAt, string value, string determinand = "Cd", string station = "upper", DateTimeOffset? receivedAt = null, string more = "")
    {
        var at = receivedAt ?? takenAt;
        Receive(at, Some.Message(Some.Payload(takenAt, value, determinand, Determinand.Find(determinand)!.Unit.Symbol(), more), at, station));
    }

    /// <summary>What a named person does.</summary>
    /// <param name="with">What is read with it: a laboratory's results, or what was set aside.</param>
    public ActResult Do(Act act, DateTimeOffset at, Message? with = null)
    {
        var result = default(ActResult);
        DecodedMessage? read = with is null ? null : Decider.Decode(with, Plan, State, new ReadingBuffer());
        Commit([], at, draft => result = Decider.Do(draft, Plan, act, read), read is { } one ? [one] : []);
        return result!;
    }

    /// <summary>Stored messages are read again.</summary>
    public ActResult Reparse(DateTimeOffset at, params Message[] messages)
    {
        var result = default(ActResult);
        var again = messages.Select(m => Decider.Decode(m, Plan, State, new ReadingBuffer())).ToList();
        Commit([], at, draft => result = Decider.Do(draft, Plan, new Act.Reparse(at.AddDays(-1), at, "Qin", "the detection limit was missing"), again: again), again);
        return result!;
    }

    /// <summary>The only part of a file.</summary>
    public ImportCounts Import(DateTimeOffset at, params Message[] messages)
    {
        var result = default(ActResult);
        var read = messages.Select(m => Decider.Decode(m, Plan, State, new ReadingBuffer())).ToList();
        var act = new Act.Import(new ImportedFile("logger.csv", new string('a', 64), ""), new ImportPart(99, messages.Length, ImportCounts.None, IsLast: true), "Qin");
        Commit([], at, draft => result = Decider.Do(draft, Plan, act, again: read), read);
        return result!.Imported!;
    }

    /// <summary>What came of sending.</summary>
    public void Deliver(Delivery delivery, DateTimeOffset at) => Commit([], at, draft => Decider.Delivered(draft, Plan, delivery, Held));

    /// <summary>What a gateway says became of it; the log is asked as the pipeline asks it.</summary>
    public ActResult Receipt(Receipt receipt, DateTimeOffset at)
    {
        var newest = Held(receipt.Notification);
        List<Notification> of = newest is null ? [] : [newest, .. newest.Carried.Select(Held).OfType<Notification>()];
        var result = default(ActResult);
        Commit([], at, draft => result = Decider.Receipted(draft, Plan, receipt, of));
        return result!;
    }

    /// <summary>Both of them in one batch.</summary>
    public void DeliverAndReceipt(Delivery delivery, Receipt receipt, DateTimeOffset at)
    {
        var of = Held(receipt.Notification)!;
        Commit([], at, draft =>
        {
            Decider.Delivered(draft, Plan, delivery, Held);
            Decider.Receipted(draft, Plan, receipt, [of]);
        });
    }

    /// <summary>What came of sending commands.</summary>
    public void Try(CommandTried tried, DateTimeOffset at) => Commit([], at, draft => Decider.CommandsTried(draft, [tried]));

    /// <summary>What came of a sweep.</summary>
    public void Sweep(Sweep sweep, DateTimeOffset at) => Commit([], at, draft => Decider.Swept(draft, sweep));

    private Notification? Held(long id) => Batches.SelectMany(b => b.Notifications).LastOrDefault(n => n.Id == id);

    private void Take(ReplayStep step, Func<string, WatchPlan> load)
    {
        switch (step)
        {
            case ReplayStep.Publish publish:
                Receive(step.At, MessageOf(publish));
                break;
            case ReplayStep.FeedLost:
                Feed(listening: false, step.At);
                break;
            case ReplayStep.FeedRestored:
                Feed(listening: true, step.At);
                break;
            case ReplayStep.Reconfigure changed:
                Reconfigure(load(changed.Directory), step.At);
                break;
            case ReplayStep.Do done:
                Assert.Equal("", Do(done.Act, step.At).Words);
                break;
        }
    }

    /// <summary>By the default topics.</summary>
    private Message MessageOf(ReplayStep.Publish publish)
    {
        var levels = publish.Topic.Split('/');
        var raw = new RawMessage(_feed.Feed, publish.Topic, levels[3], publish.At, publish.Payload);
        var format = levels[4] switch { "status" => PayloadFormat.Status, "hj212" => PayloadFormat.Hj212, "senml" => PayloadFormat.SenMl, _ => PayloadFormat.Json };
        return new Message(raw, format, levels[2], IsRetained: false);
    }

    private void Commit(IReadOnlyList<DecodedMessage> messages, DateTimeOffset at, Action<Draft> decide, IReadOnlyList<DecodedMessage>? withAct = null)
    {
        var block = RawBlock.Write([.. messages.Select(m => m.Message.Raw)]);
        var held = Decider.Forgotten([.. messages, .. withAct ?? []]).Distinct().ToDictionary(
            f => f,
            f => (IReadOnlyList<Sample>)[.. _log.Where(r => State.SeriesByNumber(r.Series).Key == f.Series && r.TakenAt == f.TakenAt).Select(Sample.Of)]);
        var draft = new Draft(State, held, block, at);
        decide(draft);
        var (since, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        Decider.Tell(draft, Plan);
        BytesOfTelling += GC.GetAllocatedBytesForCurrentThread() - before;
        TimeOfTelling += Stopwatch.GetElapsedTime(since);
        var batch = draft.ToBatch();
        if (batch.IsEmpty)
        {
            return;
        }

        State.Apply(batch);
        Batches.Add(batch);
        Timeline.AddRange(batch.Entries.Where(e => !e.IsOfTheRecord));
        _log.AddRange(batch.Readings);
    }
}
