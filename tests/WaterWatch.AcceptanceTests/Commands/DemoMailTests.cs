using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Timeline;
using Xunit.Abstractions;

namespace WaterWatch.AcceptanceTests.Commands;

/// <summary>The story's notifications by a mail server on loopback: what is queued is delivered, each once.</summary>
[Collection(RunningService.Name)]
public sealed class DemoMailTests(ITestOutputHelper output)
{
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
            Assert.Contains("Told, as an exercise", run.Text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
