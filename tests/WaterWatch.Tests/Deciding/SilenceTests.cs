using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

public sealed class SilenceTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_station_is_silent_two_and_a_half_intervals_after_its_last_message()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.001");

        walk.Until(Some.At(3.5));
        Assert.Empty(walk.Timeline);
        walk.Tick(Some.At(3.5));

        var entry = Assert.Single(walk.Timeline);
        Assert.Equal((EntryKind.AlertRaised, Some.At(3.5), "NothingHeard"), (entry.Kind, entry.At, entry.Data["reason"]));
        Assert.Empty(walk.State.Incidents);
    }

    [Fact]
    public void Being_heard_ends_silence_at_once()
    {
        var walk = Walk();
        walk.Tick(Some.At(4));
        walk.Receive(Some.At(5), "0.001");

        Assert.Equal([EntryKind.AlertRaised, EntryKind.AlertCleared], walk.Kinds);
        Assert.Empty(walk.State.Alerts);
    }

    [Fact]
    public void Silence_never_clears_an_exceedance()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02");
        walk.Tick(Some.At(100));

        Assert.Equal([Condition.LimitExceedance, Condition.Silent], walk.State.Alerts.Values.Select(a => a.Key.Condition).Order());
    }

    [Fact]
    public void While_the_feed_is_lost_nobody_is_silent_and_after_its_return_a_station_has_one_interval()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.001");
        walk.Feed(listening: false, Some.At(2));
        walk.Tick(Some.At(50));
        walk.Feed(listening: true, Some.At(60));
        walk.Tick(Some.At(60.9));
        Assert.Equal([EntryKind.FeedLost, EntryKind.AlertRaised, EntryKind.FeedRestored, EntryKind.AlertCleared], walk.Kinds);
        Assert.Empty(walk.State.Alerts);

        walk.Tick(Some.At(61));

        Assert.Equal(Some.At(61), walk.State.Alerts.Values.Single().FiredAt);
    }

    [Fact]
    public void A_station_that_repeats_one_sample_for_ever_lets_its_determinand_fall_silent()
    {
        var walk = Walk();
        for (var hour = 1; hour < 6; hour++)
        {
            walk.Receive(Some.At(1), "0.001", receivedAt: Some.At(hour));
            walk.Tick(Some.At(hour));
        }

        var silent = Assert.Single(walk.State.Alerts.Values);
        Assert.Equal((Some.Cd, Some.At(3.5)), (silent.Key.Determinand, silent.FiredAt));
    }

    [Fact]
    public void A_sample_in_the_batch_of_a_tick_is_heard_by_it()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.001");

        walk.Receive(Some.At(4), tickInSameBatch: true, Some.Message(Some.Payload(Some.At(4), "0.001"), Some.At(4)));

        Assert.Empty(walk.Timeline);
    }

    [Fact]
    public void What_the_broker_kept_is_not_the_station_speaking()
    {
        var walk = Walk();

        walk.Receive(Some.At(2), Some.Message(Some.Payload(Some.At(-5), "0.001"), Some.At(2)) with { IsRetained = true });
        walk.Tick(Some.At(2.5));

        Assert.Contains(walk.State.Alerts.Values, a => a.Key.Determinand is null);
    }

    [Fact]
    public void A_will_says_that_the_station_is_gone_and_its_word_that_it_is_back()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), Status("offline", Some.At(1)));
        walk.Receive(Some.At(1.1), Status("offline", Some.At(1.1)));
        walk.Receive(Some.At(1.2), Status("online", Some.At(1.2)));

        Assert.Equal([EntryKind.StationReportedOffline, EntryKind.StationReportedOnline], walk.Kinds);
        Assert.Equal(Some.At(1.2), walk.State.Station("upper")!.Heard?.LastHeardAt);
    }

    [Fact]
    public void An_exceedance_that_nothing_refuted_in_one_and_a_half_intervals_escalates_once()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), "0.02", receivedAt: Some.At(2));
        walk.Tick(Some.At(3.4));
        Assert.DoesNotContain(EntryKind.AlertNotRefuted, walk.Kinds);

        walk.Tick(Some.At(3.5));
        walk.Tick(Some.At(3.6));

        Assert.Equal(Some.At(3.5), walk.Timeline.Single(e => e.Kind == EntryKind.AlertNotRefuted).At);
    }

    private static CaseWalk Walk() => new CaseWalk(Some.Plan(Some.Watched(interval: Hour))).Begin(Some.Start);

    private static Message Status(string word, DateTimeOffset at) =>
        new(new RawMessage("local", "waterwatch/v1/testriver/upper/status", "upper", at, Encoding.UTF8.GetBytes(word)), PayloadFormat.Status, Some.River, IsRetained: false);
}
