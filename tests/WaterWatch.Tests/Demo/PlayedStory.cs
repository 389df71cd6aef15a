using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Demo;
using WaterWatch.Incidents;
using WaterWatch.Readings;
using WaterWatch.Tests.Configuration;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Demo;

/// <summary>The story taken through the shipped configuration and the real decisions, without broker and disk: a batch a message, a tick every ten minutes.</summary>
internal sealed class PlayedStory
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMinutes(10);

    private readonly WatchPlan _plan;
    private readonly WatchState _state = new();
    private readonly Dictionary<(SeriesKey Series, DateTimeOffset TakenAt), IReadOnlyList<WaterWatch.Deciding.Sample>> _forgotten = [];
    private readonly List<TimelineEntry> _timeline = [];
    private readonly SortedDictionary<long, Alert> _alerts = [];
    private readonly SortedDictionary<long, Incident> _incidents = [];

    private PlayedStory(Story story, WatchPlan plan)
    {
        _plan = plan;
        var feeds = new[] { new FeedState("demo", Listening: true, story.StartAt) };
        var tick = story.StartAt;
        foreach (var message in story.Messages)
        {
            for (; tick <= message.PublishAt; tick += TickEvery)
            {
                var now = tick;
                Step(now, [], draft => Decider.Tick(draft, plan, feeds, now));
            }

            var raw = new RawMessage("demo", message.Topic, message.Station, message.PublishAt, Encoding.UTF8.GetBytes(message.Payload));
            var decoded = Decider.Decode(new Message(raw, message.Topic.EndsWith("/hj212", StringComparison.Ordinal) ? PayloadFormat.Hj212 : PayloadFormat.Json, story.River, IsRetained: false), plan, _state, new ReadingBuffer());
            Step(message.PublishAt, [raw], draft => Decider.Decide(draft, plan, decoded));
        }
    }

    public IReadOnlyList<TimelineEntry> Timeline => _timeline;

    /// <summary>Every alert that there was, as it stands at the end.</summary>
    public IReadOnlyList<Alert> Alerts => [.. _alerts.Values];

    public IReadOnlyList<Incident> Incidents => [.. _incidents.Values];

    public static PlayedStory Of(Story story) => new(story, Repository.Shipped().AsExercise().Plan);

    private void Step(DateTimeOffset at, RawMessage[] raw, Action<Draft> decide)
    {
        var draft = new Draft(_state, _forgotten, raw.Length == 0 ? default : RawBlock.Write(raw), at);
        decide(draft);
        Decider.Tell(draft, _plan);
        var batch = draft.ToBatch();
        _state.Apply(batch);
        _timeline.AddRange(batch.Entries);
        foreach (var alert in batch.Alerts)
        {
            _alerts[alert.Id] = alert;
        }

        foreach (var incident in batch.Incidents)
        {
            _incidents[incident.Id] = incident;
        }
    }
}
