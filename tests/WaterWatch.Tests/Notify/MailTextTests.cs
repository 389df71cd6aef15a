using System.Net.Mail;
using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Notify;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Tests.Notify;

public sealed class MailTextTests
{
    [Fact]
    public void The_subject_says_level_place_value_limit_and_ratio()
    {
        Assert.Equal(
            "[Red] Lalang: cadmium 0.4075 mg/L, 81.5 times the limit of 0.005 mg/L (超标 80.5 倍) (Confirmed)", new MailText(Some.Briefing(), chinese: false).Subject);
        Assert.Equal("[红色] 拉浪：镉 0.4075 mg/L，为限值 0.005 mg/L 的 81.5 倍（超标 80.5 倍）（已确认）", new MailText(Some.Briefing(), chinese: true).Subject);
    }

    [Fact]
    public void The_ten_lines_are_what_a_person_needs_at_three_in_the_morning() => Assert.Equal(
        [
            "Confirmed. Lalang: cadmium 0.4075 mg/L, 81.5 times the limit of 0.005 mg/L (超标 80.5 倍)",
            "Place: Lalang, Longjiang km 14.5; incident 1",
            "Limit: 0.005 mg/L (GB 3838-2002 III)",
            "Sample: taken 15 Jan 09:30 (12 min ago); confirmed by a second sample",
            "Before: 0.0021 mg/L at 15 Jan 05:30",
            "Also: Pb 0.012 mg/L",
            "Neighbours: up: none known; down Yemao 0.0009 mg/L at 15 Jan 09:20",
            "Next intake: Hexi waterworks, 218 km, earliest 17 Jan 23:42, 1,200,000 people, phone +86 772 0000",
            "Duty: initial report by 15 Jan 11:24 (1 h 42 min left)",
            "Told: Duty officer. Nobody has answered. Somebody further is told at 15 Jan 09:57.",
        ],
        Lines(Some.Briefing()));

    [Fact]
    public void A_shift_that_is_handed_over_is_one_line_more()
    {
        var briefing = Some.Briefing(Some.Notification(NotifyReason.HandOver)) with
        {
            HandOver = new HandOver("duty", "bo", "ana", Some.Now, Some.Now.AddMinutes(30)),
            Shifts = (new("Bo", "波"), new("Ana", "安娜")),
        };

        Assert.Equal("Shift: Bo has left, Ana is on duty. To be taken over by 15 Jan 10:12, by answering this; until then both are told.", Lines(briefing)[^1]);
        Assert.StartsWith("Your shift: please take over. Lalang", Lines(briefing)[0], StringComparison.Ordinal);
        var overdue = briefing with { HandOver = briefing.HandOver! with { To = null, IsOverdue = true }, Shifts = (null, null) };
        Assert.Equal("Shift: bo has left, nobody is on duty. Nobody has taken over by 15 Jan 10:12: both are told, and the next step is called.", Lines(overdue)[^1]);
        Assert.Contains("交接班", new MailText(briefing, chinese: true).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_stations_silent_at_once_is_told_as_what_it_most_likely_is()
    {
        var briefing = Some.Briefing(Some.Notification(NotifyReason.Raised, level: Level.Yellow) with { Subject = new Subject(null, "longjiang", Condition.RegionalSilence) });
        briefing = briefing with
        {
            Station = null,
            Incident = null,
            Before = null,
            Others = [],
            Downstream = null,
            Intake = null,
            Duty = null,
            Alert = briefing.Alert! with { Key = new AlertKey(new StationId(""), null, Fraction.Total, Condition.RegionalSilence) { Scope = "longjiang" }, LatestValue = null, LatestAt = null, Limit = null },
        };

        Assert.Equal("[Yellow] longjiang: many stations silent", new MailText(briefing, chinese: false).Subject);
        Assert.StartsWith("Meaning: many stations of the river fell silent at about the same time: most likely our own reception", Lines(briefing)[1], StringComparison.Ordinal);
        Assert.StartsWith("该河流多个站点几乎同时无数据：最可能是我方接收环节", new MailText(briefing, chinese: true).Lines[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Lines(briefing with { Notification = briefing.Notification with { Reason = NotifyReason.Resolved } }), l => l.StartsWith("Meaning", StringComparison.Ordinal));
    }

    [Fact]
    public void An_exercise_says_so_first_and_in_the_subject()
    {
        var exercise = Some.Briefing(Some.Notification() with { IsExercise = true });

        Assert.StartsWith("[Exercise Red] ", new MailText(exercise, chinese: false).Subject, StringComparison.Ordinal);
        Assert.StartsWith("[演练 红色] ", new MailText(exercise, chinese: true).Subject, StringComparison.Ordinal);
        Assert.Equal("EXERCISE. This is not happening.", Lines(exercise)[0]);
        Assert.StartsWith("演练", new MailText(exercise, chinese: true).Lines[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_gives_a_mail_in_both_languages_even_where_nothing_is_known(NotifyReason reason)
    {
        foreach (var briefing in (Briefing[])[Some.Briefing(Some.Notification(reason)), new Briefing(Some.Notification(reason), Some.Now), new Briefing(Some.Notification(reason) with { Subject = null }, Some.Now)])
        {
            foreach (var text in (MailText[])[new(briefing, chinese: false), new(briefing, chinese: true)])
            {
                Assert.InRange(text.Subject.Length, 8, 180);
                Assert.All(text.Lines, l => Assert.False(string.IsNullOrWhiteSpace(l.Text)));
            }
        }
    }

    public static TheoryData<NotifyReason> Reasons => [.. Enum.GetValues<NotifyReason>()];

    [Fact]
    public void A_line_break_in_a_name_becomes_neither_a_header_nor_a_line()
    {
        using var mail = MailMessages.Of(Some.Outgoing(Some.Briefing(stationName: "Lalang\r\nBcc: all@example.org")), "ana@example.org", "watch@example.org", AcknowledgeLinks.None);

        Assert.Empty(mail.Bcc);
        Assert.DoesNotContain('\n', mail.Subject);
        Assert.DoesNotContain(Text(mail, 0).Split("\r\n"), l => l.StartsWith("Bcc", StringComparison.Ordinal));
    }

    [Fact]
    public void Markup_in_a_name_is_shown_as_it_is_written()
    {
        using var mail = MailMessages.Of(Some.Outgoing(Some.Briefing(stationName: "<script>alert(1)</script>")), "ana@example.org", "watch@example.org", AcknowledgeLinks.None);

        Assert.Contains("&lt;script&gt;", Text(mail, 1), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", Text(mail, 1), StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_id_is_the_same_however_often_it_is_sent()
    {
        using var once = MailMessages.Of(Some.Outgoing(Some.Briefing()), "ana@example.org", "watch@example.org", AcknowledgeLinks.None);
        using var again = MailMessages.Of(Some.Outgoing(Some.Briefing() with { AnsweredBy = "Bo" }), "ana@example.org", "watch@example.org", AcknowledgeLinks.None);

        Assert.Equal("<7.0123456789abcdef@example.org>", once.Headers["Message-ID"]);
        Assert.Equal(once.Headers["Message-ID"], again.Headers["Message-ID"]);
    }

    [Fact]
    public void A_mail_has_the_link_to_take_it_on_in_both_its_parts_and_none_when_it_is_over()
    {
        using var mail = MailMessages.Of(Some.Outgoing(Some.Briefing()), "ana@example.org", "watch@example.org", Some.Links);
        var url = Some.Links.UrlOf(Some.Notification())!;

        Assert.StartsWith("https://water.example.org/watch/acknowledge/", url, StringComparison.Ordinal);
        Assert.Contains($"Take it on: {url}\r\n", Text(mail, 0), StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{url}\"", Text(mail, 1), StringComparison.Ordinal);
        Assert.Null(Some.Links.UrlOf(Some.Notification(NotifyReason.Resolved)));
        Assert.Null(AcknowledgeLinks.None.UrlOf(Some.Notification()));
    }

    [Fact]
    public void What_has_waited_comes_as_one_mail_that_lists_all_of_it_in_order()
    {
        var briefings = Enumerable.Range(1, 120).Select(i => Some.Briefing(Some.Notification(NotifyReason.AnotherStation, i) with { QueuedAt = Some.Now.AddMinutes(i) })).ToArray();
        using var mail = MailMessages.Of(Some.Outgoing(briefings), "ana@example.org", "watch@example.org", AcknowledgeLinks.None);

        Assert.EndsWith("(and 119 more)", mail.Subject, StringComparison.Ordinal);
        Assert.Equal("<120.0123456789abcdef@example.org>", mail.Headers["Message-ID"]);
        var listed = Text(mail, 0).Split("\r\n").Where(l => l.StartsWith("01-15", StringComparison.Ordinal)).ToList();
        Assert.Equal(100, listed.Count);
        Assert.Equal(listed.Order(StringComparer.Ordinal), listed);
        Assert.Contains("and 20 more; the timeline has all of them", Text(mail, 0), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("550 5.1.1 <ana@example.org>: no such user", "550 5.1.1 <…>: no such user")]
    [InlineData("two\r\nlines", "two lines")]
    public void What_a_server_answers_comes_into_the_record_without_addresses(string answer, string kept) => Assert.Equal(kept, MailAnswer.Words(answer));

    private static List<string> Lines(Briefing briefing) =>
        [.. new MailText(briefing, chinese: false).Lines.Select(l => l.Label.Length == 0 ? l.Text : $"{l.Label}: {l.Text}")];

    private static string Text(MailMessage mail, int view)
    {
        using var copy = new MemoryStream();
        mail.AlternateViews[view].ContentStream.Position = 0;
        mail.AlternateViews[view].ContentStream.CopyTo(copy);
        return Encoding.UTF8.GetString(copy.ToArray());
    }
}
