using System.Net;
using System.Text.RegularExpressions;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Notify;

/// <summary>The real service and a mail server on loopback: what was decided is delivered, whatever happens between deciding and sending.</summary>
[Collection(RunningService.Name)]
public sealed class MailTests
{
    [Fact]
    public async Task With_the_server_down_and_the_service_killed_the_mail_still_arrives_once_and_the_state_is_said_meanwhile()
    {
        var port = FreePort.Next();
        using var home = Home(port);
        string queuedAs;
        await using (var service = await home.Start().ReadyAsync())
        {
            await using var sender = new Sender(home.MqttPort);
            await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");
            await Eventually.TrueAsync("/readyz warns", async () => (await WarningsAsync(service)).Any(w => w.Contains("mail server cannot be used", StringComparison.Ordinal)));
            Assert.True(await service.IsReadyAsync());
            Assert.Contains("waterwatch_notifier_up 0", await service.Api.GetStringAsync("/metrics"), StringComparison.Ordinal);
            queuedAs = await MessageIdAsync(service);
            await service.KillAsync();
        }

        await using var sink = new SmtpSink(port);
        await using var again = await home.Start().ReadyAsync();
        await Eventually.TrueAsync("the mail arrives", () => Task.FromResult(sink.Mails.Count > 0));
        await Eventually.TrueAsync("the timeline says so", async () => (await KindsAsync(again)).Contains("NotificationSent"));

        var mail = Assert.Single(sink.Mails);
        Assert.Equal(("ana@example.org", $"<{queuedAs}@example.org>"), (mail.To, mail.Header("Message-ID")));
        Assert.Empty(await WarningsAsync(again));
    }

    [Fact]
    public async Task Without_a_mail_server_that_is_a_warning_and_everything_else_goes_on()
    {
        using var home = new ServiceHome(new TestConfig(1));
        OnDuty.Write(home.Config, "ana");
        await using var service = await home.Start().ReadyAsync();

        await Eventually.TrueAsync("/readyz warns", async () => (await WarningsAsync(service)).Any(w => w.Contains("smtp.host", StringComparison.Ordinal)));
        Assert.True(await service.IsReadyAsync());
    }

    [Fact]
    public async Task The_link_of_a_mail_shows_a_page_and_its_button_takes_the_alert_on_once()
    {
        var port = FreePort.Next();
        await using var sink = new SmtpSink(port);
        using var home = Home(port, "web.public_url=https://water.example.org");
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");
        await Eventually.TrueAsync("the mail arrives", () => Task.FromResult(sink.Mails.Count > 0));
        var path = LinkOf(sink.Mails[0]);
        Assert.All(["multipart/related", "image/png", "Content-ID: <chart@waterwatch>"], part => Assert.Contains(part, sink.Mails[0].Text, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("1 sample from 0.02 to 0.02 mg/L", sink.Mails[0].Plain(), StringComparison.Ordinal);

        // Programs that scan mails follow links: that changes nothing.
        using var page = await service.Api.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Contains("<form method=\"post\">", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Acknowledged", await KindsAsync(service));

        using var taken = await service.Api.PostAsync(path, null);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        var alert = (await service.AllAsync("/api/v1/alerts"))[0];
        Assert.Equal("ana", alert.GetProperty("acknowledged_by").GetString());
        Assert.Single(await KindsAsync(service), k => k == "Acknowledged");

        using var replayed = await service.Api.PostAsync(path, null);
        Assert.Equal(HttpStatusCode.Conflict, replayed.StatusCode);
        Assert.Contains("ana", await replayed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var forged = await service.Api.PostAsync(path[..^1] + (path[^1] == 'A' ? 'B' : 'A'), null);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Single(await KindsAsync(service), k => k == "Acknowledged");
    }

    private static string LinkOf(TakenMail mail)
    {
        var found = Regex.Match(mail.Plain(), "https://water[.]example[.]org(/acknowledge/[A-Za-z0-9_-]+)");
        Assert.True(found.Success, mail.Plain());
        return found.Groups[1].Value;
    }

    private static ServiceHome Home(int port, params string[] more)
    {
        var home = new ServiceHome(new TestConfig(1), ["smtp.host=127.0.0.1", $"smtp.port={port}", "smtp.security=none", "smtp.from=watch@example.org", .. more]);
        OnDuty.Write(home.Config, "ana");
        return home;
    }

    private static async Task<IEnumerable<string>> WarningsAsync(ServiceProcess service) =>
        (await service.GetAsync("/readyz")).GetProperty("warnings").EnumerateArray().Select(w => w.GetString()!);

    private static async Task<string> MessageIdAsync(ServiceProcess service) => (await service.AllAsync("/api/v1/timeline"))
        .Single(e => e.GetProperty("kind").GetString() == "NotificationQueued").GetProperty("data").GetProperty("message_id").GetString()!;

    private static async Task<List<string>> KindsAsync(ServiceProcess service) =>
        [.. (await service.AllAsync("/api/v1/timeline")).Select(e => e.GetProperty("kind").GetString()!)];
}
