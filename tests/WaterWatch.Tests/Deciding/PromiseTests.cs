using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Limits;
using WaterWatch.Quality;
using WaterWatch.Readings;

namespace WaterWatch.Tests.Deciding;

/// <summary>What must never be hidden, and what must never clear.</summary>
public sealed class PromiseTests
{
    private static readonly Limit[] PHEnds = [Some.Limit(Some.PH, 6, LimitSense.AtLeast), Some.Limit(Some.PH, 9)];

    [Theory]
    [InlineData("""{"taken_at":"2012-01-15T09:30:00+0800","readings":[{"determinand":"Cd","value":0.4075,"unit":"mg/L"}]}""", SetAsideReason.UnreadableTime)]
    [InlineData("""{"readings":[{"determinand":"Cd","value":0.4075,"unit":"mg/L"}]}""", SetAsideReason.MissingMember)]
    public void A_value_over_its_limit_without_a_readable_time_is_set_aside_and_alerts(string payload, SetAsideReason reason)
    {
        var walk = Walk(Some.Watched());

        walk.Receive(Some.At(3), Some.Message(payload, Some.At(3)));

        Assert.Equal(reason, Assert.Single(walk.Batches.SelectMany(b => b.SetAside)).Reason);
        var alert = Assert.Single(walk.State.Alerts.Values);
        Assert.Equal((Level.Red, false, Some.At(3)), (alert.Level, alert.IsConfirmed, alert.FiredAt));
    }

    [Fact]
    public void An_error_code_below_zero_neither_reads_as_clean_water_nor_clears()
    {
        var walk = Walk(Watched(Some.Cd, [Some.CdLimit], new QualityThresholds { SensorSpan = new Span(0, 10) }, new Instrument("", Some.Cd, 0.0001m, 1m)));
        walk.Receive(Some.At(1), "0.4");
        for (var hour = 2; hour < 6; hour++)
        {
            walk.Receive(Some.At(hour), "-999");
        }

        Assert.Equal([(Condition.LimitExceedance, AlertStatus.Firing), (Condition.SensorFailed, AlertStatus.Firing)], walk.State.Alerts.Values.Select(a => (a.Key.Condition, a.Status)));
        var last = walk.Batches[^1].Readings[0];
        Assert.Equal(("-999 mg/L", QartodFlag.Fail, Judged.CannotBeJudged, JudgedWhy.FailedQuality), (last.Value.ToString(), last.Flag, last.Judged, last.Why));
    }

    [Fact]
    public void A_pH_that_is_well_within_both_its_limits_clears()
    {
        var walk = Walk(Watched(Some.PH, PHEnds, QualityThresholds.None));
        Measure(walk, 1, "5.9");
        Assert.Single(walk.State.Alerts);

        for (var hour = 2; hour < 5; hour++)
        {
            Measure(walk, hour, "7.4");
        }

        Assert.Empty(walk.State.Alerts);

        static void Measure(CaseWalk walk, int hour, string value) =>
            walk.Receive(Some.At(hour), Some.Message(Some.Payload(Some.At(hour), value, "pH", "pH"), Some.At(hour)));
    }

    [Theory]
    [InlineData("7.5", "0")]
    [InlineData("9", "1")]
    [InlineData("6", "1")]
    [InlineData("10.5", "2")]
    public void A_pH_stands_by_its_distance_from_the_middle_of_its_limits(string value, string position) =>
        Assert.Equal(Number(position), Judging.Position(Number(value), PHEnds));

    [Fact]
    public void A_message_with_very_many_faults_is_told_in_short()
    {
        var walk = Walk(Some.Watched());

        walk.Receive(Some.At(1), Some.Message($$"""{"taken_at":"2012-01-15T09:30:00+08:00","readings":[{{string.Join(',', Enumerable.Repeat("0", 10_000))}}]}""", Some.At(1)));

        var detail = Assert.Single(walk.Batches.SelectMany(b => b.SetAside)).Detail;
        Assert.EndsWith(" And 9995 more.", detail, StringComparison.Ordinal);
        Assert.InRange(detail.Length, 100, 1200);
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static WatchedStation Watched(Determinand determinand, IReadOnlyList<Limit> limits, QualityThresholds quality, params Instrument[] instruments) =>
        new(Some.Station(), instruments, [new DeterminandRules(determinand, Fraction.Total) { Limits = limits, Quality = quality }], AlertRule.Default);

    private static CaseWalk Walk(WatchedStation station) => new CaseWalk(Some.Plan(station)).Begin(Some.Start);
}
