using System.Globalization;
using System.Text.RegularExpressions;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Notify;

/// <summary>The real service and a mail server on loopback: a report becomes due, is mailed once, and the API says the same.</summary>
[Collection(RunningService.Name)]
public sealed class OperationReportTests
{
    [Fact]
    public async Task A_report_that_is_due_is_mailed_once_and_again_by_nobody_after_a_restart()
    {
        await using var sink = new SmtpSink();
        using var home = new ServiceHome(new TestConfig(1), "smtp.host=127.0.0.1", $"smtp.port={sink.Port}", "smtp.security=none", "smtp.from=watch@example.org");
        var now = DateTimeOffset.UtcNow;
        Write(home.Config, now.AddMinutes(-3));
        await using (var service = await home.Start().ReadyAsync())
        {
            await Eventually.TrueAsync("the clock has ticked", async () => (await Metrics.ReadAsync(service)).GetValueOrDefault("waterwatch_job_runs_total{job=\"TickJob\"}") >= 2);
            Assert.Empty(sink.Mails);

            // Its time is now a minute later, and over as well: so it is due at the next tick, and nobody has to wait for a day.
            Write(home.Config, now.AddMinutes(-2));
            await service.SignalAsync("HUP");
            await Eventually.TrueAsync("the report arrives", () => Task.FromResult(sink.Mails.Count > 0));
            await Eventually.TrueAsync("the timeline says so", async () => (await service.AllAsync("/api/v1/timeline")).Any(e => e.GetProperty("kind").GetString() == "NotificationSent"));
            Assert.Equal(sink.Mails[0].Plain().TrimEnd(), WithoutHead(sink.Mails[0].Plain(), await service.Api.GetStringAsync("/api/v1/operation-reports/daily?language=en&format=text")));
            using var unknown = await service.Api.GetAsync("/api/v1/operation-reports/weekly");
            Assert.Equal(System.Net.HttpStatusCode.NotFound, unknown.StatusCode);
            await service.StopAsync();
        }

        await using var again = await home.Start().ReadyAsync();
        await Eventually.TrueAsync("the clock has ticked", async () => (await Metrics.ReadAsync(again)).GetValueOrDefault("waterwatch_job_runs_total{job=\"CourierJob\"}") >= 2);
        Assert.Equal("ana@example.org", Assert.Single(sink.Mails).To);
    }

    /// <summary>The head moves on with the entry that says that the mail was sent.</summary>
    private static string WithoutHead(string mailed, string asked) =>
        Regex.Replace(asked, "written: [0-9]+:[0-9a-f]{64}", Regex.Match(mailed, "written: [0-9]+:[0-9a-f]{64}").Value).TrimEnd();

    private static void Write(string folder, DateTimeOffset at)
    {
        OnDuty.Write(folder, "ana");
        File.AppendAllText(Path.Combine(folder, "people.yaml"), string.Create(
            CultureInfo.InvariantCulture, $"\noperation_reports: [ {{ id: daily, every: day, at: \"{at:HH:mm}\", time_zone: UTC, to: {{ people: [ana] }} }} ]\n"));
    }
}
