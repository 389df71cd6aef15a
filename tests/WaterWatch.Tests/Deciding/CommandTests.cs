using System.Diagnostics;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Timeline;
using Xunit.Abstractions;

namespace WaterWatch.Tests.Deciding;

/// <summary>What the story <c>tests/cases/ordered-to-sample-more-often</c> cannot show.</summary>
public sealed class CommandTests(ITestOutputHelper output)
{
    private const string By = "Wei Min";

    private static readonly AlertRule Rule = AlertRule.Default with
    {
        Commands = new CommandRule { Yellow = TimeSpan.FromMinutes(30), Orange = TimeSpan.FromMinutes(10), SampleAgain = true },
    };

    [Fact]
    public void A_station_without_the_rule_is_ordered_nothing()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched("upper", TimeSpan.FromHours(1)))).Begin(Some.Start);
        walk.Receive(Some.At(1), "0.02");

        Assert.Contains(EntryKind.ResampleOrdered, walk.Kinds);
        Assert.DoesNotContain(EntryKind.CommandIssued, walk.Kinds);
    }

    [Fact]
    public void A_station_of_two_incidents_has_the_interval_of_the_graver_and_goes_back_with_the_last()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.006", station: "left");
        walk.Receive(Some.At(1.1), "0.012", station: "right");
        Assert.Equal([1800, 600], [Every(walk, "left"), Every(walk, "right")]);

        // A person says that both are of one event.
        walk.Do(new Act.Merge(1, 2, By, "one lorry"), Some.At(2));
        Assert.Equal([600, 600], [Every(walk, "left"), Every(walk, "right")]);

        Clear(walk, "right", Some.At(3));
        Assert.Equal([1800, 1800], [Every(walk, "left"), Every(walk, "right")]);

        Clear(walk, "left", Some.At(4));
        Assert.Equal([3600, 3600], [Every(walk, "left"), Every(walk, "right")]);
    }

    [Fact]
    public void What_was_not_sent_yet_is_replaced_and_never_sent_afterwards()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.006");
        walk.Receive(Some.At(1.2), "0.012");

        var pending = walk.State.Commands.Pending.Values.Where(c => c.SampleEvery is not null);
        Assert.Equal(TimeSpan.FromMinutes(10), Assert.Single(pending).SampleEvery);
        Try(walk, 1, CommandOutcome.Sent, Some.At(1.3));
        Assert.DoesNotContain(EntryKind.CommandSent, walk.Kinds);
    }

    [Fact]
    public void The_timeline_has_the_first_failure_and_the_end_and_an_order_to_sample_now_is_given_up_after_an_hour()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.006");
        var now = walk.State.Commands.Pending.Values.Single(c => c.SampleEvery is null).Id;
        for (var hour = 1.01; hour < 2.2; hour += 0.1)
        {
            Try(walk, now, CommandOutcome.MayRetry, Some.At(hour));
        }

        var failed = walk.Timeline.Where(e => e.Kind == EntryKind.CommandFailed).ToList();
        Assert.Equal(2, failed.Count);
        Assert.Equal([true, false], failed.Select(e => e.Data.ContainsKey("next_try_at")));
        Assert.DoesNotContain(now, walk.State.Commands.Pending.Keys);
    }

    [Fact]
    public void What_could_not_be_sent_waits_longer_each_time()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.006");
        Try(walk, 1, CommandOutcome.MayRetry, Some.At(1));

        Assert.DoesNotContain(walk.State.Commands.DueBy(Some.At(1).AddSeconds(9), 10), c => c.Id == 1);
        Assert.Contains(walk.State.Commands.DueBy(Some.At(1).AddSeconds(10), 10), c => c.Id == 1);
    }

    [Fact]
    public void In_shadow_mode_the_timeline_says_what_would_have_been_ordered_once_and_live_it_is_ordered()
    {
        var walk = Walk();
        var live = walk.Plan;
        walk.Plan = live.Told(Telling.Shadow);
        walk.Receive(Some.At(1), "0.006");
        walk.Receive(Some.At(1.1), "0.0061");

        Assert.Equal(2, walk.Kinds.Count(k => k == EntryKind.CommandWithheld));
        Assert.Empty(walk.State.Commands.Pending);

        walk.Reconfigure(new WatchPlan([.. live.Rivers.Values], TimeSpan.FromMinutes(5), "configuration 2"), Some.At(2));
        Assert.Equal(TimeSpan.FromMinutes(30), Assert.Single(walk.State.Commands.Pending.Values).SampleEvery);
    }

    [Fact]
    public void A_backlog_that_brings_an_old_exceedance_orders_no_sample_now()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.006", receivedAt: Some.At(9));

        Assert.DoesNotContain(walk.State.Commands.Pending.Values, c => c.SampleEvery is null);
    }

    [Fact]
    public void When_the_rule_is_taken_out_stations_are_told_to_sample_as_usual()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.006");
        walk.Reconfigure(new WatchPlan([.. Some.Plan(Some.Watched("upper", TimeSpan.FromHours(1))).Rivers.Values], TimeSpan.FromMinutes(5), "configuration 2"), Some.At(2));

        Assert.Equal(3600, Every(walk, "upper"));
    }

    [Fact]
    public void What_is_ordered_is_in_the_state_that_the_log_and_a_snapshot_give()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.006");
        walk.Receive(Some.At(1.1), "0.012", station: "left");
        Try(walk, 1, CommandOutcome.Sent, Some.At(1.2));
        Try(walk, 2, CommandOutcome.MayRetry, Some.At(1.2));

        var folded = new WatchState();
        walk.Batches.ForEach(folded.Apply);
        StateAssert.Same(walk.State, folded);
        StateAssert.Same(walk.State, new WatchState(walk.State.ToSnapshot()));
    }

    /// <summary>Stations that nothing connects, each with an incident of its own: the worst that can come at once.</summary>
    [Fact]
    public void What_ordering_adds_grows_with_the_stations_and_no_faster()
    {
        _ = Trip(500, Rule);
        var (few, many) = (Cost(500), Cost(2_000));

        Assert.InRange((double)many / few, 0, 8);
    }

    [Fact]
    public void What_could_not_be_sent_is_ordered_again_when_the_configuration_is_mended_be_it_more_often_or_as_usual()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.006");
        Try(walk, 1, CommandOutcome.Refused, Some.At(1.1));
        walk.Reconfigure(Mended(walk.Plan, "2"), Some.At(1.2));
        var again = walk.State.Commands.IntervalOf("upper")!;
        Assert.Equal((CommandState.Queued, TimeSpan.FromMinutes(30)), (again.State, again.SampleEvery));

        Try(walk, again.Id, CommandOutcome.Sent, Some.At(1.3));
        Clear(walk, "upper", Some.At(2));
        var usual = walk.State.Commands.IntervalOf("upper")!;
        Try(walk, usual.Id, CommandOutcome.Refused, Some.At(3));
        walk.Reconfigure(Mended(walk.Plan, "3"), Some.At(4));

        var last = walk.State.Commands.IntervalOf("upper")!;
        Assert.Equal((CommandState.Queued, TimeSpan.FromHours(1), true), (last.State, last.SampleEvery, last.IsUsual));
        Try(walk, last.Id, CommandOutcome.Sent, Some.At(5));
        Assert.Null(walk.State.Commands.IntervalOf("upper"));
    }

    private static WatchPlan Mended(WatchPlan plan, string version) => new([.. plan.Rivers.Values], plan.AllowedClockSkew, $"configuration {version}");

    private long Cost(int stations)
    {
        var (started, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        Trip(stations, Rule);
        var (took, with) = (Stopwatch.GetElapsedTime(started), GC.GetAllocatedBytesForCurrentThread() - before);
        Trip(stations, AlertRule.Default);
        var without = GC.GetAllocatedBytesForCurrentThread() - before - with;
        output.WriteLine($"{stations} stations: {took.TotalMilliseconds:0} ms with commands, {(Stopwatch.GetElapsedTime(started) - took).TotalMilliseconds:0} ms without; {(with - without) / stations} bytes a station more than {without / stations}");
        return with - without;
    }

    private static CaseWalk Trip(int stations, AlertRule rule)
    {
        var watched = Enumerable.Range(0, stations).Select(i => Some.Watched($"s{i}", TimeSpan.FromHours(1), rule));
        var walk = new CaseWalk(Some.Plan([.. watched])).Begin(Some.Start);
        for (var i = 0; i < stations; i += 250)
        {
            walk.Receive(Some.At(1).AddSeconds(i / 250), [.. Enumerable.Range(i, 250).Select(s => Some.Message(Some.Payload(Some.At(1), "0.006"), Some.At(1), $"s{s}"))]);
        }

        Assert.Equal(rule == Rule ? 2 * stations : 0, walk.State.Commands.Pending.Count);
        return walk;
    }

    private static CaseWalk Walk() => new CaseWalk(Some.Plan(
        Some.Watched("upper", TimeSpan.FromHours(1), Rule), Some.Watched("left", TimeSpan.FromHours(1), Rule), Some.Watched("right", TimeSpan.FromHours(1), Rule))).Begin(Some.Start);

    private static void Try(CaseWalk walk, long command, CommandOutcome outcome, DateTimeOffset at) =>
        walk.Try(new CommandTried(command, outcome, "the broker's answer"), at);

    private static void Clear(CaseWalk walk, string station, DateTimeOffset from)
    {
        for (var sample = 0; sample < AlertRule.Default.ClearSamples; sample++)
        {
            walk.Receive(from.AddMinutes(sample), "0.001", station: station);
        }
    }

    /// <summary>Seconds; as it was ordered last.</summary>
    private static int Every(CaseWalk walk, string station) =>
        int.Parse(walk.Timeline.Last(e => e.Kind == EntryKind.CommandIssued && e.Station == station && e.Data.ContainsKey("sample_every_s")).Data["sample_every_s"], null);
}
