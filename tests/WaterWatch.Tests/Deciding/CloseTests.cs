using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>What named persons say: that an exceedance is one, that an alert is over, that the work is done.</summary>
public sealed class CloseTests
{
    private const string By = "Chen Jing";

    [Fact]
    public void An_incident_whose_alerts_are_over_is_closed_with_who_and_why()
    {
        var walk = Cleared();

        Assert.True(walk.Do(new Act.Close(1, Despite: false, By, "three days below the limit at all stations"), Some.At(20)).IsDone);

        Assert.Empty(walk.State.Incidents);
        var entry = walk.Timeline.Single(e => e.Kind == EntryKind.IncidentClosed);
        Assert.Equal((1L, By, "three days below the limit at all stations", "Orange", ""), (entry.Incident, entry.By, entry.Data["reason"], entry.Data["peak_level"], entry.Data["despite"]));
        Assert.Equal((IncidentStatus.Closed, Some.At(20)), (walk.Batches[^1].Incidents.Single().Status, walk.Batches[^1].Incidents.Single().ClosedAt));
        Assert.Contains("Incident 1 is closed", walk.Do(new Act.AddNote(1, "late", By), Some.At(21)).Words, StringComparison.Ordinal);
    }

    [Fact]
    public void While_an_alert_is_open_it_is_refused_by_number_and_nothing_changes()
    {
        var walk = Over();
        var result = walk.Do(new Act.Close(1, Despite: false, By, "done"), Some.At(3));

        Assert.Equal((ActRefusal.Conflict, "despite"), (result.Refusal, result.Field));
        Assert.Contains("alert 1 is not over", result.Words, StringComparison.Ordinal);
        Assert.True(walk.State.Incidents[1].IsOpen);
        Assert.DoesNotContain(EntryKind.IncidentClosed, walk.Kinds);
    }

    [Fact]
    public void Closed_all_the_same_what_was_open_ends_in_the_persons_name_and_the_next_sample_over_the_limit_begins_anew()
    {
        var walk = Over();
        Assert.True(walk.Do(new Act.Close(1, Despite: true, By, "the station is taken down"), Some.At(3)).IsDone);

        var cleared = walk.Timeline.Single(e => e.Kind == EntryKind.AlertCleared);
        Assert.Equal((By, "the station is taken down", nameof(AlertReason.ClearedByPerson)), (cleared.By, cleared.Data["said"], cleared.Data["reason"]));
        Assert.Contains("alert 1 is not over", walk.Timeline.Single(e => e.Kind == EntryKind.IncidentClosed).Data["despite"], StringComparison.Ordinal);
        Assert.Empty(walk.State.Alerts);

        walk.Receive(Some.At(4), "0.03");
        Assert.Equal((2L, 2L), (walk.State.Incidents.Keys.Single(), walk.State.Alerts.Values.Single(a => a.Key.Condition == Condition.LimitExceedance).Id));
    }

    [Fact]
    public void What_was_published_is_withdrawn_and_an_all_clear_published_after_the_end()
    {
        var walk = Cleared();
        walk.Do(new Act.Publish(1, By, "approved"), Some.At(7));
        walk.Do(new Act.Close(1, Despite: false, By, "done"), Some.At(20));
        var closed = walk.Batches[^1].Incidents.Single();
        Assert.Equal(ActRefusal.Conflict, walk.Do(new Act.Withdraw(1, By, "wrong"), Some.At(21)).Refusal);

        Assert.True(walk.Do(new Act.Withdraw(1, By, "wrong") { Closed = closed }, Some.At(21)).IsDone);
        var withdrawn = walk.Batches[^1].Incidents.Single();
        Assert.Equal((Publication.Withdrawn, IncidentStatus.Closed, Some.At(20)), (withdrawn.Publication, withdrawn.Status, withdrawn.ClosedAt));
        Assert.True(walk.Do(new Act.Publish(1, By, "all clear") { Closed = withdrawn }, Some.At(22)).IsDone);
        Assert.Equal(Publication.Public, walk.Batches[^1].Incidents.Single().Publication);
        Assert.Empty(walk.State.Incidents);
    }

    [Fact]
    public void A_river_may_ask_for_time_after_the_last_alert()
    {
        var walk = Cleared(new Closing(TimeSpan.FromHours(12), DutiesMet: true));

        Assert.Contains("must be for 12 h", walk.Do(new Act.Close(1, Despite: false, By, "done"), Some.At(7)).Words, StringComparison.Ordinal);
        Assert.True(walk.Do(new Act.Close(1, Despite: false, By, "done"), Some.At(40)).IsDone);
    }

    [Fact]
    public void A_person_confirms_once_and_that_holds_like_every_other_confirmation()
    {
        var walk = Over();
        Assert.True(walk.Do(new Act.ConfirmAlert(1, By, "dead fish at the bridge"), Some.At(2)).IsDone);

        var alert = walk.State.Alerts.Values.Single();
        Assert.Equal((ConfirmedBy.Person, AlertStatus.Firing), (alert.ConfirmedBy, alert.Status));
        var entry = walk.Timeline.Last(e => e.Kind == EntryKind.AlertConfirmed);
        Assert.Equal((By, "dead fish at the bridge", "Person"), (entry.By, entry.Data["said"], entry.Data["confirmed_by"]));
        Assert.Contains("confirmed already", walk.Do(new Act.ConfirmAlert(1, By, "again"), Some.At(3)).Words, StringComparison.Ordinal);
        Assert.Equal(ActRefusal.NotFound, walk.Do(new Act.ConfirmAlert(9, By, "which"), Some.At(3)).Refusal);
    }

    [Fact]
    public void A_person_ends_an_alert_and_its_incident_subsides()
    {
        var walk = Over();
        Assert.True(walk.Do(new Act.ClearAlert(1, By, "the laboratory had mixed up two bottles"), Some.At(2)).IsDone);

        Assert.Empty(walk.State.Alerts);
        Assert.Equal(Level.Compliant, walk.State.Incidents[1].Level);
        Assert.Contains(EntryKind.IncidentSubsided, walk.Kinds);
        Assert.Equal(ActRefusal.NotFound, walk.Do(new Act.ClearAlert(1, By, "again"), Some.At(3)).Refusal);
    }

    /// <summary>One alert, unconfirmed.</summary>
    private static CaseWalk Over(Closing? closing = null)
    {
        var plan = Some.Plan(Some.Watched("upper"));
        var river = plan.Rivers.Values.Single() with { Closing = closing ?? Closing.Default };
        var walk = new CaseWalk(new WatchPlan([river], TimeSpan.FromMinutes(5), "configuration 1")).Begin(Some.Start);
        walk.Receive(Some.At(1), "0.02");
        return walk;
    }

    /// <summary>The same, and samples enough below the limit.</summary>
    private static CaseWalk Cleared(Closing? closing = null)
    {
        var walk = Over(closing);
        for (var hour = 2; hour <= 6; hour++)
        {
            walk.Receive(Some.At(hour), "0.001");
        }

        Assert.Empty(walk.State.Alerts);
        return walk;
    }
}
