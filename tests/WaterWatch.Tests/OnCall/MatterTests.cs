using WaterWatch.Alerts;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Tests.OnCall;

/// <summary>Which routes a matter takes, and what mutes it.</summary>
public class MatterTests
{
    private static readonly DateTimeOffset Nine = Some.At("2026-01-05T09:00+08:00");

    private static readonly Matter Lost = new("longjiang", new StationId(""), Level.Yellow, Condition.NotListening, null);

    [Fact]
    public void Every_route_that_matches_is_taken_whatever_their_order_and_a_policy_once()
    {
        var plan = new OnCallPlan([], [], [], [Policy("all"), Policy("grave"), Policy("other")])
        {
            Routes =
            [
                new(Matcher.Everything, Level.Blue, "all"),
                new(Matcher.Everything, Level.Orange, "grave"),
                new(new Matcher { Stations = [new("lalang")] }, Level.Blue, "all"),
                new(new Matcher { Rivers = ["elsewhere"] }, Level.Blue, "other"),
            ],
        };
        Assert.Equal(["all"], plan.PoliciesFor(Some.Exceedance(Level.Yellow)).Select(p => p.Id));
        Assert.Equal(["all", "grave"], plan.PoliciesFor(Some.Exceedance(Level.Orange)).Select(p => p.Id));
        Assert.Empty(plan.PoliciesFor(Some.Exceedance(Level.Compliant)));
    }

    [Fact]
    public void A_matcher_holds_only_when_all_that_it_names_does()
    {
        var matcher = new Matcher
        {
            Rivers = ["longjiang"],
            Stations = [new("lalang"), new("yemao")],
            Conditions = [Condition.LimitExceedance],
            Determinands = [Determinand.Find("Cd")!],
        };
        Assert.True(matcher.Matches(Some.Exceedance(Level.Blue)));
        Assert.False(matcher.Matches(Some.Exceedance(Level.Blue) with { River = "elsewhere" }));
        Assert.False(matcher.Matches(Some.Exceedance(Level.Blue, station: "hexi")));
        Assert.False(matcher.Matches(Some.Exceedance(Level.Blue) with { Condition = Condition.FastRise }));
        Assert.False(matcher.Matches(Some.Exceedance(Level.Blue, determinand: "Pb")));
        Assert.False(matcher.Matches(Some.Exceedance(Level.Blue) with { Determinand = null }));
    }

    [Fact]
    public void What_is_of_no_station_matches_where_no_station_is_named()
    {
        Assert.True(new Matcher { Rivers = ["longjiang"] }.Matches(Lost));
        Assert.False(new Matcher { Stations = [new("lalang")] }.Matches(Lost));
    }

    [Fact]
    public void When_a_silence_ends_it_is_told_again()
    {
        var plan = Muted(new Silence("known", Matcher.Everything, Nine, Nine.AddHours(1), "ana", "known"));
        Assert.Null(plan.MutedBy(Lost, Nine.AddTicks(-1)));
        Assert.Equal(NotToldReason.Silenced, plan.MutedBy(Lost, Nine)?.Why);
        Assert.NotNull(plan.MutedBy(Lost, Nine.AddHours(1).AddTicks(-1)));
        Assert.Null(plan.MutedBy(Lost, Nine.AddHours(1)));
    }

    [Theory]
    [InlineData(Level.Yellow, true)]
    [InlineData(Level.Orange, false)]
    [InlineData(Level.Red, false)]
    public void A_maintenance_window_never_mutes_Orange_or_Red(Level level, bool muted)
    {
        var plan = Muted(new MaintenanceWindow("pump", Matcher.Everything, Nine, Nine.AddHours(24), "ana", "new pump"));
        Assert.Equal(muted ? NotToldReason.MaintenanceWindow : null, plan.MutedBy(Some.Exceedance(level), Nine)?.Why);
    }

    [Fact]
    public void A_silence_breaks_when_it_becomes_graver_than_its_author_said()
    {
        Assert.Null(Muted(new Silence("s", Matcher.Everything, Nine, Nine.AddHours(1), "ana", "known")).MutedBy(Some.Exceedance(Level.Orange), Nine));
        var all = Muted(new Silence("s", Matcher.Everything, Nine, Nine.AddHours(1), "ana", "known", Level.Red));
        Assert.NotNull(all.MutedBy(Some.Exceedance(Level.Red), Nine));
    }

    [Fact]
    public void Of_two_that_mute_the_one_that_holds_longer_is_named()
    {
        var silence = new Silence("s", Matcher.Everything, Nine, Nine.AddHours(1), "ana", "known");
        var window = new MaintenanceWindow("w", Matcher.Everything, Nine, Nine.AddHours(2), "ana", "pump");
        Assert.Equal("w", Muted(silence, window).MutedBy(Lost, Nine)?.Id);
    }

    [Fact]
    public void A_window_longer_than_a_day_or_without_author_or_reason_cannot_be_made()
    {
        Assert.Throws<ArgumentException>(() => new MaintenanceWindow("w", Matcher.Everything, Nine, Nine.AddHours(24).AddTicks(1), "ana", "pump"));
        Assert.Throws<ArgumentException>(() => new MaintenanceWindow("w", Matcher.Everything, Nine, Nine.AddHours(1), "", "pump"));
        Assert.Throws<ArgumentException>(() => new MaintenanceWindow("w", Matcher.Everything, Nine, Nine.AddHours(1), "ana", ""));
        Assert.Throws<ArgumentException>(() => new Silence("s", Matcher.Everything, Nine, Nine, "ana", "known"));
    }

    private static EscalationPolicy Policy(string id) => new(id, Some.Named(id), [], TimeSpan.Zero);

    private static OnCallPlan Muted(params Muting[] mutings) => new([], [], [], []) { Mutings = mutings };
}
