using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

public sealed class SampleTests
{
    private static readonly LabSample Taken = new("2012-0115-07", "upper", "left bank", new Custody(Some.At(1.25), "Wei Min"), [new("Cd", "total", "0.021", "mg/L", "HJ 700-2014", "0.00005")])
    {
        Received = new Custody(Some.At(2), "Lu Fang"),
        Analysed = new Custody(Some.At(3), "Lu Fang"),
    };

    [Fact]
    public void A_laboratory_confirms_what_a_sensor_saw_and_the_sample_stands_with_its_custody_before_what_follows_from_it()
    {
        var walk = Over();
        Assert.True(walk.Do(new Act.EnterSample(1, Taken, "Lu Fang"), Some.At(4), Results("0.021")).IsDone);

        var entry = walk.Timeline.Single(e => e.Kind == EntryKind.SampleEntered);
        Assert.Equal((Some.At(1.25), "Lu Fang", "upper", 1L), (entry.At, entry.By, entry.Station, entry.Incident));
        Assert.Equal(
            ("2012-0115-07", "Cd total 0.021 mg/L by HJ 700-2014, detection limit 0.00005 mg/L", "2012-01-15T03:00:00Z", "Wei Min"),
            (entry.Data["number"], entry.Data["results"], entry.Data["analysed_at"], entry.Data["sampled_by"]));
        var confirmed = walk.Timeline.Single(e => e.Kind == EntryKind.AlertConfirmed);
        Assert.Equal((nameof(ConfirmedBy.Laboratory), true), (confirmed.Data["confirmed_by"], confirmed.Seq > entry.Seq));
        var reading = walk.Batches[^1].Readings.Single();
        Assert.Equal((Some.At(1.25), Some.At(4), Judged.Exceeds), (reading.TakenAt, reading.ReceivedAt, reading.Judged));
        Assert.Equal(SeriesKey.LaboratorySource, walk.State.SeriesByNumber(reading.Series).Key.Source);
    }

    [Fact]
    public void The_same_results_again_are_refused_and_others_of_the_same_time_are_a_correction()
    {
        var walk = Over();
        walk.Do(new Act.EnterSample(1, Taken, "Lu Fang"), Some.At(4), Results("0.021"));

        Assert.Equal((ActRefusal.Conflict, "results"), Refusal(walk.Do(new Act.EnterSample(1, Taken, "Lu Fang"), Some.At(5), Results("0.021"))));
        Assert.True(walk.Do(new Act.EnterSample(1, Taken, "Lu Fang"), Some.At(6), Results("0.012")).IsDone);
        Assert.Equal(("0.021", "0.012"), (walk.Timeline.Last(e => e.Kind == EntryKind.ReadingCorrected).Data["from"], walk.Timeline.Last(e => e.Kind == EntryKind.ReadingCorrected).Data["value"]));
    }

    [Fact]
    public void A_place_that_is_no_station_is_kept_on_the_timeline_and_judged_by_nobody()
    {
        var walk = Over();
        Assert.True(walk.Do(new Act.EnterSample(1, Taken with { Station = "", Place = "outfall below the smelter" }, "Lu Fang"), Some.At(4)).IsDone);

        Assert.Equal("outfall below the smelter", walk.Timeline.Single(e => e.Kind == EntryKind.SampleEntered).Data["place"]);
        Assert.Empty(walk.Batches[^1].Readings);
    }

    public static TheoryData<string, LabSample> Wrong => new()
    {
        { "number", Taken with { Number = " " } },
        { "place", Taken with { Station = "", Place = "" } },
        { "results", Taken with { Results = [] } },
        { "results", Taken with { Results = [Taken.Results[0] with { Method = new string('x', LabSample.LongestText) }] } },
        { "station", Taken with { Station = "elsewhere" } },
        { "received_at", Taken with { Received = new Custody(Some.At(1), "") } },
        { "analysed_at", Taken with { Analysed = new Custody(Some.At(99), "") } },
        { "attachment_sha256", Taken with { AttachmentSha256 = "0xDEAD" } },
        { "place", Taken with { Place = new string('x', LabSample.LongestText + 1) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_be_is_refused_by_its_field_and_nothing_is_kept(string field, LabSample sample)
    {
        var walk = Over();
        var before = walk.Timeline.Count;
        var result = walk.Do(new Act.EnterSample(1, sample, "Lu Fang"), Some.At(4), Results("0.021", sample.Station));

        Assert.Equal((ActRefusal.Invalid, field), Refusal(result));
        Assert.Equal(before, walk.Timeline.Count);
    }

    [Fact]
    public void A_laboratory_does_not_speak_for_an_instrument_that_is_silent()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched("upper", TimeSpan.FromHours(1)))).Begin(Some.Start);
        walk.Receive(Some.At(1), "0.02");
        walk.Until(Some.At(6));
        Assert.Contains(walk.State.Alerts.Values, a => a.Key.Condition == Condition.Silent);

        walk.Do(new Act.EnterSample(1, Taken, "Lu Fang"), Some.At(6), Results("0.021"));
        walk.Until(Some.At(7));
        Assert.Contains(walk.State.Alerts.Values, a => a.Key.Condition == Condition.Silent);
        walk.Receive(Some.At(7), "0.02");
        Assert.DoesNotContain(walk.State.Alerts.Values, a => a.Key.Condition == Condition.Silent);
    }

    [Fact]
    public void Results_that_cannot_be_read_are_named()
    {
        var result = Over().Do(new Act.EnterSample(1, Taken, "Lu Fang"), Some.At(4), Results("0.021", unit: "furlongs"));

        Assert.Equal((ActRefusal.Invalid, "results"), Refusal(result));
        Assert.Contains("furlongs", result.Words, StringComparison.Ordinal);
    }

    private static (ActRefusal, string) Refusal(ActResult result) => (result.Refusal, result.Field);

    private static Message Results(string value, string station = "upper", string unit = "mg/L")
    {
        var payload = Some.Payload(Some.At(1.25), value, unit: unit, more: ",\"source\":\"lab\"");
        return new Message(new RawMessage("", "", station, Some.At(4), Encoding.UTF8.GetBytes(payload)), PayloadFormat.Json, Some.River, IsRetained: false);
    }

    /// <summary>One alert of a sensor, unconfirmed.</summary>
    private static CaseWalk Over()
    {
        var walk = new CaseWalk(Some.Plan(Some.Watched("upper"))).Begin(Some.Start);
        walk.Receive(Some.At(1), "0.02");
        return walk;
    }
}
