using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>Means over their limits as the alerts and the timeline have them: here mostly over four hours of hourly samples, limit 0.005 mg/L.</summary>
public sealed class MeanTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan FourHours = TimeSpan.FromHours(4);

    [Fact]
    public void A_mean_over_its_limit_alerts_with_window_statistic_and_figures()
    {
        var walk = Walk(FourHours);
        Receive(walk, 1, "0.004", "0.004", "0.006");
        Assert.Empty(walk.Timeline);

        Receive(walk, 4, "0.0072");

        // (0.004 + 0.004 + 0.006 + 0.0072) / 4 = 0.0053, of four samples that cover all of it; two of them are over by themselves.
        Assert.Equal([EntryKind.AlertRaised, EntryKind.AlertConfirmed, EntryKind.IncidentOpened], walk.Kinds);
        var data = walk.Timeline[0].Data;
        Assert.Equal(("0.0053", "0.005", "GB 3838-2002 III, mean over 4 h", "14400"), (data["value"], data["limit"], data["limit_ref"], data["mean_over_s"]));
        Assert.Equal(("1", "0.0053", "0.0053", "4", "MeanOverLimit"), (data["coverage"], data["mean_low"], data["mean_high"], data["samples"], data["reason"]));
        var alert = Assert.Single(walk.State.Alerts.Values);
        Assert.Equal((14_400, ConfirmedBy.SecondSample, Level.Yellow, Some.At(3)), (alert.Key.MeanSeconds, alert.ConfirmedBy, alert.Level, alert.LastBelowAt));
    }

    [Fact]
    public void One_spike_takes_the_mean_over_but_does_not_confirm_it()
    {
        var walk = Walk(FourHours);
        Receive(walk, 1, "0.001", "0.001", "0.001", "0.4", "0.001");

        Assert.Equal([EntryKind.AlertRaised, EntryKind.ResampleOrdered, EntryKind.IncidentOpened], walk.Kinds);
        Assert.False(Alert(walk).IsConfirmed);

        Receive(walk, 6, "0.3");
        Assert.Equal(ConfirmedBy.SecondSample, Alert(walk).ConfirmedBy);
    }

    [Fact]
    public void A_mean_of_one_sample_is_confirmed_by_the_next_one_over_the_limit()
    {
        var walk = Walk(Hour);
        Receive(walk, 1, "0.02");
        Assert.False(Alert(walk).IsConfirmed);

        Receive(walk, 2, "0.03");
        Assert.Equal(ConfirmedBy.SecondSample, Alert(walk).ConfirmedBy);
    }

    [Fact]
    public void A_window_that_samples_do_not_cover_is_not_judged()
    {
        var walk = Walk(FourHours);
        Receive(walk, 1, "0.4", "0.4");
        Assert.Empty(walk.State.Alerts);

        // Three of four hours: three quarters, which is enough.
        Receive(walk, 3, "0.4");
        Assert.Equal(0.4m, Alert(walk).LatestValue!.Value.Value);
    }

    [Fact]
    public void Silence_clears_nothing_and_later_means_do()
    {
        var walk = Walk(FourHours);
        Receive(walk, 1, "0.009", "0.009", "0.009", "0.009");
        walk.Tick(Some.At(100));
        Assert.Equal(AlertStatus.Firing, Alert(walk).Status);

        // After the silence: no coverage, then clean means of 3 and 4 samples; the third clean one clears.
        Receive(walk, 101, "0.001", "0.001", "0.001", "0.001");
        Assert.Equal(AlertStatus.Recovering, Alert(walk).Status);
        Receive(walk, 105, "0.001");
        Assert.DoesNotContain(walk.State.Alerts.Values, a => a.Key.MeanSeconds > 0);
    }

    [Fact]
    public void Late_samples_raise_at_the_worst_of_the_means_that_they_change()
    {
        var walk = Walk(FourHours);
        Receive(walk, 1, "0.004", "0.004", "0.004", "0.004");
        for (var hour = 7; hour <= 14; hour++)
        {
            Receive(walk, hour, "0.001");
        }

        Assert.Empty(walk.Timeline);
        walk.Receive(Some.At(6), "0.010", receivedAt: Some.At(15));

        // To 06:00: 03:00 and 04:00 with 0.004, 04:00 held over the hour to 05:00, and 0.010: (3 x 0.004 + 0.010) / 4 = 0.0055; to 07:00 and later it is less.
        var alert = Alert(walk);
        Assert.Equal((true, Some.At(6), 0.0055m, Some.At(5)), (alert.Late, alert.FiredAt, alert.LatestValue!.Value.Value, alert.LastBelowAt));
    }

    [Fact]
    public void A_correction_upwards_raises_and_one_downwards_clears_nothing()
    {
        var walk = Walk(FourHours);
        Receive(walk, 1, "0.004", "0.004", "0.004", "0.004");
        walk.Receive(Some.At(2), "0.012", receivedAt: Some.At(4.5));

        // The worst of the means with it is that to 03:00, when three of the four hours were covered: (0.004 + 0.012 + 0.004) / 3.
        Assert.Equal((0.0066667m, Some.At(3)), (Alert(walk).LatestValue!.Value.Value, Alert(walk).FiredAt));
        var before = Alert(walk);

        walk.Receive(Some.At(2), "0.001", receivedAt: Some.At(4.6));
        Assert.Equal(before, Alert(walk));
        Assert.Equal(0.00325m, Mean(walk, FourHours).Low);
    }

    [Fact]
    public void A_sample_that_is_marked_afterwards_leaves_the_mean()
    {
        var walk = Walk(FourHours);
        Receive(walk, 1, "0.004", "0.004", "0.001", "0.004");
        walk.Receive(Some.At(3), "0.001", receivedAt: Some.At(4.5), more: ",\"mark\":\"M\"");

        // The hour to 03:00 is now held from 02:00.
        Assert.Equal((0.004m, 3), (Mean(walk, FourHours).Low, Mean(walk, FourHours).Samples));
    }

    [Fact]
    public void A_correction_of_a_sample_long_forgotten_replaces_it()
    {
        var walk = Walk(TimeSpan.FromDays(4));
        for (var hour = 1; hour <= 96; hour++)
        {
            Receive(walk, hour, "0.002");
        }

        walk.Receive(Some.At(10), "0.194", receivedAt: Some.At(97));
        walk.Receive(Some.At(10), "0.098", receivedAt: Some.At(98));

        // (95 x 0.002 + 0.098) / 96 = 0.288 / 96.
        Assert.Equal(0.003m, Mean(walk, TimeSpan.FromDays(4)).Low);
    }

    [Theory]
    [InlineData("-999")]
    [InlineData("-9999")]
    [InlineData("77")]
    public void What_a_test_failed_is_in_no_mean(string value)
    {
        var walk = Walk(FourHours);
        Receive(walk, 1, "0.004", value, "0.004", "0.004");

        Assert.Equal((0.004m, 0.004m, 3), (Mean(walk, FourHours).Low, Mean(walk, FourHours).High, Mean(walk, FourHours).Samples));
    }

    [Fact]
    public void A_number_above_the_span_makes_the_mean_a_lower_bound_until_it_is_corrected()
    {
        var walk = Walk(FourHours);
        Receive(walk, 1, "0.004", "0.004", "1.5", "0.004");
        Assert.True(Mean(walk, FourHours).IsLowerBound);
        Assert.Equal(Qualifier.Above, Alert(walk).LatestValue!.Value.Qualifier);

        walk.Receive(Some.At(3), "0.004", receivedAt: Some.At(4.5));
        Assert.Equal(new RollingMean(0.004m, 0.004m, false, 1, 4), Mean(walk, FourHours));
        AssertFolds(walk);
    }

    [Fact]
    public void Censored_samples_around_the_limit_raise_nothing_and_clear_nothing()
    {
        var walk = Walk(FourHours);
        Receive(walk, 1, "0.009", "0.009", "0.009", "0.009");
        var before = Alert(walk);
        Receive(walk, 5, "<0.009", "<0.009", "<0.009", "<0.009", "<0.009");

        Assert.Equal(before with { LatestAt = Alert(walk).LatestAt, LatestValue = Alert(walk).LatestValue, Ratio = Alert(walk).Ratio, LastOverAt = Alert(walk).LastOverAt }, Alert(walk));
        Assert.Equal(Some.At(5), Alert(walk).LatestAt);
    }

    [Fact]
    public void Several_limits_over_one_window_make_one_alert_by_the_worst()
    {
        var strict = Some.CdLimit with { Bound = 0.002m, MeanOver = FourHours };
        var walk = Walk([Some.CdLimit with { MeanOver = FourHours }, strict]);
        Receive(walk, 1, "0.006", "0.006", "0.006");

        Assert.Equal((0.002m, 3m), (Alert(walk).Limit, Alert(walk).Ratio));
    }

    [Fact]
    public void Each_window_has_its_own_alert()
    {
        var walk = Walk([Some.CdLimit with { MeanOver = Hour }, Some.CdLimit with { MeanOver = FourHours }]);
        Receive(walk, 1, "0.006", "0.006", "0.006");

        Assert.Equal([3600, 14_400], walk.State.Alerts.Values.Select(a => a.Key.MeanSeconds).Order());
        Assert.Single(walk.State.Incidents);
    }

    [Fact]
    public void A_mean_whose_bounds_lie_on_both_sides_of_the_limit_leaves_the_station_blind_for_it_until_it_can_be_judged()
    {
        // Three of four hours cover enough: at 3 h between 0 and 0.008, at 4 h too, the second in a row.
        var walk = Walk(FourHours);
        Receive(walk, 1, "<0.008", "<0.008", "<0.008");
        Assert.Empty(walk.Timeline);

        Receive(walk, 4, "<0.008");
        var (key, alert) = Assert.Single(walk.State.Alerts);
        Assert.Equal((Condition.Blind, 14_400, Some.At(3)), (key.Condition, key.MeanSeconds, alert.FiredAt));
        var data = walk.Timeline.Single().Data;
        Assert.Equal(("0", "0.008", "0.005", "14400"), (data["mean_low"], data["mean_high"], data["limit"], data["mean_over_s"]));

        // With three of them left it is at most (3 x 0.008 + 0.001) / 4 = 0.00625, with two (2 x 0.008 + 2 x 0.001) / 4 = 0.0045.
        Receive(walk, 5, "0.001");
        Assert.Single(walk.State.Alerts);
        Receive(walk, 6, "0.001");
        Assert.Equal(("JudgedAgain", "0.0045"), (walk.Timeline[^1].Data["reason"], walk.Timeline[^1].Data["value"]));
        Assert.Empty(walk.State.Alerts);
        AssertFolds(walk);
    }

    [Fact]
    public void A_mean_whose_limit_lacks_its_hardness_is_said_so_once_and_ends_when_the_hardness_is_known()
    {
        var walk = Walk([Some.CdLimit with { MeanOver = FourHours, By = new BoundByRange(Determinand.Find("Hardness")!, [new(0, 100, 0.005m), new(100, null, 0.01m)]) }]);
        Receive(walk, 1, "0.004", "0.004");
        Assert.Empty(walk.Timeline);

        Receive(walk, 3, "0.004", "0.004");
        Assert.Equal((Condition.HardnessMissing, 14_400), (walk.State.Alerts.Keys.Single().Condition, walk.State.Alerts.Keys.Single().MeanSeconds));

        walk.Receive(Some.At(4.5), "120", "Hardness");
        Receive(walk, 5, "0.004");
        Assert.Equal(["NoHardness", "HardnessKnown"], walk.Timeline.Select(e => e.Data["reason"]));
        Assert.Empty(walk.State.Alerts);
    }

    [Fact]
    public void Without_a_limit_on_means_nothing_is_kept_for_them()
    {
        var walk = Walk([]);
        Receive(walk, 1, "0.006", "0.006");

        Assert.All(walk.State.Series, s => Assert.Null(s.Means));
        Assert.All(walk.Batches, b => Assert.Empty(b.MeanWindows));
    }

    [Fact]
    public void A_limit_that_is_taken_away_closes_its_window_and_one_that_returns_begins_anew()
    {
        var walk = Walk(FourHours);
        Receive(walk, 1, "0.004", "0.004", "0.004", "0.004");
        walk.Reconfigure(Plan([]), Some.At(4.5));
        Receive(walk, 5, "0.004");
        Assert.Null(walk.State.Series.Single().Means);

        walk.Reconfigure(Plan([Some.CdLimit with { MeanOver = FourHours }]), Some.At(5.5));
        Receive(walk, 6, "0.004");
        walk.Receive(Some.At(4), "0.1", receivedAt: Some.At(6.5));

        // What was there before the window was opened is not in it, and its corrections neither.
        Assert.Equal(new RollingMean(0.004m, 0.004m, false, 0.25m, 1), Mean(walk, FourHours));
        AssertFolds(walk);
    }

    [Fact]
    public void Another_expected_interval_keeps_what_is_in_the_buckets()
    {
        var walk = Walk(TimeSpan.FromDays(4));
        Receive(walk, 1, "0.004");
        walk.Reconfigure(Plan([Some.CdLimit with { MeanOver = TimeSpan.FromDays(4) }], TimeSpan.FromMinutes(30)), Some.At(1.5));
        Receive(walk, 2, "0.004");

        Assert.Equal(2, Mean(walk, TimeSpan.FromDays(4)).Samples);
        Assert.Equal(2700, Buckets(walk, TimeSpan.FromDays(4)).Window.HoldSeconds);
        AssertFolds(walk);
    }

    [Fact]
    public void Readings_that_are_means_over_a_period_are_judged_when_the_period_ends()
    {
        var walk = Walk(FourHours);
        for (var hour = 0; hour < 4; hour++)
        {
            walk.Receive(Some.At(hour), "0.006", receivedAt: Some.At(hour + 1), more: ",\"period_s\":3600");
        }

        // The third of four hours ends at 03:00.
        Assert.Equal((Some.At(3), 3600), (Alert(walk).FiredAt, walk.State.Series.Single().Key.PeriodSeconds));
    }

    [Fact]
    public void A_year_of_hours_is_a_year_of_days_in_memory()
    {
        var walk = Walk(TimeSpan.FromDays(365));
        for (var hour = 1; hour <= 500 * 24; hour += 24)
        {
            var at = Some.At(hour + 24);
            walk.Receive(at, [.. Enumerable.Range(hour, 24).Select(h => Some.Message(Some.Payload(Some.At(h), "0.0049"), at))]);
        }

        Assert.Equal((0.0049m, 1m, 365 * 24), (Mean(walk, TimeSpan.FromDays(365)).Low, Mean(walk, TimeSpan.FromDays(365)).Coverage, Mean(walk, TimeSpan.FromDays(365)).Samples));
        Assert.InRange(Buckets(walk, TimeSpan.FromDays(365)).Buckets.Count, 365, 400);
        Assert.Empty(walk.Timeline);
    }

    private static CaseWalk Walk(TimeSpan window) => Walk([Some.CdLimit with { MeanOver = window }]);

    private static CaseWalk Walk(IReadOnlyList<Limit> means) => new CaseWalk(Plan(means)).Begin(Some.Start);

    private static WatchPlan Plan(IReadOnlyList<Limit> means, TimeSpan? interval = null)
    {
        var rules = new DeterminandRules(Some.Cd, Fraction.Total) { MeanLimits = means, Interval = interval ?? Hour, Quality = new() { SensorSpan = new(0, 10) } };
        return Some.Plan(new WatchedStation(Some.Station(), [new Instrument("", Some.Cd, null, 1m)], [rules], AlertRule.Default));
    }

    /// <summary>Hourly samples from an hour on, each received as it was taken.</summary>
    private static void Receive(CaseWalk walk, int hour, params string[] values)
    {
        foreach (var value in values)
        {
            walk.Receive(Some.At(hour++), value);
        }
    }

    private static Alert Alert(CaseWalk walk) => walk.State.Alerts.Values.Single(a => a.Key.Condition == Condition.LimitExceedance);

    private static MeanBuckets Buckets(CaseWalk walk, TimeSpan window) => walk.State.Series.Single().Means!.Over((int)window.TotalSeconds)!;

    private static RollingMean Mean(CaseWalk walk, TimeSpan window) => RollingMean.At(Buckets(walk, window), Buckets(walk, window).Newest);

    private static void AssertFolds(CaseWalk walk)
    {
        var folded = new WatchState();
        walk.Batches.ForEach(folded.Apply);
        StateAssert.Same(walk.State, folded);
        StateAssert.Same(walk.State, new WatchState(walk.State.ToSnapshot()));
    }
}
