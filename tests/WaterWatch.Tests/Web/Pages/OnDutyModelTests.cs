using WaterWatch.OnCall;
using WaterWatch.Tests.OnCall;
using WaterWatch.Web.Pages.OnDuty;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Tests.Web.Pages;

public class OnDutyModelTests
{
    private static readonly DateTimeOffset Now = Some.At("2026-01-06T12:00:00+08:00");

    [Fact]
    public void The_coming_two_weeks_begin_with_the_turn_that_runs_and_say_where_nobody_is()
    {
        var rota = Some.Rota("Asia/Shanghai", "2026-01-05 08:00", TimeSpan.FromDays(7), "ana", null) with { Overrides = [Some.Override("bo", "2026-01-13T08:00:00+08:00", "2026-01-14T08:00:00+08:00")] };
        var turns = OnDutyModel.Turns(rota, Now);
        Assert.Equal(["ana", null, "bo", null, "ana"], turns.Select(t => t.Person));
        Assert.Equal(["rotation", "gap: nobody has this shift", "override by chief: leave", "gap: nobody has this shift", "rotation"], turns.Select(t => OnDutyWords.By(t, Tongue.English)));
        Assert.Equal("空缺：该班次无人值守", OnDutyWords.By(turns[1], Tongue.Chinese));
        Assert.Equal((Some.At("2026-01-05T08:00:00+08:00"), Some.At("2026-01-26T08:00:00+08:00")), (turns[0].From, turns[^1].Until));
    }

    [Fact]
    public void A_rota_that_has_not_begun_is_a_gap() =>
        Assert.Equal("gap: the rota has not begun", OnDutyWords.By(OnDutyModel.Turns(Some.Rota("UTC", "2026-01-10 08:00", TimeSpan.FromDays(7), "ana"), Now)[0], Tongue.English));

    [Fact]
    public void What_was_arranged_is_in_force_coming_or_ended()
    {
        var silence = Arrangement.Of(new Silence("1", Matcher.Everything, Now, Now.AddHours(1), "chief", "dosing"));
        Assert.Equal([Holding.Coming, Holding.InForce, Holding.Ended], new[] { Now.AddTicks(-1), Now, Now.AddHours(1) }.Select(silence.At));
    }
}
