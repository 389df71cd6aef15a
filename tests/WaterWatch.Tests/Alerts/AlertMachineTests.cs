using WaterWatch.Alerts;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Alerts;

public sealed class AlertMachineTests
{
    private static readonly AlertKey Key = new(new StationId("upper"), Some.Cd, Fraction.Total, Condition.LimitExceedance);
    private static readonly AlertRule Rule = AlertRule.Default;
    private static readonly AlertRule Swinging = Rule with { Flapping = new FlappingRule(0.7m, 0.35m, 5) };
    private static readonly AlertRule HoldOfThree = Rule with { Hold = 3 };

    [Fact]
    public void A_sample_within_the_limit_raises_nothing()
    {
        var outcome = AlertMachine.Step(null, Key, Seen(1, 1.0m), Rule, 1);

        Assert.Null(outcome.Alert);
        Assert.Empty(outcome.Transitions);
    }

    [Fact]
    public void Inactive_to_Firing_with_a_hold_of_one()
    {
        var outcome = AlertMachine.Step(null, Key, Seen(1, 1.2m), Rule, 1);

        Assert.Equal(AlertStatus.Firing, outcome.Alert!.Status);
        Assert.Equal([(AlertEvent.AlertRaised, AlertReason.FirstExceedance), (AlertEvent.ResampleOrdered, AlertReason.FirstExceedance)], Steps(outcome));
    }

    [Fact]
    public void Inactive_to_Pending_with_a_longer_hold() => Assert.Equal(AlertStatus.Pending, After(HoldOfThree, Seen(1, 1.2m)).Status);

    [Fact]
    public void Pending_to_Firing_when_the_hold_is_reached()
    {
        var pending = After(HoldOfThree, Seen(1, 1.2m), Seen(2, 1.2m));
        Assert.Equal(AlertStatus.Pending, pending.Status);

        var outcome = AlertMachine.Step(pending, Key, Seen(3, 1.2m), HoldOfThree, 2);

        Assert.Equal(AlertStatus.Firing, outcome.Alert!.Status);
        Assert.Equal([(AlertEvent.AlertFired, AlertReason.HoldReached)], Steps(outcome));
    }

    [Fact]
    public void A_neighbour_that_confirms_ends_the_hold()
    {
        var outcome = AlertMachine.Confirm(After(HoldOfThree, Seen(1, 1.2m)), ConfirmedBy.NeighbouringStation, AlertReason.NeighbouringStation, Some.At(2));

        Assert.Equal((AlertStatus.Firing, ConfirmedBy.NeighbouringStation), (outcome.Alert!.Status, outcome.Alert.ConfirmedBy));
        Assert.Equal([AlertEvent.AlertConfirmed, AlertEvent.AlertFired], outcome.Transitions.Select(t => t.Event));
    }

    [Fact]
    public void An_older_exceedance_with_clean_water_since_is_told_and_does_not_stretch_the_alert()
    {
        var open = After(Rule, Seen(10, 1.2m) with { LastBelowAt = Some.At(9) });

        var outcome = AlertMachine.Step(open, Key, Seen(3, 1.2m), Rule, 2);

        Assert.Equal(open, outcome.Alert);
        Assert.Equal([AlertEvent.OlderExceedanceFound], outcome.Transitions.Select(t => t.Event));
    }

    [Fact]
    public void An_older_exceedance_of_a_higher_level_is_not_hidden_by_a_lesser_alert()
    {
        var open = After(Rule, Seen(10, 1.2m) with { LastBelowAt = Some.At(9) });

        var outcome = AlertMachine.Step(open, Key, Seen(3, 80m), Rule, 2);

        Assert.Equal((Level.Red, Some.At(10)), (outcome.Alert!.Level, outcome.Alert.FiredAt));
        Assert.Equal([AlertEvent.OlderExceedanceFound, AlertEvent.AlertLevelRaised], outcome.Transitions.Select(t => t.Event));
    }

    [Fact]
    public void Two_values_of_one_time_neither_confirm_nor_clear()
    {
        var twice = After(Rule, Seen(1, 1.2m), Seen(1, 1.3m));
        Assert.False(twice.IsConfirmed);

        var below = After(Rule, Seen(1, 1.2m), Seen(2, 0.1m), Seen(2, 0.1m), Seen(2, 0.1m));
        Assert.Equal(AlertStatus.Recovering, below.Status);
    }

    [Fact]
    public void Another_instrument_beside_it_does_not_clear()
    {
        var alert = After(Rule, Seen(1, 1.2m) with { Source = "a" }, Below("b", 2), Below("b", 3), Below("b", 4));
        Assert.Equal(AlertStatus.Firing, alert.Status);

        Assert.Equal(AlertStatus.Inactive, After(Rule, Seen(1, 1.2m) with { Source = "a" }, Below("a", 2), Below("a", 3), Below("a", 4)).Status);

        static Observation Below(string source, double hour) => Seen(hour, 0.1m) with { Source = source };
    }

    [Fact]
    public void Any_open_to_Firing_when_it_changes_sides_too_often()
    {
        var recovering = After(Swinging, Seen(1, 1.2m), Seen(2, 0.5m), Seen(3, 1.2m), Seen(4, 0.5m));
        Assert.Equal((AlertStatus.Recovering, false), (recovering.Status, recovering.Flapping));

        var outcome = AlertMachine.Step(recovering, Key, Seen(5, 0.5m), Swinging, 2);

        Assert.Equal((AlertStatus.Firing, true, 0), (outcome.Alert!.Status, outcome.Alert.Flapping, outcome.Alert.ClearRun));
        Assert.Equal([(AlertEvent.AlertFlapping, AlertReason.ChangesSidesTooOften)], Steps(outcome));
    }

    [Fact]
    public void While_it_is_held_a_level_rises_and_does_not_fall_and_nothing_recovers_or_clears()
    {
        var held = After(Swinging, Seen(1, 1.2m), Seen(2, 0.5m), Seen(3, 1.2m), Seen(4, 0.5m), Seen(5, 1.2m));

        var worse = AlertMachine.Step(held, Key, Seen(6, 3m), Swinging, 2);
        Assert.Contains((AlertEvent.AlertLevelRaised, AlertReason.RatioRose), Steps(worse));

        var below = AlertMachine.Step(AlertMachine.Step(worse.Alert, Key, Seen(7, 0.1m), Swinging, 2).Alert, Key, Seen(8, 0.1m), Swinging, 2);
        Assert.Empty(below.Transitions);
        Assert.Equal((AlertStatus.Firing, Level.Orange), (below.Alert!.Status, below.Alert.Level));
    }

    [Fact]
    public void Steady_again_at_the_low_mark_and_then_the_usual_rule_goes_on()
    {
        var held = After(Swinging, Seen(1, 1.2m), Seen(2, 0.5m), Seen(3, 1.2m), Seen(4, 0.5m), Seen(5, 1.2m));
        var alert = held;
        var steps = new List<(AlertEvent, AlertReason)>();
        for (var hour = 6; alert.IsOpen; hour++)
        {
            var outcome = AlertMachine.Step(alert, Key, Seen(hour, 0.1m), Swinging, 2);
            alert = outcome.Alert!;
            steps.AddRange(Steps(outcome));
        }

        Assert.Equal(
            [
                (AlertEvent.AlertSteady, AlertReason.SteadyAgain), (AlertEvent.AlertLevelLowered, AlertReason.RatioFell),
                (AlertEvent.AlertRecovering, AlertReason.FirstSampleBelow), (AlertEvent.AlertCleared, AlertReason.EnoughSamplesBelow),
            ],
            steps);
    }

    [Fact]
    public void Switching_the_rule_off_releases_what_is_held()
    {
        var held = After(Swinging, Seen(1, 1.2m), Seen(2, 0.5m), Seen(3, 1.2m), Seen(4, 0.5m), Seen(5, 1.2m));

        Assert.Contains((AlertEvent.AlertSteady, AlertReason.SteadyAgain), Steps(AlertMachine.Step(held, Key, Seen(6, 1.2m), Swinging with { Flapping = null }, 2)));
    }

    [Fact]
    public void An_alert_of_a_key_that_swung_before_flaps_as_soon_as_it_is_raised()
    {
        var outcome = AlertMachine.Step(null, Key, Seen(1, 1.2m) with { SidesBefore = SidesTests.Of("101010") }, Swinging, 1);

        Assert.True(outcome.Alert!.Flapping);
        Assert.Equal([AlertEvent.AlertRaised, AlertEvent.ResampleOrdered, AlertEvent.AlertFlapping], outcome.Transitions.Select(t => t.Event));
    }

    [Fact]
    public void Late_samples_repeats_and_other_instruments_are_no_change_of_side()
    {
        var open = After(Swinging, Seen(5, 1.2m), Seen(6, 1.2m));

        Assert.All(
            [Seen(3, 0.1m), Seen(7, 0.1m) with { IsDistinctSample = false }, Seen(7, 0.1m) with { Source = "other" }, Failed(7)],
            seen => Assert.Equal(open.Sides, AlertMachine.Step(open, Key, seen, Swinging, 2).Alert!.Sides));
    }

    [Fact]
    public void The_higher_of_ratio_and_class_gives_the_level_and_both_have_to_fall()
    {
        var rule = Rule with { Levels = new LevelRule { ByClass = new(new Dictionary<string, Level> { ["V"] = Level.Orange, ["worse"] = Level.Red }) } };
        var raised = AlertMachine.Step(null, Key, Seen(1, 1.2m) with { Class = "V", ClassWithMargin = "V" }, rule, 1).Alert!;
        Assert.Equal(Level.Orange, raised.Level);
        var red = AlertMachine.Step(raised, Key, Seen(2, 1.2m) with { Class = "worse than V", ClassWithMargin = "worse than V" }, rule, 1);
        Assert.Equal(Level.Red, red.Alert!.Level);
        Assert.Contains((AlertEvent.AlertLevelRaised, AlertReason.ClassWorsened), Steps(red));

        Assert.Equal(Level.Orange, AlertMachine.Step(raised, Key, Seen(2, 0.9m) with { Class = "III", ClassWithMargin = "V" }, rule, 1).Alert!.Level);
        var better = AlertMachine.Step(raised, Key, Seen(2, 0.9m) with { Class = "III", ClassWithMargin = "III" }, rule, 1);
        Assert.Equal(Level.Yellow, better.Alert!.Level);
        Assert.Contains((AlertEvent.AlertLevelLowered, AlertReason.ClassImproved), Steps(better));
    }

    [Fact]
    public void Where_the_ratio_alone_reaches_the_level_it_is_the_reason_whatever_the_class_says_too()
    {
        var rule = Rule with { Levels = new LevelRule { ByClass = new(new Dictionary<string, Level> { ["V"] = Level.Orange }) } };
        var yellow = AlertMachine.Step(null, Key, Seen(1, 1.2m) with { Class = "IV", ClassWithMargin = "IV" }, rule, 1).Alert!;

        var orange = AlertMachine.Step(yellow, Key, Seen(2, 3m) with { Class = "V", ClassWithMargin = "V" }, rule, 1);
        Assert.Contains((AlertEvent.AlertLevelRaised, AlertReason.RatioRose), Steps(orange));

        var fallen = AlertMachine.Step(orange.Alert, Key, Seen(3, 1.2m) with { Class = "IV", ClassWithMargin = "IV" }, rule, 1);
        Assert.Contains((AlertEvent.AlertLevelLowered, AlertReason.RatioFell), Steps(fallen));
    }

    [Fact]
    public void A_given_level_stays_until_the_alert_is_cleared()
    {
        var raised = AlertMachine.Step(null, Key, Seen(1, 1.2m) with { FixedLevel = Level.Orange }, Rule, 1).Alert!;

        Assert.Equal(Level.Orange, AlertMachine.Step(raised, Key, Seen(2, 0.1m) with { FixedLevel = Level.Orange }, Rule, 1).Alert!.Level);
    }

    [Fact]
    public void What_a_test_failed_does_not_clear() =>
        Assert.Equal(AlertStatus.Firing, After(Rule, Seen(1, 1.2m), Failed(2), Failed(3), Failed(4)).Status);

    [Fact]
    public void Pending_to_Firing_when_nothing_refuted_it()
    {
        var outcome = AlertMachine.NotRefuted(After(HoldOfThree, Seen(1, 1.2m)), Some.At(7), Some.At(7));

        Assert.Equal((AlertStatus.Firing, true), (outcome.Alert!.Status, outcome.Alert.NotRefuted));
        Assert.Equal([AlertEvent.AlertNotRefuted, AlertEvent.AlertFired], outcome.Transitions.Select(t => t.Event));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Pending_and_Firing_to_Recovering_with_the_first_sample_below(int hold) =>
        Assert.Equal(AlertStatus.Recovering, After(Rule with { Hold = hold }, Seen(1, 1.2m), Seen(2, 0.79m)).Status);

    [Fact]
    public void Recovering_to_Firing_when_over_again()
    {
        var outcome = AlertMachine.Step(After(Rule, Seen(1, 1.2m), Seen(2, 0.5m)), Key, Seen(3, 1.2m), Rule, 2);

        Assert.Equal((AlertStatus.Firing, 0), (outcome.Alert!.Status, outcome.Alert.ClearRun));
        Assert.Contains((AlertEvent.AlertFiredAgain, AlertReason.OverAgain), Steps(outcome));
    }

    [Fact]
    public void Recovering_to_Inactive_with_enough_samples_below()
    {
        var recovering = After(Rule, Seen(1, 1.2m), Seen(2, 0.5m), Seen(3, 0.5m));
        Assert.Equal(AlertStatus.Recovering, recovering.Status);

        var outcome = AlertMachine.Step(recovering, Key, Seen(4, 0.5m), Rule, 2);

        Assert.Equal((AlertStatus.Inactive, Level.Compliant), (outcome.Alert!.Status, outcome.Alert.Level));
        Assert.Equal([(AlertEvent.AlertCleared, AlertReason.EnoughSamplesBelow)], Steps(outcome));
    }

    [Fact]
    public void Enough_samples_in_too_short_a_time_do_not_clear()
    {
        var rule = Rule with { ClearFor = TimeSpan.FromHours(8) };

        Assert.Equal(AlertStatus.Recovering, After(rule, Seen(1, 1.2m), Seen(2, 0.5m), Seen(3, 0.5m), Seen(4, 0.5m), Seen(9.9, 0.5m)).Status);
        Assert.Equal(AlertStatus.Inactive, After(rule, Seen(1, 1.2m), Seen(2, 0.5m), Seen(3, 0.5m), Seen(4, 0.5m), Seen(10, 0.5m)).Status);
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(1.0)]
    public void Between_clearing_bound_and_limit_the_run_begins_anew_and_nothing_else_changes(double ratio)
    {
        var alert = After(Rule, Seen(1, 1.2m), Seen(2, 0.5m), Seen(3, 0.5m), Seen(4, (decimal)ratio));

        Assert.Equal((AlertStatus.Recovering, 0, null), (alert.Status, alert.ClearRun, alert.ClearSince));
        Assert.Equal(AlertStatus.Firing, After(Rule, Seen(1, 1.2m), Seen(2, (decimal)ratio)).Status);
    }

    [Fact]
    public void Samples_older_than_the_newest_exceedance_clear_nothing() =>
        Assert.Equal(AlertStatus.Firing, After(Rule, Seen(9, 1.2m), Seen(1, 0.5m), Seen(2, 0.5m), Seen(3, 0.5m)).Status);

    [Fact]
    public void A_correction_downwards_clears_nothing()
    {
        var before = After(Rule, Seen(1, 1.2m));

        Assert.Same(before, AlertMachine.Step(before, Key, Seen(2, 0.5m) with { IsDistinctSample = false }, Rule, 2).Alert);
    }

    [Fact]
    public void Only_a_second_distinct_sample_confirms()
    {
        Assert.False(After(Rule, Seen(1, 1.2m), Seen(1, 1.3m) with { IsDistinctSample = false }).IsConfirmed);
        Assert.False(After(Rule, Seen(1, 1.2m), Seen(2, 1.2m) with { MayConfirm = false }).IsConfirmed);
        Assert.Equal(ConfirmedBy.SecondSample, After(Rule, Seen(1, 1.2m), Seen(2, 1.2m)).ConfirmedBy);
        Assert.Equal(ConfirmedBy.Laboratory, After(Rule, Seen(1, 1.2m) with { IsLaboratory = true }).ConfirmedBy);
    }

    [Fact]
    public void What_is_confirmed_or_recovering_or_not_yet_due_is_not_not_refuted()
    {
        Alert[] alerts = [After(Rule, Seen(1, 1.2m), Seen(2, 1.2m)), After(Rule, Seen(1, 1.2m), Seen(2, 0.5m))];

        Assert.All(alerts, a => Assert.Empty(AlertMachine.NotRefuted(a, Some.At(7), Some.At(8)).Transitions));
        Assert.Empty(AlertMachine.NotRefuted(After(Rule, Seen(1, 1.2m)), Some.At(7), Some.At(6.99)).Transitions);
    }

    [Fact]
    public void An_older_exceedance_moves_the_beginning_back_and_a_late_one_does_not_end_recovery()
    {
        var alert = After(Rule, Seen(5, 1.2m), Seen(6, 0.5m), Seen(3, 1.5m));

        Assert.Equal((Some.At(3), AlertStatus.Recovering, 1), (alert.FiredAt, alert.Status, alert.ClearRun));
        Assert.Equal((1.5m, 0.5m), (alert.PeakRatio, alert.Ratio));
    }

    [Theory]
    [InlineData(1.0001, Level.Yellow)]
    [InlineData(1.9999, Level.Yellow)]
    [InlineData(2, Level.Orange)]
    [InlineData(9.9999, Level.Orange)]
    [InlineData(10, Level.Red)]
    public void The_level_goes_by_the_ratio(double ratio, Level expected) => Assert.Equal(expected, After(Rule, Seen(1, (decimal)ratio)).Level);

    [Theory]
    [InlineData(1.1, Level.Orange)]
    [InlineData(2, Level.Red)]
    [InlineData(10, Level.Red)]
    public void Near_an_intake_the_level_is_one_step_higher(double ratio, Level expected) =>
        Assert.Equal(expected, After(Rule, Seen(1, (decimal)ratio) with { IsNearIntake = true }).Level);

    [Theory]
    [InlineData(8.0, Level.Red)]
    [InlineData(7.99, Level.Orange)]
    [InlineData(1.6, Level.Orange)]
    [InlineData(1.59, Level.Yellow)]
    [InlineData(0.9, Level.Yellow)]
    [InlineData(0.8, Level.Blue)]
    [InlineData(0.1, Level.Blue)]
    public void A_level_is_left_only_well_below_its_threshold_and_the_peak_stays(double ratio, Level expected)
    {
        var alert = After(Rule, Seen(1, 12m), Seen(2, (decimal)ratio));

        Assert.Equal((expected, Level.Red), (alert.Level, alert.PeakLevel));
    }

    [Fact]
    public void A_late_sample_never_lowers_the_level() => Assert.Equal(Level.Red, After(Rule, Seen(5, 12m), Seen(4, 1.1m)).Level);

    private static Alert After(AlertRule rule, params Observation[] samples) =>
        samples.Aggregate((Alert?)null, (alert, seen) => AlertMachine.Step(alert, Key, seen, rule, 1).Alert)!;

    private static IEnumerable<(AlertEvent, AlertReason)> Steps(Outcome outcome) => outcome.Transitions.Select(t => (t.Event, t.Reason));

    private static Observation Failed(double hour) => Seen(hour, 0.1m) with { MayConfirm = false };

    private static Observation Seen(double hour, decimal ratio) => new()
    {
        TakenAt = Some.At(hour),
        RecordedAt = Some.At(hour),
        Value = Some.MgPerL(ratio * 0.005m),
        Ratio = ratio,
        IsOver = ratio > 1,
        Limit = 0.005m,
        LimitRef = "GB 3838-2002 III",
        IsDistinctSample = true,
        MayConfirm = true,
    };
}
