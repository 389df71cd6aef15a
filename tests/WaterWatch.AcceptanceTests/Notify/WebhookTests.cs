using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Notify;

/// <summary>The real service and a gateway on loopback: what it posts, what it makes of the answers, and what a receipt does.</summary>
[Collection(RunningService.Name)]
public sealed class WebhookTests
{
    private const string Secret = "sample-secret";
    private const string Taken = """{"data":{"id":"m-17"}}""";

    [Fact]
    public async Task A_message_is_signed_and_after_503_and_a_kill_it_comes_again_under_the_same_key()
    {
        var port = FreePort.Next();
        using var home = Home(port);
        await using (var sink = new GatewaySink(port, (503, "busy")))
        {
            await using var service = await home.Start().ReadyAsync();
            await using var sender = new Sender(home.MqttPort);
            await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");
            await Eventually.TrueAsync("the timeline has the failure", async () => (await KindsAsync(service)).Contains("NotificationFailed"));
            Assert.Contains((await service.GetAsync("/readyz")).GetProperty("warnings").EnumerateArray(), w => w.GetString() == "The webhook gateway cannot be used: 503 busy");
            Assert.True(Assert.Single(sink.Posted).IsSignedWith(Secret));
            await service.KillAsync();
            var first = sink.Posted[0];
            await sink.DisposeAsync();
            await using var back = new GatewaySink(port, (202, Taken));
            await using var again = await home.Start().ReadyAsync();
            await Eventually.TrueAsync("it is taken", async () => (await KindsAsync(again)).Contains("NotificationSent"));

            var second = Assert.Single(back.Posted);
            Assert.Equal((first.Key, true), (second.Key, second.IsSignedWith(Secret)));
            Assert.Equal((1, "orange", "mg/L", 4m), (second.Json.GetProperty("notification").GetInt32(), second.Json.GetProperty("level").GetString(), second.Json.GetProperty("alert").GetProperty("unit").GetString(), second.Json.GetProperty("alert").GetProperty("ratio").GetDecimal()));
            var sent = (await again.AllAsync("/api/v1/timeline")).Single(e => e.GetProperty("kind").GetString() == "NotificationSent").GetProperty("data");
            Assert.Equal(("m-17", first.Key), (sent.GetProperty("gateway_id").GetString(), sent.GetProperty("message_id").GetString()));
        }
    }

    [Fact]
    public async Task A_dead_gateway_holds_up_no_mail()
    {
        var mailPort = FreePort.Next();
        await using var mails = new SmtpSink(mailPort);
        using var home = Home(FreePort.Next(), mail: "mail: [ana@example.org], ", "smtp.host=127.0.0.1", $"smtp.port={mailPort}", "smtp.security=none", "smtp.from=watch@example.org");
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");

        await Eventually.TrueAsync("the mail arrives", () => Task.FromResult(mails.Mails.Count == 1));
        await Eventually.TrueAsync("the gateway is missed", async () => (await service.GetAsync("/readyz")).GetProperty("warnings").GetArrayLength() == 1);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var port = FreePort.Next();
        await using var sink = new GatewaySink(port, (307, ""));
        using var home = Home(port);
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");
        await Eventually.TrueAsync("it has failed", async () => (await KindsAsync(service)).Contains("NotificationFailed"));

        Assert.Single(sink.Posted);
    }

    [Fact]
    public async Task A_signed_receipt_that_the_person_answered_takes_the_alert_on_once_and_a_forged_one_does_nothing()
    {
        var port = FreePort.Next();
        await using var sink = new GatewaySink(port, (202, Taken));
        using var home = Home(port);
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");
        await Eventually.TrueAsync("it is taken", async () => (await KindsAsync(service)).Contains("NotificationSent"));

        const string answered = """{"receipt":"m-17","outcome":"answered","detail":"key 1"}""";
        var now = DateTimeOffset.UtcNow;
        Assert.Equal(HttpStatusCode.Forbidden, await ReceiptAsync(service, 1, answered, now, "another secret"));
        Assert.Equal(HttpStatusCode.Forbidden, await ReceiptAsync(service, 2, answered, now, Secret));
        Assert.Equal(HttpStatusCode.Forbidden, await ReceiptAsync(service, 1, answered, now, Secret, signedFor: 2));
        Assert.Equal(HttpStatusCode.Unauthorized, await ReceiptAsync(service, 1, answered, now.AddMinutes(-6), Secret));
        Assert.Equal(HttpStatusCode.BadRequest, await ReceiptAsync(service, 1, """{"outcome":"lost"}""", now, Secret));
        Assert.Equal(HttpStatusCode.BadRequest, await ReceiptAsync(service, 1, "{", now, Secret));
        Assert.Equal(HttpStatusCode.Conflict, await ReceiptAsync(service, 1, """{"receipt":"m-18","outcome":"answered"}""", now, Secret));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await ReceiptAsync(service, 1, new string(' ', 20_000), now, Secret));
        Assert.DoesNotContain("Acknowledged", await KindsAsync(service));

        Assert.Equal(HttpStatusCode.OK, await ReceiptAsync(service, 1, answered, now, Secret));
        Assert.Equal(HttpStatusCode.OK, await ReceiptAsync(service, 1, answered, now, Secret));
        var kinds = await KindsAsync(service);
        Assert.Single(kinds, k => k == "NotificationReceipted");
        Assert.Single(kinds, k => k == "Acknowledged");
        Assert.Equal("ana", (await service.AllAsync("/api/v1/alerts"))[0].GetProperty("acknowledged_by").GetString());
    }

    [Fact]
    public async Task Send_test_posts_to_the_gateway_and_prints_its_answer()
    {
        var port = FreePort.Next();
        await using var sink = new GatewaySink(port, (202, "queued"));
        using var home = Home(port);
        var run = await CommandRun.RunAsync("send-test", "ana", "--config", home.Config);

        Assert.Equal((0, "ana, webhook gateway: 202 queued"), (run.ExitCode, run.Output[^1]));
        Assert.Equal("test", Assert.Single(sink.Posted).Json.GetProperty("reason").GetString());
    }

    private static async Task<HttpStatusCode> ReceiptAsync(ServiceProcess service, long id, string body, DateTimeOffset at, string secret, long? signedFor = null)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/notifications/{id}/receipt") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{signedFor ?? id}.{body}"));
        request.Headers.Add("WaterWatch-Timestamp", timestamp);
        request.Headers.Add("WaterWatch-Signature", $"v1={Convert.ToHexStringLower(signed)}");
        using var answer = await service.Api.SendAsync(request);
        return answer.StatusCode;
    }

    private static ServiceHome Home(int port, string mail = "", params string[] settings)
    {
        var home = new ServiceHome(new TestConfig(1), settings);
        File.WriteAllText(Path.Combine(home.Config, "people.yaml"), $$"""
            agencies: [ { id: bureau, name: { en: Bureau, zh: 局 } } ]
            webhooks: [ { name: gateway, url: "http://127.0.0.1:{{port}}/send", secret: {{Secret}}, receipt: data.id } ]
            people: [ { id: ana, name: { en: Ana, zh: 安娜 }, agency: bureau, language: en, {{mail}}webhooks: [gateway] } ]
            policies: [ { id: all, name: All, steps: [ { people: [ana], after: 0s } ] } ]
            routes: [ { policy: all } ]
            """);
        return home;
    }

    private static async Task<List<string>> KindsAsync(ServiceProcess service) =>
        [.. (await service.AllAsync("/api/v1/timeline")).Select(e => e.GetProperty("kind").GetString()!)];
}
