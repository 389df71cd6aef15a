using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Storage;

namespace WaterWatch.AcceptanceTests.Killing;

/// <summary>Stored messages read again by another configuration: shown beside the running service, applied through it, and killed at it.</summary>
[Collection(KilledService.Name)]
public class ReparseTests
{
    private const int Messages = 1200;

    /// <summary>Every second of the messages holds less than that, in mg/L.</summary>
    private const string DetectionLimit = "0.002";

    private static readonly string s_from = "2012-01-01T00:00:00Z";
    private static readonly string s_to = "2100-01-01T00:00:00Z";

    [Fact]
    public async Task What_differs_is_shown_beside_the_running_service_and_applied_through_it_once()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await FillAsync(home, 20, also: ("waterwatch/v1/river1/nobody/readings", Payload(0, "0.001")));
        Detect(home);
        await using var service = await home.Start().ReadyAsync();

        var shown = await CommandRun.RunAsync("reparse", "--from", s_from, "--to", s_to, "--config", home.Config, "--data", home.Data);
        Assert.True(shown.ExitCode == 0, string.Join('\n', shown.Errors));
        Assert.Equal(10, shown.Output.Count(l => l.StartsWith("changed   s1 Cd total taken 2012-01-15T", StringComparison.Ordinal) && l.EndsWith("0.001 mg/L -> <0.002 mg/L", StringComparison.Ordinal)));
        Assert.Contains("21 messages were read again: 10 readings the same, 10 changed, 0 new, 0 no longer read; 0 messages that were set aside can be read now, 1 cannot be read", shown.Text, StringComparison.Ordinal);

        var applied = await ReparseAsync(service, apply: true);
        Assert.Equal(10, applied.GetProperty("counts").GetProperty("changed").GetInt32());
        Assert.Equal("changed", applied.GetProperty("differences")[0].GetProperty("kind").GetString());
        Assert.Equal("<0.002 mg/L", applied.GetProperty("differences")[0].GetProperty("after").GetString());
        Assert.Equal(30, (await service.AllAsync("/api/v1/stations/s1/readings")).Count);
        var entry = Assert.Single(await EntriesAsync(service));
        Assert.Equal(("Qin", "10", "0"), (entry.GetProperty("by").GetString(), Fact(entry, "corrected"), Fact(entry, "added")));

        var again = await ReparseAsync(service, apply: true);
        Assert.Equal((20, 0), (again.GetProperty("counts").GetProperty("same").GetInt32(), again.GetProperty("counts").GetProperty("changed").GetInt32()));
        Assert.Single(await EntriesAsync(service));
        await service.StopAsync();
        Assert.Null(Audit.Verify(home.Data).FirstBroken);
    }

    [Fact]
    public async Task Without_a_service_it_is_applied_at_the_command_line_and_beside_one_it_is_not()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await FillAsync(home, 4);
        Detect(home);
        string[] apply = ["reparse", "--from", s_from, "--to", s_to, "--station", "s1", "--apply", "--reason", "the detection limit was missing", "--config", home.Config, "--data", home.Data];
        await using (var service = await home.Start().ReadyAsync())
        {
            var refused = await CommandRun.RunAsync(apply);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains(refused.Errors, l => l.Contains("another WaterWatch is writing here", StringComparison.Ordinal));
            await service.StopAsync();
        }

        var run = await CommandRun.RunAsync(apply);
        Assert.True(run.ExitCode == 0, string.Join('\n', run.Errors));
        Assert.Contains("2 changed", run.Text, StringComparison.Ordinal);
        var audit = Audit.Verify(home.Data);
        Assert.True(audit is { IsIntact: true, Readings: 6 }, $"{audit}");
    }

    [Fact]
    public async Task What_is_no_longer_read_and_what_can_be_read_now_is_shown()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await FillAsync(home, 4, also: ("waterwatch/v1/river1/s9/readings", Payload(0, "0.001")));
        var file = Path.Combine(home.Config, "rivers", "river1.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("id: s1,", "id: s9,", StringComparison.Ordinal));

        var shown = await CommandRun.RunAsync("reparse", "--from", s_from, "--to", s_to, "--config", home.Config, "--data", home.Data);

        Assert.True(shown.ExitCode == 0, string.Join('\n', shown.Errors));
        Assert.Equal(4, shown.Output.Count(l => l.StartsWith("not read  s1 Cd total taken 2012-01-15T00:0", StringComparison.Ordinal)));
        Assert.Single(shown.Output, l => l == "new       s9 Cd total taken 2012-01-15T00:00:00Z: 0.001 mg/L");
        Assert.Contains("0 changed, 1 new, 4 no longer read; 1 messages that were set aside can be read now, 4 cannot be read", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_while_it_applies_it_does_the_rest_when_it_is_run_again()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await FillAsync(home, Messages);
        Detect(home);
        var moments = new Random(3);
        for (var kill = 0; kill < 3; kill++)
        {
            await using var service = await home.Start().ReadyAsync();
            var before = (await EntriesAsync(service)).Count;
            var running = ReparseAsync(service, apply: true);
            await Eventually.TrueAsync("some is applied, or all", async () => running.IsCompleted || (await EntriesAsync(service)).Count > before);
            await Task.Delay(moments.Next(30));
            await service.KillAsync();
            await Task.WhenAny(running);
            Assert.Null(Audit.Verify(home.Data).FirstBroken);
        }

        await using var last = await home.Start().ReadyAsync();
        await ReparseAsync(last, apply: true);
        var left = (await ReparseAsync(last, apply: false)).GetProperty("counts");
        Assert.Equal((Messages, 0, 0), (left.GetProperty("same").GetInt32(), left.GetProperty("changed").GetInt32(), left.GetProperty("new").GetInt32()));
        Assert.Equal(Messages / 2, (await EntriesAsync(last)).Sum(e => int.Parse(Fact(e, "corrected")!, CultureInfo.InvariantCulture)));
        Assert.Equal(Messages + Messages / 2, (await last.AllAsync("/api/v1/stations/s1/readings")).Count);
        await last.StopAsync();
        Assert.Null(Audit.Verify(home.Data).FirstBroken);
    }

    private static async Task FillAsync(ServiceHome home, int messages, (string Topic, string Payload)? also = null)
    {
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        foreach (var part in Enumerable.Range(0, messages).Chunk(60))
        {
            await Task.WhenAll(part.Select(i => sender.PublishAsync(TestConfig.Topic(1), Payload(i, i % 2 == 0 ? "0.001" : "0.003"))));
        }

        if (also is { } other) await sender.PublishAsync(other.Topic, other.Payload);
        await service.StopAsync();
    }

    private static string Payload(int number, string value) =>
        $$"""{"taken_at":"{{new DateTimeOffset(2012, 1, 15, 0, 0, 0, TimeSpan.Zero).AddMinutes(number):yyyy-MM-dd'T'HH:mm:ss'Z'}}","readings":[{"determinand":"Cd","value":{{value}},"unit":"mg/L"}]}""";

    /// <summary>From now on the configuration knows what the instrument can detect.</summary>
    private static void Detect(ServiceHome home)
    {
        var file = Path.Combine(home.Config, "rivers", "river1.yaml");
        var text = File.ReadAllText(file);
        Assert.Contains("span_end: 1.0", text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace("span_end: 1.0", $"span_end: 1.0, detection_limit: {DetectionLimit}", StringComparison.Ordinal));
    }

    private static async Task<JsonElement> ReparseAsync(ServiceProcess service, bool apply)
    {
        using var answer = await service.Api.PostAsJsonAsync("/api/v1/reparse", new { from = s_from, to = s_to, station = "s1", apply, by = "Qin", reason = "the detection limit was missing" });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<IReadOnlyList<JsonElement>> EntriesAsync(ServiceProcess service) =>
        [.. (await service.AllAsync("/api/v1/timeline")).Where(e => e.GetProperty("kind").GetString() == "Reparsed")];

    private static string? Fact(JsonElement entry, string name) => entry.GetProperty("data").GetProperty(name).GetString();
}
