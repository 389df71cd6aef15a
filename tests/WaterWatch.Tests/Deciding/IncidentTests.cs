using WaterWatch.Alerts;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

public sealed class IncidentTests
{
    [Fact]
    public void A_plume_that_passes_two_stations_is_one_incident_and_they_confirm_each_other()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02", station: "upper");
        walk.Receive(Some.At(9), "0.01", station: "lower");

        Assert.Equal(["upper", "lower"], Assert.Single(walk.State.Incidents.Values).Stations);
        Assert.All(walk.State.Alerts.Values, a => Assert.Equal(ConfirmedBy.NeighbouringStation, a.ConfirmedBy));
        var join = walk.Timeline.Single(e => e.Kind == EntryKind.IncidentJoined).Data;
        Assert.Equal(("upper", "lower", "60", "8.0", "6.0-24.0"), (join["from"], join["to"], join["distance_km"], join["elapsed_h"], join["window_h"]));
    }

    [Fact]
    public void A_neighbour_confirms_also_when_another_metal_had_joined_before()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02", station: "upper");
        walk.Receive(Some.At(9), "0.2", "Pb", "lower");

        walk.Receive(Some.At(9), "0.01", station: "lower");

        Assert.All(walk.State.Alerts.Values.Where(a => a.Key.Determinand == Some.Cd), a => Assert.Equal(ConfirmedBy.NeighbouringStation, a.ConfirmedBy));
        Assert.False(walk.State.Alerts.Values.Single(a => a.Key.Determinand == Some.Pb).IsConfirmed);
    }

    [Fact]
    public void Faster_than_water_runs_is_another_incident()
    {
        var walk = Walk();
        walk.Receive(Some.At(0), "0.001", station: "upper");
        walk.Receive(Some.At(1), "0.02", station: "upper");
        walk.Receive(Some.At(5), "0.01", station: "lower");

        Assert.Equal(2, walk.State.Incidents.Count);
    }

    [Fact]
    public void Parallel_tributaries_never_join_and_below_them_a_person_chooses()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02", station: "left");
        walk.Receive(Some.At(1), "0.02", station: "right");
        walk.Receive(Some.At(6), "0.01", station: "lower");

        Assert.Equal([0, 0, 2], walk.State.Incidents.Values.Select(i => i.Candidates.Count));
        Assert.Equal("1, 2", walk.Timeline.Last(e => e.Kind == EntryKind.IncidentOpened).Data["candidates"]);
        Assert.All(walk.State.Alerts.Values, a => Assert.False(a.IsConfirmed));
    }

    [Fact]
    public void Below_a_confluence_one_incident_waits_for_a_person_and_takes_what_follows()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02", station: "left");
        walk.Receive(Some.At(1), "0.02", station: "right");
        walk.Receive(Some.At(6), "0.01", station: "lower");
        walk.Receive(Some.At(6), "0.2", "Pb", "lower");

        Assert.Equal(3, walk.State.Incidents.Count);
        Assert.Equal(["Cd", "Pb"], walk.State.Incidents[3].Determinands);
    }

    [Fact]
    public void An_incident_has_the_level_of_its_worst_alert_and_keeps_its_peak()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.06");
        foreach (var hour in new[] { 2, 3, 4 })
        {
            walk.Receive(Some.At(hour), "0.001");
        }

        var incident = Assert.Single(walk.State.Incidents.Values);
        Assert.Equal((Level.Compliant, Level.Red), (incident.Level, incident.PeakLevel));
        Assert.Equal(EntryKind.IncidentSubsided, walk.Kinds.Last());
    }

    [Fact]
    public void An_older_exceedance_found_later_moves_the_beginning_back()
    {
        var walk = Walk();
        walk.Receive(Some.At(9), "0.02", station: "lower");
        walk.Receive(Some.At(1), "0.02", station: "upper", receivedAt: Some.At(10));

        Assert.Equal(Some.At(1), Assert.Single(walk.State.Incidents.Values).OpenedAt);
        Assert.Contains(EntryKind.IncidentBackdated, walk.Kinds);
    }

    [Fact]
    public void A_mark_opens_no_incident_and_is_at_least_Yellow_during_one()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.04", more: ",\"mark\":\"C\"");
        Assert.Empty(walk.State.Incidents);
        Assert.Equal(Level.Blue, walk.State.Alerts.Values.Single().Level);

        walk.Receive(Some.At(2), "0.2", "Pb", "middle");
        walk.Receive(Some.At(3), "0.04", station: "lower", more: ",\"mark\":\"C\"");

        Assert.Equal(Level.Yellow, walk.State.Alerts.Values.Single(a => a.Key.Station.Value == "lower").Level);
    }

    [Fact]
    public void Every_incident_entry_names_the_newest_raw_block()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02");
        walk.Receive(Some.At(2), "0.2", station: "middle");

        foreach (var batch in walk.Batches.Where(b => b.Entries.Any(e => e.Incident is not null)))
        {
            Assert.All(batch.Entries.Where(e => e.Incident is not null), e => Assert.Equal(batch.RawHash, e.Data["raw_block"]));
        }

        Assert.Contains(walk.Timeline, e => e.Kind == EntryKind.IncidentOpened);
        Assert.Contains(walk.Timeline, e => e.Kind == EntryKind.IncidentLevelRaised);
    }

    private static CaseWalk Walk() =>
        new CaseWalk(Some.Plan(Some.Watched("upper"), Some.Watched("middle"), Some.Watched("lower"), Some.Watched("left"), Some.Watched("right"))).Begin(Some.Start);
}
