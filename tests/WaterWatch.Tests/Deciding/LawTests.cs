using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Quality;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>What holds of every story, tried on many drawn by lot with fixed seeds.</summary>
public sealed class LawTests
{
    private static readonly string[] Stations = ["upper", "middle", "lower", "left"];
    private static readonly string[] Values = ["0.0005", "0.001", "0.0039", "0.0041", "0.005", "0.0051", "0.009", "0.02", "0.06", "<0.0005", "<0.01", ">0.004", ">0.02", "-9999", "-0.001"];
    private static readonly string[] Marks = ["", "", "", "", "", ",\"mark\":\"N\"", ",\"mark\":\"C\"", ",\"mark\":\"D\"", ",\"mark\":\"Q\"", ",\"mark\":\"T\"", ",\"source\":\"lab\""];

    private static readonly Limit[] MeanLimits =
        [Some.CdLimit with { MeanOver = TimeSpan.FromHours(1), LeastCoverage = 0.25m }, Some.CdLimit with { MeanOver = TimeSpan.FromHours(12), CensoredAs = CensoredAs.Half }];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Order_and_repetition_never_change_which_readings_exceed_nor_the_means(int seed)
    {
        var random = new Random(seed);
        var story = Story(random, 150, corrections: false);
        var other = story.Concat(story.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(other);
        var (inOrder, shuffled) = (OneByOne(story), OneByOne(other));

        Assert.Equal(Exceeding(inOrder), Exceeding(shuffled));
        Assert.Equal(Means(inOrder), Means(shuffled));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Repetition_never_changes_the_timeline(int seed)
    {
        var random = new Random(seed);
        var story = Story(random, 150, corrections: true);
        var repeated = new List<Message>();
        foreach (var message in story)
        {
            repeated.Add(message);
            repeated.AddRange(Enumerable.Repeat(repeated[random.Next(repeated.Count)], random.Next(3)));
        }

        Assert.Equal(OneByOne(story).Lines, OneByOne(repeated).Lines);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void One_batch_decides_as_many_batches_do(int seed)
    {
        var story = Story(new Random(seed), 150, corrections: true);
        var one = Walk();
        one.Receive(Some.At(500), story);
        var many = Walk();
        foreach (var message in story)
        {
            many.Receive(Some.At(500), message);
        }

        Assert.Equal(many.Lines, one.Lines);
        Assert.Equal(WithoutBatches(many.State), WithoutBatches(one.State));
        Assert.Equal(many.Batches.SelectMany(b => b.Readings).Select(r => (r.Series, r.Value, r.Flag, r.FlagTests, r.Judged)),
            one.Batches.SelectMany(b => b.Readings).Select(r => (r.Series, r.Value, r.Flag, r.FlagTests, r.Judged)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_snapshot_goes_on_as_the_state_it_was_taken_of(int seed)
    {
        var story = Story(new Random(seed), 120, corrections: true);
        var whole = Walk();
        var halved = Walk();
        for (var i = 0; i < story.Length; i++)
        {
            whole.Receive(Some.At(500), story[i]);
            halved.Receive(Some.At(500), story[i]);
            halved.State = i % 20 == 19 ? new WatchState(halved.State.ToSnapshot()) : halved.State;
        }

        StateAssert.Same(whole.State, halved.State);
        Assert.Equal(whole.State.Head, halved.State.Head);
    }

    [Fact]
    public void The_stories_meet_every_condition_that_a_reading_can_raise()
    {
        var met = Enumerable.Range(1, 30).SelectMany(seed => OneByOne(Story(new Random(seed), 150, corrections: true)).Timeline)
            .Where(e => e.Kind is EntryKind.AlertRaised or EntryKind.AlertFlapping)
            .Select(e => e.Kind == EntryKind.AlertFlapping ? nameof(EntryKind.AlertFlapping) : e.Data["condition"]).Distinct().Order();

        Assert.Equal(["AlertFlapping", "Blind", "FastRise", "FirstDetection", "LimitExceedance", "MarkedOverLimit", "SensorFailed", "Stuck"], met);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_snapshot_taken_slice_by_slice_between_batches_gives_the_same_state_with_the_log_after_it(int seed)
    {
        var random = new Random(seed);
        var walk = Walk();
        var (series, slices) = (new List<SeriesState>(), new List<SeriesSlice>());
        var end = random.Next(60, 100);
        var restored = new WatchState();
        foreach (var (i, message) in Story(random, 120, corrections: true).Index())
        {
            walk.Receive(Some.At(500), message);
            if (i < end && random.Next(12) == 0 || i == end)
            {
                var last = series.Count == 0 ? 0 : series[^1].Number;
                series.AddRange(walk.State.CopySeries(last, i == end ? int.MaxValue : random.Next(1, 4)));
                slices.Add(new SeriesSlice(series[^1].Number, walk.State.BatchSeq));
            }

            if (i == end)
            {
                var snapshot = walk.State.ToSnapshotWithout() with { Series = [.. series], Slices = [.. slices] };
                restored = new WatchState(snapshot);
            }
        }

        foreach (var batch in walk.Batches.Where(b => b.Seq > restored.BatchSeq))
        {
            restored.Apply(batch);
        }

        StateAssert.Same(walk.State, restored);
    }

    /// <summary>Messages of a few stations over two days, somewhat out of order.</summary>
    private static Message[] Story(Random random, int count, bool corrections)
    {
        var taken = new HashSet<(string, int, string)>();
        var story = new List<Message>();
        while (story.Count < count)
        {
            var station = Stations[random.Next(Stations.Length)];
            var determinand = random.Next(4) == 0 ? "Pb" : "Cd";
            if (random.Next(3) == 0)
            {
                (station, determinand) = ("left", "pH");
            }

            var quarter = random.Next(4) == 0 ? random.Next(200) : story.Count + random.Next(8);
            if (taken.Add((station, quarter, determinand)) || corrections && random.Next(3) == 0)
            {
                var payload = determinand == "pH"
                    ? Some.Payload(Some.At(quarter / 4.0), random.Next(12) == 0 ? "7.9" : "7.8", determinand, "pH")
                    : Some.Payload(Some.At(quarter / 4.0), Values[random.Next(Values.Length)], determinand, more: Marks[random.Next(Marks.Length)]);
                story.Add(Some.Message(random.Next(30) == 0 ? payload[..^9] : payload, Some.At(500), station));
            }
        }

        return [.. story];
    }

    private static CaseWalk OneByOne(IEnumerable<Message> messages)
    {
        var walk = Walk();
        foreach (var message in messages)
        {
            walk.Receive(Some.At(500), message);
        }

        return walk;
    }

    private static CaseWalk Walk() => new CaseWalk(Some.Plan([.. Stations.Select(Watched)])).Begin(Some.Start);

    /// <summary>Every condition is switched on, and easily met.</summary>
    private static readonly AlertRule Everything = AlertRule.Default with
    {
        FastRise = new FastRiseRule(2, TimeSpan.FromHours(24), 0.2m, Level.Blue),
        FirstDetection = new FirstDetectionRule(TimeSpan.FromHours(2), Level.Yellow) { OpensIncident = true },
        Blind = new BlindRule(1, Level.Blue),
        Stuck = new StuckRule(TimeSpan.FromHours(4), 0, Level.Blue),
        SensorFailed = new SensorFailedRule(1, Level.Blue),
        Flapping = new FlappingRule(0.4m, 0.3m, 4),
    };

    private static WatchedStation Watched(string id)
    {
        var quality = new QualityThresholds { SensorSpan = new(0, 0.05m), Spike = 0.005m, RatePerHour = 0.01m, FlatLineCount = 4, Gap = TimeSpan.FromHours(2) };
        return new WatchedStation(
            Some.Station(id),
            [new Instrument("", Some.Cd, 0.0006m, 0.05m)],
            [
                new DeterminandRules(Some.Cd, Fraction.Total) { Limits = [Some.CdLimit], MeanLimits = MeanLimits, Quality = quality, Alerts = Everything },
                new DeterminandRules(Some.PH, Fraction.Total) { Limits = [Some.Limit(Some.PH, 9m), Some.Limit(Some.PH, 6m, LimitSense.AtLeast)], Alerts = Everything },
                new DeterminandRules(Some.Pb, Fraction.Total) { Limits = [Some.Limit(Some.Pb, 0.005m)], Quality = quality, Alerts = Everything },
            ],
            Everything);
    }

    private static IEnumerable<string> Exceeding(CaseWalk walk) => walk.Batches
        .SelectMany(b => b.Readings)
        .Where(r => r.Judged == Judged.Exceeds)
        .Select(r => $"{walk.State.SeriesByNumber(r.Series).Key} {r.TakenAt:O} {r.Value}")
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Means(CaseWalk walk) => walk.State.Series
        .SelectMany(s => s.Means?.Windows.Select(w => $"{s.Key} over {w.Window.Seconds} s to {w.NewestAt:O}: {string.Join("; ", w.Buckets)}") ?? [])
        .Order(StringComparer.Ordinal);

    /// <summary>The state without what counts batches and hashes over their borders.</summary>
    private static string WithoutBatches(WatchState state) =>
        StateAssert.Describe(state.ToSnapshot() with { BatchSeq = 0, Slices = [], RawHash = "", Head = ChainHead.Start });
}
