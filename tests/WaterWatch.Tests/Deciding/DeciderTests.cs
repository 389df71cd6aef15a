using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Quality;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

public sealed class DeciderTests
{
    private static readonly string[] Extremes =
        ["79228162514264337593543950335", "79228162514264337593543950334", "-79228162514264337593543950335", "79228162514264337593543950335"];

    [Fact]
    public void The_first_exceedance_is_told_at_once_as_unconfirmed()
    {
        var walk = Walk();

        walk.Receive(Some.At(1), "0.4075");

        Assert.Equal([EntryKind.AlertRaised, EntryKind.ResampleOrdered, EntryKind.IncidentOpened], walk.Kinds);
        var data = walk.Timeline[0].Data;
        Assert.Equal(("0.4075", "0.005", "81.5", "80.5", "Red"), (data["value"], data["limit"], data["ratio"], data["over"], data["level"]));
        Assert.DoesNotContain("confirmed_by", data.Keys);
    }

    [Fact]
    public void A_repeated_sample_is_counted_and_confirms_nothing()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.0090");
        var before = walk.Timeline.Count;

        walk.Receive(Some.At(1.1), Some.Message(Some.Payload(Some.At(1), "9.00", unit: "ug/L"), Some.At(1.1)));

        Assert.Equal(before, walk.Timeline.Count);
        Assert.Equal(1, walk.State.Station("upper")!.Heard?.Duplicates);
        Assert.Single(walk.Batches.SelectMany(b => b.Readings));
    }

    [Fact]
    public void A_repeat_of_a_sample_long_forgotten_is_still_a_repeat()
    {
        var walk = Walk();
        for (var hour = 0; hour < 40; hour++)
        {
            walk.Receive(Some.At(hour), "0.001");
        }

        walk.Receive(Some.At(0), "0.0010", receivedAt: Some.At(41));

        Assert.Equal(1, walk.State.Station("upper")!.Heard?.Duplicates);
    }

    [Fact]
    public void The_same_value_with_another_mark_is_a_correction()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.001");

        walk.Receive(Some.At(1), "0.001", more: ",\"mark\":\"M\"");

        Assert.Equal([EntryKind.ReadingCorrected], walk.Kinds);
        Assert.Equal(("", "M"), (walk.Timeline[0].Data["from_mark"], walk.Timeline[0].Data["mark"]));
    }

    [Fact]
    public void A_second_correction_starts_from_the_first()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.001");
        walk.Receive(Some.At(1), "0.002", receivedAt: Some.At(2));
        walk.Receive(Some.At(1), "0.003", receivedAt: Some.At(3));

        Assert.Equal([("0.001", "0.002"), ("0.002", "0.003")], walk.Timeline.Select(e => (e.Data["from"], e.Data["value"])));
    }

    [Fact]
    public void A_correction_upwards_is_one_sample_over()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.001");
        walk.Receive(Some.At(1), "0.020", receivedAt: Some.At(2));
        walk.Receive(Some.At(1), "0.030", receivedAt: Some.At(3));

        Assert.False(Alert(walk).IsConfirmed);
        Assert.Equal(0.030m, Alert(walk).PeakValue!.Value.Value);
    }

    [Fact]
    public void A_correction_downwards_leaves_the_alert_as_it_was()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.060");
        var before = Alert(walk);

        walk.Receive(Some.At(1), "0.001", receivedAt: Some.At(2));

        Assert.Equal(before, Alert(walk));
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(5.1, 1)]
    public void More_than_the_allowed_skew_in_the_future_is_set_aside(double minutesAhead, int setAside)
    {
        var walk = Walk();

        walk.Receive(Some.Start.AddSeconds((int)(minutesAhead * 60)), "0.001", receivedAt: Some.Start);

        Assert.Equal(setAside, walk.Batches.Sum(b => b.SetAside.Count(s => s.Reason == SetAsideReason.TakenInTheFuture)));
        Assert.Equal(1 - setAside, walk.Batches.Sum(b => b.Readings.Count));
    }

    [Fact]
    public void A_sample_from_the_future_that_comes_again_changes_nothing()
    {
        var walk = Walk();
        walk.Receive(Some.At(48), "0.030", receivedAt: Some.At(1));
        var before = walk.Timeline.Count;
        var alert = Alert(walk);

        walk.Receive(Some.At(48), "0.030", receivedAt: Some.At(2));

        Assert.Equal(before, walk.Timeline.Count);
        Assert.Equal(alert, Alert(walk));
    }

    [Fact]
    public void A_marked_value_from_the_future_over_the_limit_is_told_all_the_same()
    {
        var walk = Walk();

        walk.Receive(Some.At(48), "0.030", receivedAt: Some.At(1), more: ",\"mark\":\"C\"");

        var alert = Assert.Single(walk.State.Alerts.Values);
        Assert.Equal((Condition.MarkedOverLimit, Some.At(1)), (alert.Key.Condition, alert.FiredAt));
    }

    [Fact]
    public void An_exceedance_older_than_what_was_judged_is_marked_late()
    {
        var walk = Walk();
        walk.Receive(Some.At(5), "0.001");
        walk.Receive(Some.At(4), "0.020", receivedAt: Some.At(5.1));

        Assert.True(Alert(walk).Late);
        Assert.Equal("LateExceedance", walk.Timeline[0].Data["reason"]);
    }

    [Fact]
    public void A_payload_set_aside_is_listed_once()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), Some.Message("Cd=0.4", Some.At(1)));
        walk.Receive(Some.At(2), Some.Message("Cd=0.4", Some.At(2)));
        walk.Receive(Some.At(3), Some.Message("Cd=0.5", Some.At(3)), Some.Message("Cd=0.5", Some.At(3)));

        Assert.Equal(["Cd=0.4", "Cd=0.5"], walk.Batches.SelectMany(b => b.SetAside).Select(s => System.Text.Encoding.UTF8.GetString(s.Payload.Span)));
        Assert.Equal(2, walk.Timeline.Count);
    }

    [Theory]
    [InlineData("nowhere", Some.River, SetAsideReason.UnknownStation)]
    [InlineData("upper", "otherriver", SetAsideReason.UnknownStation)]
    [InlineData("", "", SetAsideReason.UnknownTopic)]
    public void What_comes_from_no_known_station_is_set_aside(string station, string river, SetAsideReason reason)
    {
        var walk = Walk();

        walk.Receive(Some.At(1), Some.Message(Some.Payload(Some.At(1), "0.4"), Some.At(1), station, river));

        Assert.Equal(reason, Assert.Single(walk.Batches.SelectMany(b => b.SetAside)).Reason);
        Assert.Empty(walk.State.Alerts);
    }

    [Fact]
    public void A_number_below_the_detection_limit_is_kept_as_below_it()
    {
        var walk = Walk(Some.Watched(instruments: new Instrument("", Some.Cd, 0.0005m, 1m)));

        walk.Receive(Some.At(1), "0.0002");

        Assert.Equal("<0.0005 mg/L", Assert.Single(walk.Batches.SelectMany(b => b.Readings)).Value.ToString());
    }

    [Fact]
    public void A_number_above_the_span_is_a_lower_bound_that_exceeds()
    {
        var walk = Walk(Some.Watched(instruments: new Instrument("", Some.Cd, null, 1m)));

        walk.Receive(Some.At(1), "1.5");

        Assert.Equal((Judged.Exceeds, JudgedWhy.LowerBound), (walk.Batches[^1].Readings[0].Judged, walk.Batches[^1].Readings[0].Why));
        Assert.Equal(Level.Red, Alert(walk).Level);
    }

    [Fact]
    public void Of_two_metals_each_has_its_alert_in_one_incident()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02");
        walk.Receive(Some.At(2), "0.2", "Pb");

        Assert.Equal(2, walk.State.Alerts.Count);
        Assert.Equal(["Cd", "Pb"], Assert.Single(walk.State.Incidents.Values).Determinands);
    }

    [Fact]
    public void An_unknown_mark_alerts_and_never_confirms()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02", more: ",\"mark\":\"Q\"");
        walk.Receive(Some.At(2), "0.02", more: ",\"mark\":\"Q\"");

        Assert.Equal("UnknownMark", walk.Timeline[0].Data["reason"]);
        Assert.False(Alert(walk).IsConfirmed);
    }

    [Fact]
    public void A_laboratory_confirms_with_one_sample()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02");
        walk.Receive(Some.At(1), "0.021", receivedAt: Some.At(9), more: ",\"source\":\"lab\"");

        Assert.Equal(ConfirmedBy.Laboratory, Alert(walk).ConfirmedBy);
    }

    [Fact]
    public void The_largest_numbers_there_are_alert_and_throw_nothing()
    {
        var rules = new DeterminandRules(Some.Cd, Fraction.Total)
        {
            Limits = [Some.CdLimit],
            Quality = new QualityThresholds { SensorSpan = new(0, decimal.MaxValue), UserSpan = new(0, 1), Spike = 1, RatePerHour = 1, FlatLineCount = 2, Gap = TimeSpan.FromHours(1) },
        };
        var walk = Walk(new WatchedStation(Some.Station(), [], [rules], AlertRule.Default));
        foreach (var (hour, value) in Extremes.Index())
        {
            walk.Receive(Some.At(hour), value);
        }

        Assert.Equal(4, walk.Batches.Sum(b => b.Readings.Count));
        Assert.Equal(Level.Red, Alert(walk).Level);
        Assert.Equal(QartodTests.GrossRange | QartodTests.FlatLine | QartodTests.TimeGap, walk.Batches[^1].Readings[0].FlagTests);
    }

    private static CaseWalk Walk(params WatchedStation[] stations) => new CaseWalk(Some.Plan(stations)).Begin(Some.Start);

    private static Alert Alert(CaseWalk walk) => walk.State.Alerts.Values.Single(a => a.Key.Condition == Condition.LimitExceedance);
}
