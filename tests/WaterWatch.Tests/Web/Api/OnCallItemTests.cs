using WaterWatch.OnCall;
using WaterWatch.Rivers;
using WaterWatch.Web.Api;

namespace WaterWatch.Tests.Web.Api;

public class OnCallItemTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.FromHours(8));

    private static readonly Rota Duty = new()
    {
        Id = "duty",
        Name = new LocalizedName("Duty", ""),
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"),
        Rotation = ["ana", null],
        FirstHandOver = Start.DateTime,
        ShiftLength = TimeSpan.FromHours(12),
    };

    private static readonly OnCallPlan Plan = new(
        [], [new Person("ana", new LocalizedName("Ana", "安娜"), "bureau", Language.English, [new Channel.Mail("secret@example.org")])], [Duty], []);

    [Fact]
    public void It_names_who_is_on_duty_and_until_when_and_gives_no_address()
    {
        var item = OnCallItem.Of(Duty, Plan, [], Start.AddHours(1));
        Assert.Equal(("ana", "Ana", "安娜", "bureau", "rotation"), (item.Person, item.PersonName, item.PersonNameZh, item.Agency, item.Because));
        Assert.Equal((Start, Start.AddHours(12), null), (item.From, item.Until, item.NextPerson));
        Assert.DoesNotContain("secret", $"{item}", StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nobody_is_it_says_so_and_who_comes_next()
    {
        var item = OnCallItem.Of(Duty, Plan, [], Start.AddHours(13));
        Assert.Equal((null, null, "vacant_shift", "ana", "Ana"), (item.Person, item.PersonName, item.Because, item.NextPerson, item.NextName));
        Assert.Equal(Start.AddHours(24), item.Until);
        Assert.Equal("not_started", OnCallItem.Of(Duty, Plan, [], Start.AddTicks(-1)).Because);
    }

    [Fact]
    public void A_name_without_Chinese_is_shown_in_English() => Assert.Equal("Duty", OnCallItem.Of(Duty, Plan, [], Start).NameZh);
}
