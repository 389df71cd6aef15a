using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Limits;
using WaterWatch.Quality;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>What is said of an instrument: that it is stuck, that it has failed, that nothing can be judged by it.</summary>
public sealed class InstrumentTests
{
    private static readonly AlertRule Rule = AlertRule.Default with { Stuck = new StuckRule(TimeSpan.FromHours(24), 0, Level.Blue) };

    [Fact]
    public void A_spell_at_quarter_hours_is_raised_once_from_its_beginning_and_over_a_restart()
    {
        var walk = Walk(Rule);
        walk.Receive(Some.At(0), "7.85", "pH");
        for (var quarter = 1; quarter < 200; quarter++)
        {
            walk.Receive(Some.At(quarter / 4.0), "7.82", "pH");
            walk.State = quarter % 30 == 0 ? new WatchState(walk.State.ToSnapshot()) : walk.State;
        }

        walk.Receive(Some.At(50), "7.83", "pH");

        Assert.Equal([EntryKind.AlertRaised, EntryKind.AlertCleared], walk.Kinds);
        Assert.Equal((Some.At(24.25), "2012-01-15T00:15:00Z", "24"), (walk.Timeline[0].At, walk.Timeline[0].Data["since"], walk.Timeline[0].Data["for_h"]));
        Assert.Equal(Some.At(0.25), walk.Batches.SelectMany(b => b.Alerts).First().FiredAt);
        Assert.Empty(walk.State.FlatRuns);
    }

    [Fact]
    public void All_samples_of_a_spell_lie_within_the_tolerance_of_each_other_and_not_of_their_neighbours()
    {
        var walk = Walk(Rule with { Stuck = new StuckRule(TimeSpan.FromHours(24), 0.02m, Level.Blue) });
        for (var hour = 0; hour < 60; hour++)
        {
            walk.Receive(Some.At(hour), $"{7.8 + hour * 0.001:0.000}", "pH");
        }

        Assert.Empty(walk.Timeline);
    }

    [Fact]
    public void Behind_a_gap_longer_than_the_rule_looks_a_spell_begins_anew()
    {
        var walk = Walk(Rule);
        for (var hour = 0; hour < 10; hour++)
        {
            walk.Receive(Some.At(hour), "7.8", "pH");
            walk.Receive(Some.At(hour + 100), "7.8", "pH", station: "middle");
        }

        walk.Receive(Some.At(40), "7.8", "pH");

        Assert.Empty(walk.Timeline);
    }

    [Fact]
    public void Another_instrument_that_moves_does_not_end_a_spell()
    {
        var walk = Walk(Rule);
        for (var hour = 0; hour < 26; hour++)
        {
            walk.Receive(Some.At(hour), "7.8", "pH");
            walk.Receive(Some.At(hour), $"{7.7 + hour * 0.01:0.00}", "pH", more: ",\"source\":\"second\"");
        }

        Assert.Equal([EntryKind.AlertRaised], walk.Kinds);
    }

    [Theory]
    [InlineData("DO", "-9999")]
    [InlineData("DO", "9999")]
    [InlineData("pH", "-1")]
    public void A_code_is_no_exceedance_and_stands_in_no_alert(string determinand, string code)
    {
        var quality = QualityThresholds.None with { Sentinels = new Sentinels(-9999, 9999), SensorSpan = new(0, 20), Spike = 1 };
        var walk = Walk(AlertRule.Default with { FastRise = new FastRiseRule(2, TimeSpan.FromDays(1), 0.1m, Level.Blue) }, quality);
        foreach (var (hour, value) in new[] { "7.8", "7.9", code, code, code, "7.8", "7.8", "7.8" }.Index())
        {
            walk.Receive(Some.At(hour), value, determinand);
        }

        Assert.Equal(["SensorFailed", "SensorFailed"], walk.Timeline.Select(e => e.Data["condition"]));
        Assert.All(walk.Timeline, e => Assert.DoesNotContain(code, e.Data.Values));
        Assert.All(walk.Batches.SelectMany(b => b.Alerts), a => Assert.Null(a.LatestValue));

        // Nor is the good sample after it a spike.
        Assert.Equal(QartodFlag.Good, walk.Batches.SelectMany(b => b.Readings).Last().Flag);
        Assert.All(walk.Batches.SelectMany(b => b.Readings).Where(r => r.Flag == QartodFlag.Fail), r => Assert.Equal(Judged.CannotBeJudged, r.Judged));
    }

    [Fact]
    public void Beyond_the_sensors_span_and_over_the_limit_alerts_all_the_same()
    {
        var walk = Walk(AlertRule.Default, QualityThresholds.None with { SensorSpan = new(0, 14) });
        walk.Receive(Some.At(0), "15", "pH");

        Assert.Equal((Condition.LimitExceedance, false), (walk.State.Alerts.Values.Single().Key.Condition, walk.State.Alerts.Values.Single().IsConfirmed));
    }

    [Fact]
    public void A_run_of_failures_is_told_in_whatever_order_it_comes()
    {
        var walk = Walk(AlertRule.Default);
        foreach (var hour in new[] { 3, 1, 2 })
        {
            walk.Receive(Some.At(hour), "-9999", "pH", receivedAt: Some.At(4));
        }

        Assert.Equal(Some.At(1), walk.State.Alerts.Values.Single(a => a.Key.Condition == Condition.SensorFailed).FiredAt);
    }

    [Fact]
    public void A_laboratory_that_can_judge_does_not_make_the_instrument_see()
    {
        var walk = Walk(AlertRule.Default);
        walk.Receive(Some.At(0), "<0.01");
        walk.Receive(Some.At(1), "<0.01");
        walk.Receive(Some.At(2), "0.001", more: ",\"source\":\"lab\"");
        Assert.Equal(Condition.Blind, walk.State.Alerts.Values.Single().Key.Condition);

        walk.Receive(Some.At(3), "0.001");
        Assert.Empty(walk.State.Alerts);
    }

    private static CaseWalk Walk(AlertRule rule, QualityThresholds? quality = null) => new CaseWalk(Some.Plan(Watched("upper", rule, quality), Watched("middle", rule, quality))).Begin(Some.Start);

    private static WatchedStation Watched(string id, AlertRule rule, QualityThresholds? quality)
    {
        var oxygen = Determinand.Find("DO")!;
        return new WatchedStation(
            Some.Station(id),
            [],
            [
                new DeterminandRules(Some.Cd, Fraction.Total) { Limits = [Some.CdLimit], Alerts = rule },
                new DeterminandRules(oxygen, Fraction.Total) { Limits = [Some.Limit(oxygen, 5m, LimitSense.AtLeast)], Alerts = rule, Quality = quality ?? QualityThresholds.None },
                new DeterminandRules(Some.PH, Fraction.Total)
                {
                    Limits = [Some.Limit(Some.PH, 6m, LimitSense.AtLeast), Some.Limit(Some.PH, 9m)], Alerts = rule, Quality = quality ?? QualityThresholds.None,
                },
            ],
            rule with { Clock = null });
    }
}
