using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.OnCall;
using WaterWatch.Tests.OnCall;
using WaterWatch.Web.Pages.OnDuty;
using WaterWatch.Web.Pages.Shared.Forms;

namespace WaterWatch.Tests.Web.Pages;

/// <summary>A form becomes the act that the API would take, or says beside which field what is wrong.</summary>
public class OnDutyActsTests
{
    private static readonly WatchPlan Plan = WatchPlan.Empty.With(Some.Plan(Some.Rota("Asia/Shanghai", "2026-01-05 08:00", TimeSpan.FromDays(7), "ana")));

    [Fact]
    public void Times_are_by_the_clock_of_the_rota()
    {
        var act = Assert.IsType<OnCallAct.Override>(Read(out var faults, "override", ("rota", "duty"), ("person", "bo"), ("until", "2026-01-06T20:30"), ("by", " Chief "), ("reason", "ill")));
        Assert.Empty(faults);
        Assert.Equal(("duty", "bo", null, Some.At("2026-01-06T20:30:00+08:00"), "Chief", "ill"), (act.Rota, act.Person, act.From, act.Until, act.By, act.Reason));
    }

    [Fact]
    public void Taking_over_is_of_a_rota() =>
        Assert.Equal(new OnCallAct.AcceptHandOver("duty", "Bo", "has read the log"), Read(out _, "accept", ("rota", "duty"), ("by", "Bo"), ("reason", "has read the log")));

    [Fact]
    public void A_silence_means_what_was_chosen_and_everything_where_nothing_was()
    {
        var act = Assert.IsType<OnCallAct.Mute>(Read(out _, "silence", ("conditions", "silent"), ("determinands", ""), ("level_at_most", "Orange"), ("until", "2026-01-06 20:30")));
        Assert.Equal((MadeKind.Silence, Level.Orange, Condition.Silent), (act.Kind, act.LevelAtMost, Assert.Single(act.Matcher.Conditions)));
        Assert.Empty(act.Matcher.Determinands);
    }

    [Theory]
    [InlineData("until", "")]
    [InlineData("until", "tomorrow")]
    [InlineData("until", "0001-01-01T00:00")]
    [InlineData("from", "2026-02-30T08:00")]
    [InlineData("person", "")]
    public void What_cannot_be_read_is_said_of_its_field_in_both_languages(string field, string typed)
    {
        var good = new Dictionary<string, string> { ["rota"] = "duty", ["person"] = "bo", ["until"] = "2026-01-06T20:30", [field] = typed };
        Assert.Null(Read(out var faults, "override", [.. good.Select(g => (g.Key, g.Value))]));
        var fault = Assert.Single(faults);
        Assert.Equal(field, fault.Field);
        Assert.NotEqual(fault.Words.En, fault.Words.Zh);
    }

    [Fact]
    public void A_word_that_no_list_has_is_refused_as_the_API_refuses_it()
    {
        Assert.Null(Read(out var faults, "window", ("conditions", "<b>"), ("until", "2026-01-06T20:30")));
        Assert.Equal("conditions", Assert.Single(faults).Field);
    }

    private static OnCallAct? Read(out List<FieldFault> faults, string name, params (string Field, string Value)[] typed)
    {
        faults = [];
        return OnDutyActs.Of(new TypedForm(name, typed.ToDictionary(t => t.Field, t => t.Value)), new WatchState(), Plan, TimeZoneInfo.Utc, faults);
    }
}
