using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>Clocks, feeds, many stations at once, and floods of what is set aside.</summary>
public sealed class ListeningTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly string[] Four = ["upper", "middle", "lower", "left"];

    [Fact]
    public void A_backlog_at_a_minutes_step_sent_in_a_burst_is_no_wrong_clock()
    {
        var walk = Walk("upper");
        for (var minute = 0; minute < 300; minute++)
        {
            walk.Receive(Some.At(minute / 60.0), "0.001", receivedAt: Some.At(10).AddSeconds(minute));
        }

        Assert.Empty(walk.Timeline);
    }

    [Fact]
    public void The_same_late_sample_again_and_again_is_no_wrong_clock()
    {
        var walk = Walk("upper");
        for (var hour = 5; hour < 15; hour++)
        {
            walk.Receive(Some.At(1), "0.001", receivedAt: Some.At(hour));
        }

        Assert.Empty(walk.Timeline);
    }

    [Fact]
    public void What_the_broker_kept_says_nothing_of_a_clock()
    {
        var walk = Walk("upper");
        for (var hour = 5; hour < 10; hour++)
        {
            walk.Receive(Some.At(hour), Some.Message(Some.Payload(Some.At(hour - 3), "0.001"), Some.At(hour)) with { IsRetained = true });
        }

        Assert.Empty(walk.Timeline);
    }

    [Fact]
    public void A_wrong_clock_is_remembered_over_a_restart_between_its_messages()
    {
        var walk = Walk("upper");
        for (var hour = 5; hour < 8; hour++)
        {
            walk.Receive(Some.At(hour - 2.6), "0.001", receivedAt: Some.At(hour));
            walk.State = new WatchState(walk.State.ToSnapshot());
        }

        var entry = Assert.Single(walk.Timeline);
        Assert.Equal(("ClockLags", "156"), (entry.Data["reason"], entry.Data["lag_min"]));
        Assert.Equal(Some.At(5), walk.State.Alerts.Values.Single().FiredAt);
    }

    [Fact]
    public void A_station_that_is_expected_seldom_may_lag_by_its_interval()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched(interval: TimeSpan.FromHours(4)))).Begin(Some.Start);
        for (var hour = 4; hour < 20; hour += 4)
        {
            walk.Receive(Some.At(hour - 3.5), "0.001", receivedAt: Some.At(hour));
        }

        Assert.Empty(walk.Timeline);
    }

    [Fact]
    public void Many_stations_silent_at_once_are_one_alert_and_a_feed_that_returns_does_not_end_it()
    {
        var walk = Walk(Four);
        HearAll(walk, 1);
        walk.Tick(Some.At(3.5));
        var entry = Assert.Single(walk.Timeline);
        Assert.Equal((null, "ManyStationsSilent", "4", "4"), (entry.Station, entry.Data["reason"], entry.Data["silent"], entry.Data["expected"]));
        Assert.Equal((Some.River, ""), (walk.State.Alerts.Values.Single().Key.Scope, walk.State.Alerts.Values.Single().Key.Station.Value));

        walk.Feed(listening: false, Some.At(5));
        walk.Feed(listening: true, Some.At(5.01));
        walk.Tick(Some.At(5.02));
        Assert.Single(walk.State.Alerts);

        HearAll(walk, 6);
        walk.Tick(Some.At(6));
        Assert.Empty(walk.State.Alerts);
        Assert.Equal("StationsHeardAgain", walk.Timeline[^1].Data["reason"]);
    }

    [Fact]
    public void Stations_that_fell_silent_one_after_the_other_are_silent_each_by_itself()
    {
        var walk = Walk(Four);
        foreach (var (i, id) in Four.Index())
        {
            walk.Receive(Some.At(1), "0.001", station: id);
            for (var hour = 2; hour < 2 + 5 * i; hour++)
            {
                walk.Receive(Some.At(hour), "0.001", station: id);
                walk.Tick(Some.At(hour));
            }
        }

        walk.Tick(Some.At(40));

        Assert.All(walk.State.Alerts.Keys, k => Assert.Equal(Condition.Silent, k.Condition));
    }

    [Fact]
    public void A_station_that_is_heard_in_part_lets_its_determinand_fall_silent_at_the_next_tick()
    {
        var walk = Walk("upper");
        walk.Receive(Some.At(1), "0.001");
        walk.Tick(Some.At(4));
        walk.Receive(Some.At(5), "0.001", "Pb");
        walk.Tick(Some.At(5));

        Assert.Equal(Some.Cd, walk.State.Alerts.Values.Single().Key.Determinand);
    }

    [Fact]
    public void A_feed_that_never_connects_is_told_too()
    {
        var plan = Some.Plan(Some.Watched());
        var draft = new Draft(new WatchState(), new Dictionary<(WaterWatch.Readings.SeriesKey, DateTimeOffset), IReadOnlyList<Sample>>(), default, Some.At(1));
        var feed = new FeedState("field", Listening: false, Some.At(0), "not connected yet") { IsStarting = true };

        Decider.Tick(draft, plan, [feed], Some.At(0.03));
        Assert.Empty(draft.ToBatch().Entries);
        Decider.Tick(draft, plan, [feed], Some.At(1));
        Decider.Tick(draft, plan, [feed], Some.At(2));
        Assert.Equal(("testriver/field", Level.Yellow), (draft.OpenAlerts().Single().Key.Scope, draft.OpenAlerts().Single().Level));

        Decider.Tick(draft, plan, [feed with { Listening = true, Since = Some.At(3) }], Some.At(3));
        Assert.Equal(["FeedNotListening", "FeedListensAgain"], draft.ToBatch().Entries.Select(e => e.Data["reason"]));
    }

    [Fact]
    public void A_feed_that_was_taken_out_while_the_service_was_down_is_waited_for_no_more_and_only_that()
    {
        var plan = Some.Plan(Some.Watched());
        var draft = new Draft(new WatchState(), new Dictionary<(WaterWatch.Readings.SeriesKey, DateTimeOffset), IReadOnlyList<Sample>>(), default, Some.At(1));
        Decider.Tick(draft, plan, [new FeedState("field/a", false, Some.Start), new FeedState("other", false, Some.Start)], Some.At(1));
        Assert.Equal(2, draft.OpenAlerts().Count());
        var state = new WatchState();
        state.Apply(draft.ToBatch());

        // The hash is the same: a version that did not end such alerts may have left them open.
        var walk = new CaseWalk(With(plan, "other")) { State = state }.Begin(Some.At(2));

        Assert.Equal("testriver/other", Assert.Single(walk.State.Alerts.Values).Key.Scope);
        Assert.Equal(("FeedTakenOut", "field/a", "testriver"), (walk.Timeline[^1].Data["reason"], walk.Timeline[^1].Data["feed"], walk.Timeline[^1].Data["river"]));
    }

    [Fact]
    public void A_river_that_was_taken_out_waits_for_no_feed()
    {
        var draft = new Draft(new WatchState(), new Dictionary<(WaterWatch.Readings.SeriesKey, DateTimeOffset), IReadOnlyList<Sample>>(), default, Some.At(1));
        Decider.Tick(draft, Some.Plan(Some.Watched()), [new FeedState("local", false, Some.Start)], Some.At(1));
        Assert.Single(draft.OpenAlerts());

        Decider.ConfigurationLoaded(draft, WatchPlan.Empty, Some.At(2));

        Assert.Empty(draft.OpenAlerts());
    }

    [Fact]
    public void A_feed_by_which_no_station_of_the_river_comes_is_not_told_by_it()
    {
        var walk = Walk("upper");
        walk.Receive(Some.At(1), "0.001");
        var draft = new Draft(walk.State, new Dictionary<(WaterWatch.Readings.SeriesKey, DateTimeOffset), IReadOnlyList<Sample>>(), default, Some.At(1.5));

        Decider.Tick(draft, walk.Plan, [new FeedState("local", true, Some.Start), new FeedState("elsewhere", false, Some.Start)], Some.At(1.5));

        Assert.Empty(draft.ToBatch().Entries);
    }

    [Fact]
    public void A_flood_is_counted_over_batches_and_restarts_and_is_over_when_it_has_calmed()
    {
        var walk = Walk("upper");
        for (var i = 0; i < 30; i++)
        {
            walk.Receive(Some.At(1).AddSeconds(i), Some.Message($"rubbish {i}", Some.At(1).AddSeconds(i)));
            walk.State = new WatchState(walk.State.ToSnapshot());
        }

        var raised = walk.Timeline.Single(e => e.Kind == EntryKind.AlertRaised);
        Assert.Equal(("upper", "20", Some.At(1).AddSeconds(19)), (raised.Station, raised.Data["count"], raised.At));

        walk.Tick(Some.At(1).AddMinutes(10));
        Assert.Single(walk.State.Alerts);
        walk.Tick(Some.At(1).AddMinutes(10.5));
        Assert.Empty(walk.State.Alerts);
    }

    [Fact]
    public void A_topic_of_a_river_that_nobody_watches_fills_no_memory()
    {
        var walk = Walk("upper");
        for (var i = 0; i < 50; i++)
        {
            walk.Receive(Some.At(1), Some.Message("{}", Some.At(1), station: $"station-{i}", river: $"river-{i}"));
        }

        Assert.Empty(walk.State.SetAside.Times);
        Assert.All(walk.Timeline, e => Assert.Equal(EntryKind.MessageSetAside, e.Kind));
    }

    private static WatchPlan With(WatchPlan plan, params string[] feeds) =>
        new(plan.Rivers.Values, plan.AllowedClockSkew, plan.ConfigurationHash) { Feeds = feeds.ToHashSet() };

    private static void HearAll(CaseWalk walk, double hour)
    {
        foreach (var id in Four)
        {
            walk.Receive(Some.At(hour), "0.001", station: id);
        }
    }

    private static CaseWalk Walk(params string[] stations) => new CaseWalk(Some.Plan([.. stations.Select(id => Some.Watched(id, Hour))])).Begin(Some.Start);
}
