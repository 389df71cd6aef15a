using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>What may belong to an incident but makes none, when the news of the incident, or of a second one, come later.</summary>
public sealed class LatecomersTests
{
    private const string Marked = ",\"mark\":\"C\"";

    [Fact]
    public void What_was_marked_leaves_its_incident_when_a_second_may_lead_it_and_says_between_which_nobody_can_tell()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02", station: "left");
        walk.Receive(Some.At(6), "0.01", station: "lower", more: Marked);
        Assert.Equal([1, 2], walk.State.Incidents[1].Alerts);

        walk.Receive(Some.At(1), "0.02", station: "right", receivedAt: Some.At(7));

        Assert.Null(MarkedAlerts(walk).Single().Incident);
        Assert.Equal([[1], [3]], walk.State.Incidents.Values.Select(i => i.Alerts));
        Assert.Equal(["left"], walk.State.Incidents[1].Stations);
        var left = walk.Timeline.Single(e => e.Kind == EntryKind.IncidentRegrouped);
        Assert.Equal((1, "1", "none", "1, 2"), (left.Incident, left.Data["from_incident"], left.Data["into"], left.Data["candidates"]));
    }

    [Fact]
    public void What_a_sample_shows_of_one_metal_leads_what_it_marks_of_another_whichever_name_comes_first()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.2", "Pb");
        walk.Receive(Some.At(1), "0.02", "Cd", more: Marked);

        Assert.Equal([1, 2], Assert.Single(walk.State.Incidents.Values).Alerts);
    }

    [Fact]
    public void What_turns_out_to_have_been_marked_before_its_incident_began_leaves_it()
    {
        var walk = Walk();
        walk.Receive(Some.At(2), "0.2", "Pb");
        walk.Receive(Some.At(3), "0.02", "Cd", more: Marked);
        Assert.Equal(1, MarkedAlerts(walk).Single().Incident);

        walk.Receive(Some.At(1), "0.02", "Cd", receivedAt: Some.At(4), more: Marked);

        Assert.Equal((Some.At(1), null), (MarkedAlerts(walk).Single().FiredAt, MarkedAlerts(walk).Single().Incident));
        Assert.Equal([1], Assert.Single(walk.State.Incidents.Values).Alerts);
    }

    [Fact]
    public void What_cleared_alone_finds_its_incident_although_its_instrument_has_marked_again_since_and_the_service_was_started_anew()
    {
        var walk = Walk();
        walk.Receive(Some.At(2), "0.02", more: Marked);
        foreach (var hour in new[] { 3, 4, 5 })
        {
            walk.Receive(Some.At(hour), "0.001");
        }

        walk.Receive(Some.At(6), "0.02", more: Marked);
        Assert.Equal([1, 2], MarkedAlerts(walk).Select(a => a.Id));
        walk.State = new WatchState(walk.State.ToSnapshot());

        walk.Receive(Some.At(1), "0.2", "Pb", receivedAt: Some.At(7));

        Assert.Equal([1, 2, 3], Assert.Single(walk.State.Incidents.Values).Alerts.Order());
        Assert.All(MarkedAlerts(walk), a => Assert.Equal(Level.Yellow, a.PeakLevel));
    }

    [Fact]
    public void Of_those_that_cleared_alone_the_newest_thousand_are_remembered()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02", more: Marked);
        var open = MarkedAlerts(walk).Single();
        var cleared = Enumerable.Range(2, 1100).Select(id => open with { Id = id, Status = AlertStatus.Inactive });

        var state = new WatchState(walk.State.ToSnapshot() with { Alerts = [open, .. cleared] });

        Assert.Equal([1, .. Enumerable.Range(102, 1000)], SomeRiver.Remembered(state).Select(a => (int)a.Id));
    }

    private static List<Alert> MarkedAlerts(CaseWalk walk) => [.. SomeRiver.Remembered(walk.State).Where(Belonging.MayOnlyJoin)];

    private static CaseWalk Walk() =>
        new CaseWalk(Some.Plan(Some.Watched("upper"), Some.Watched("lower"), Some.Watched("left"), Some.Watched("right"))).Begin(Some.Start);
}
