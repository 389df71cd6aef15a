using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Timeline;
using Xunit.Abstractions;

namespace WaterWatch.AcceptanceTests.Commands;

/// <summary>The story's notifications by a mail server on loopback: what is queued is delivered, each once.</summary>
[Collection(RunningService.Name)]
public sealed class DemoMailTests(ITestOutputHelper output)
{
    /// <summary>
    /// Exactly, as README shows it: the first exceedance to whoever is on duty and who is to know at once, nobody answering until 10:12 and nobody called after it, the duty's warning to all
    /// of them, each shift, and a report a day and a week to each who wants one.
    /// </summary>
    private static readonly string[] Told =
    [
        "7  first exceedance 首次超标", "9  confirmed 已确认", "70  worse 级别上升", "48  another station 新增站点", "17  still above 仍未解除", "3  resolved 已解除",
        "6  nobody has answered 无人应答", "9  a report is due 上报期限将至", "2  new alert 新报警", "7  your shift: please take over 交接班：请接班",
        "4  nobody has taken over 逾时未接班", "80  operation report 运行报告", "262  in all, to 13 people; 262 sent",
    ];

    [Fact]
    public async Task Every_notification_of_the_story_is_delivered_once_and_marked_as_an_exercise()
    {
        await using var sink = new SmtpSink();
        var folder = Directory.CreateTempSubdirectory("waterwatch-demo-mail-");
        try
        {
            var data = Path.Combine(folder.FullName, "data");
            var run = await CommandRun.RunAsync(
                "demo", "--speed", "max", "--exit", "--data", data, "--urls", $"http://127.0.0.1:{FreePort.Next()}", "--mqtt", $"127.0.0.1:{FreePort.Next()}",
                "--set", "smtp.host=127.0.0.1", "--set", $"smtp.port={sink.Port}", "--set", "smtp.security=none", "--set", "smtp.from=watch@example.org");
            Assert.Equal(0, run.ExitCode);
            output.WriteLine(run.Text);
            Assert.DoesNotContain(run.Output.Concat(run.Errors), l => l.Contains("could not be gathered", StringComparison.Ordinal));

            var first = sink.Mails.Select(m => m.Plain()).First(m => m.Contains("首次超标", StringComparison.Ordinal));
            string[] tells =
            [
                "演练。并非真实事件。", "首次超标。拉浪：镉 0.4075 mg/L，为限值 0.005 mg/L 的 81.5 倍（超标 80.5 倍）", "地点: 拉浪", "限值: 0.005 mg/L (GB 3838-2002 III)",
                "采于 1月15日 09:30", "未确认：已要求复采", "上游：无", "下一取水口: 河西水厂", "截止 1月15日 11:44", "尚无人应答。",
            ];
            Assert.All(tells, t => Assert.Contains(t, first, StringComparison.Ordinal));
            Assert.Contains(sink.Mails, m => m.Plain().Contains("演练。并非真实事件。2012-01-15 08:00 至 2012-01-16 08:00（Asia/Shanghai）。红色，拉浪镉为限值的 81.5 倍。", StringComparison.Ordinal));

            var timeline = Conclusions.Read(data).Timeline;
            var queued = timeline.Where(e => e.Kind == EntryKind.NotificationQueued).Select(e => e.Data["notification"]).ToList();
            Assert.NotEmpty(queued);
            Assert.Equal(queued.Order(), timeline.Where(e => e.Kind == EntryKind.NotificationSent).Select(e => e.Data["notification"]).Order());
            Assert.DoesNotContain(timeline, e => e.Kind == EntryKind.NotificationFailed);

            // Several that came up in the same minute go to a person together.
            var messages = timeline.Where(e => e.Kind == EntryKind.NotificationSent).Select(e => e.Data.GetValueOrDefault("sent_with", e.Data["notification"])).Distinct();
            Assert.Equal(messages.Count(), sink.Mails.Count);
            Assert.Equal(sink.Mails.Count, sink.Mails.Select(m => m.Header("Message-ID")).Distinct().Count());
            Assert.All(sink.Mails, m => Assert.EndsWith("@example.net", m.To.Replace("@example.org", "@example.net", StringComparison.Ordinal), StringComparison.Ordinal));
            Assert.Equal(Told, run.Output.SkipWhile(l => !l.StartsWith("Told, as an exercise", StringComparison.Ordinal)).Skip(1).TakeWhile(l => l.StartsWith(' ')).Select(l => l.Trim()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
