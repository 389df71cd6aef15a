using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;
using Xunit.Abstractions;

namespace WaterWatch.AcceptanceTests.Killing;

/// <summary>What was decided is delivered, wherever the service is killed between deciding and writing down that it was sent; and what comes twice is recognisable.</summary>
[Collection(KilledService.Name)]
public sealed class MailKillTests(ITestOutputHelper output)
{
    private static readonly int s_kills = Repository.IsLong ? 100 : 8;

    [Fact]
    public async Task Killed_at_random_moments_every_notification_arrives_and_a_repeat_has_the_same_Message_ID()
    {
        var seed = Environment.GetEnvironmentVariable("WATERWATCH_TEST_SEED") is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : Environment.TickCount;
        var moments = new Random(seed);
        await using var sink = new SmtpSink();
        using var home = new ServiceHome(new TestConfig(s_kills), "smtp.host=127.0.0.1", $"smtp.port={sink.Port}", "smtp.security=none", "smtp.from=watch@example.org");
        OnDuty.Write(home.Config, "bo");

        // Both at every hour: otherwise Ana is told by day only, whenever the test runs.
        var people = Path.Combine(home.Config, "people.yaml");
        await File.WriteAllTextAsync(people, (await File.ReadAllTextAsync(people)).Replace("people: [ana, nobody]", "people: [ana]", StringComparison.Ordinal));

        var service = home.Start();
        await using (var sender = new Sender(home.MqttPort))
        {
            for (var kill = 1; kill <= s_kills; kill++)
            {
                await service.SaidReadyAsync();
                await sender.PublishCadmiumAsync(kill, "2012-01-15T00:00:00Z", "0.02");

                // The moment itself is what the test tries. The courier looks every second, so that it strikes before, while and after a mail goes.
                await Task.Delay(moments.Next(1_600));
                await service.KillAsync();
                await service.DisposeAsync();
                service = home.Start();
            }
        }

        await using (service)
        {
            await service.ReadyAsync();
            await Eventually.TrueAsync("all is sent", async () => Ids(await service.AllAsync("/api/v1/timeline"), "NotificationSent").Count >= 2 * s_kills);
            var timeline = await service.AllAsync("/api/v1/timeline");
            var queued = Ids(timeline, "NotificationQueued");
            var mails = sink.Mails.GroupBy(m => m.Header("Message-ID")).ToList();
            output.WriteLine($"WATERWATCH_TEST_SEED={seed}, {s_kills} kills, {queued.Count} notifications in {mails.Count} mails, {sink.Mails.Count - mails.Count} of them sent twice");

            // Ana and Bo are told of each. What was sent but not written down goes again, alone or with what has come since.
            Assert.Equal(2 * s_kills, queued.Count);
            Assert.Equal(queued, Ids(timeline, "NotificationSent"));
            var keys = timeline.Where(e => Kind(e) == "NotificationQueued").ToDictionary(e => Fact(e, "notification")!, e => $"<{Fact(e, "message_id")}@example.org>");
            var carriers = timeline.Where(e => Kind(e) == "NotificationSent").Select(e => keys[Fact(e, "sent_with") ?? Fact(e, "notification")!]);
            Assert.Empty(carriers.Except(mails.Select(m => m.Key)));
            Assert.Empty(mails.Select(m => m.Key).Except(keys.Values));
            Assert.All(mails, m => Assert.Single(m.Select(mail => mail.To).Distinct()));
        }
    }

    private static string Kind(JsonElement entry) => entry.GetProperty("kind").GetString()!;

    private static string? Fact(JsonElement entry, string name) => entry.GetProperty("data").TryGetProperty(name, out var fact) ? fact.GetString() : null;

    private static List<string> Ids(IReadOnlyList<JsonElement> timeline, string kind) =>
        [.. timeline.Where(e => Kind(e) == kind).Select(e => Fact(e, "notification")!).Order(StringComparer.Ordinal)];
}
