using WaterWatch.OnCall;

namespace WaterWatch.Tests.OnCall;

/// <summary>Who is on duty when, also in the nights in which clocks are changed. Instants are worked out by hand from the zones' published changes.</summary>
public class RotaTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan HalfDay = TimeSpan.FromHours(12);

    // Berlin goes forward on 29 March 2026 at 02:00 (01:00Z) and back on 25 October at 03:00 (01:00Z); New York forward on 8 March at 02:00 (07:00Z) and back on
    // 1 November at 02:00 (06:00Z).
    public static TheoryData<string, string, double, string, string, string, string> Shifts => new()
    {
        // A weekly hand-over at eight is at eight in winter and in summer.
        { "Europe/Berlin", "2026-03-16 08:00", 168, "2026-03-29T12:00Z", "bo", "2026-03-23T07:00Z", "2026-03-30T06:00Z" },
        { "Europe/Berlin", "2026-10-12 08:00", 168, "2026-10-25T12:00Z", "bo", "2026-10-19T06:00Z", "2026-10-26T07:00Z" },
        { "America/New_York", "2026-02-23 08:00", 168, "2026-03-08T12:00Z", "bo", "2026-03-02T13:00Z", "2026-03-09T12:00Z" },

        // The night shift is an hour shorter in spring and an hour longer in autumn.
        { "Europe/Berlin", "2026-03-28 08:00", 12, "2026-03-29T05:59Z", "bo", "2026-03-28T19:00Z", "2026-03-29T06:00Z" },
        { "Europe/Berlin", "2026-10-24 08:00", 12, "2026-10-25T06:59Z", "bo", "2026-10-24T18:00Z", "2026-10-25T07:00Z" },
        { "America/New_York", "2026-10-31 08:00", 12, "2026-11-01T12:59Z", "bo", "2026-11-01T00:00Z", "2026-11-01T13:00Z" },

        // A hand-over at a time that is left out is at the moment of the change.
        { "Europe/Berlin", "2026-03-28 02:30", 24, "2026-03-29T00:59:59Z", "ana", "2026-03-28T01:30Z", "2026-03-29T01:00Z" },
        { "Europe/Berlin", "2026-03-28 02:30", 24, "2026-03-29T01:00Z", "bo", "2026-03-29T01:00Z", "2026-03-30T00:30Z" },
        { "America/New_York", "2026-03-07 02:30", 24, "2026-03-08T07:00Z", "bo", "2026-03-08T07:00Z", "2026-03-09T06:30Z" },

        // One at a time that comes twice is at the first of the two, and not undone when the clock shows the hour again.
        { "Europe/Berlin", "2026-10-24 02:30", 24, "2026-10-25T00:29Z", "ana", "2026-10-24T00:30Z", "2026-10-25T00:30Z" },
        { "Europe/Berlin", "2026-10-24 02:30", 24, "2026-10-25T01:15Z", "bo", "2026-10-25T00:30Z", "2026-10-26T01:30Z" },
        { "America/New_York", "2026-10-31 01:30", 24, "2026-11-01T06:10Z", "bo", "2026-11-01T05:30Z", "2026-11-02T06:30Z" },
    };

    [Theory]
    [MemberData(nameof(Shifts))]
    public void Hand_overs_keep_to_the_clock_on_the_wall(string zone, string first, double hours, string at, string person, string from, string until)
    {
        var turn = Some.Rota(zone, first, TimeSpan.FromHours(hours), "ana", "bo").TurnAt(Some.At(at));
        Assert.Equal((person, Some.At(from), Some.At(until), DutyBy.Rotation), (turn.Person, turn.From, turn.Until, turn.By));
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-01 02:30", 1)]
    [InlineData("Europe/Berlin", "2026-10-01 02:30", 2)]
    [InlineData("America/New_York", "2026-10-15 01:30", 6)]
    [InlineData("Australia/Lord_Howe", "2026-09-20 02:15", 1)]
    [InlineData("Pacific/Apia", "2011-12-20 08:00", 12)]
    [InlineData("Asia/Shanghai", "2026-01-01 08:00", 12)]
    public void One_turn_follows_another_without_a_gap_or_an_overlap(string zone, string first, double hours)
    {
        var rota = Some.Rota(zone, first, TimeSpan.FromHours(hours), "ana", "bo", null);
        var turn = rota.TurnAt(rota.TurnAt(DateTimeOffset.MinValue).Until);
        for (var i = 0; i < 1500; i++)
        {
            var next = rota.TurnAt(turn.Until);
            Assert.Equal(turn.Until, next.From);
            Assert.True(next.Until > next.From, $"{next}");
            Assert.Equal(turn, rota.TurnAt(turn.Until.AddTicks(-1)));
            turn = next;
        }
    }

    [Fact]
    public void Before_the_first_hand_over_nobody_is_on_duty_and_it_is_said_until_when()
    {
        var turn = Some.Rota("Asia/Shanghai", "2026-01-05 08:00", Week, "ana").TurnAt(Some.At("2026-01-04T23:59:59Z"));
        Assert.Equal(new Turn(null, null, Some.At("2026-01-05T00:00Z"), DutyBy.NotStarted, null), turn);
    }

    [Fact]
    public void A_shift_that_nobody_has_is_a_gap_that_is_told()
    {
        var rota = Some.Rota("Asia/Shanghai", "2026-01-05 08:00", HalfDay, "ana", null);
        Assert.Equal("ana", rota.TurnAt(Some.At("2026-01-06T12:00+08:00")).Person);
        var night = rota.TurnAt(Some.At("2026-01-06T20:00+08:00"));
        Assert.Equal((null, DutyBy.VacantShift, Some.At("2026-01-07T08:00+08:00")), (night.Person, night.By, night.Until));
    }

    [Fact]
    public void An_override_that_ends_within_a_shift_gives_the_rest_back()
    {
        var rota = Some.Rota("Asia/Shanghai", "2026-01-05 08:00", Week, "ana", "bo") with
        {
            Overrides = [Some.Override("chen", "2026-01-06T00:00+08:00", "2026-01-07T12:00+08:00")],
        };
        var before = rota.TurnAt(Some.At("2026-01-05T20:00+08:00"));
        Assert.Equal(("ana", Some.At("2026-01-05T08:00+08:00"), Some.At("2026-01-06T00:00+08:00")), (before.Person, before.From, before.Until));
        var within = rota.TurnAt(Some.At("2026-01-07T11:59+08:00"));
        Assert.Equal(("chen", DutyBy.Override, rota.Overrides[0]), (within.Person, within.By, within.Override));
        var after = rota.TurnAt(Some.At("2026-01-07T12:00+08:00"));
        Assert.Equal(("ana", Some.At("2026-01-07T12:00+08:00"), Some.At("2026-01-12T08:00+08:00")), (after.Person, after.From, after.Until));
    }

    [Fact]
    public void Of_two_overrides_at_once_the_one_made_later_wins_and_then_the_other_holds_again()
    {
        var rota = Some.Rota("Asia/Shanghai", "2026-01-05 08:00", Week, "ana") with
        {
            Overrides =
            [
                Some.Override("bo", "2026-01-06T00:00+08:00", "2026-01-10T00:00+08:00"),
                Some.Override("chen", "2026-01-07T00:00+08:00", "2026-01-08T00:00+08:00"),
            ],
        };
        Assert.Equal(
            ["ana", "bo", "chen", "bo", "ana"],
            Enumerable.Range(5, 6).Where(day => day != 9).Select(day => rota.TurnAt(Some.At($"2026-01-{day:00}T12:00+08:00")).Person));
        var again = rota.TurnAt(Some.At("2026-01-09T00:00+08:00"));
        Assert.Equal((Some.At("2026-01-08T00:00+08:00"), Some.At("2026-01-10T00:00+08:00")), (again.From, again.Until));

        var theOtherWay = rota with { Overrides = [rota.Overrides[1], rota.Overrides[0]] };
        Assert.Equal("bo", theOtherWay.TurnAt(Some.At("2026-01-07T12:00+08:00")).Person);
    }

    [Fact]
    public void The_next_is_the_first_other_person_however_many_shifts_away()
    {
        var rota = Some.Rota("Asia/Shanghai", "2026-01-05 08:00", Day, "ana", "ana", "bo");
        var next = rota.ChangeAfter(Some.At("2026-01-05T09:00+08:00"));
        Assert.Equal(("bo", Some.At("2026-01-07T08:00+08:00")), (next?.Person, next?.From));
    }

    [Fact]
    public void Who_is_alone_in_a_rota_is_followed_by_nobody_but_an_override()
    {
        var rota = Some.Rota("Asia/Shanghai", "2026-01-05 08:00", Day, "ana");
        Assert.Null(rota.ChangeAfter(Some.At("2026-02-01T00:00Z")));
        Assert.Equal("ana", rota.ChangeAfter(Some.At("2026-01-01T00:00Z"))?.Person);

        rota = rota with { Overrides = [Some.Override("bo", "2036-01-01T00:00Z", "2036-01-02T00:00Z")] };
        Assert.Equal(Some.At("2036-01-01T00:00Z"), rota.ChangeAfter(Some.At("2026-02-01T00:00Z"))?.From);
        Assert.Equal("ana", rota.ChangeAfter(Some.At("2036-01-01T12:00Z"))?.Person);
    }

    [Fact]
    public void An_override_that_ends_before_it_begins_cannot_be_made() =>
        Assert.Throws<ArgumentException>(() => Some.Override("bo", "2026-01-02T00:00Z", "2026-01-02T00:00Z"));
}
