using System.Net.Http.Json;
using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Listening;

/// <summary>Rivers, limits and people are read again on SIGHUP or when an admin asks; a wrong configuration changes nothing.</summary>
[Collection(RunningService.Name)]
public class ReloadTests
{
    [Fact]
    public async Task A_right_configuration_is_taken_over_and_a_wrong_one_keeps_the_old()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        Assert.Single(await service.AllAsync("/api/v1/stations"));

        new TestConfig(2).Write(home.Config);
        await service.SignalAsync("HUP");
        await Eventually.TrueAsync("the second river is watched", async () => (await service.AllAsync("/api/v1/stations")).Count == 2);
        Assert.Contains(await service.AllAsync("/api/v1/timeline"), e => e.GetProperty("kind").GetString() == "ConfigurationChanged");

        await File.AppendAllTextAsync(Path.Combine(home.Config, "rivers", "river1.yaml"), "\nnonsense: 1\n");
        await service.SignalAsync("HUP");
        await service.SaidAsync("nonsense");
        await service.SaidAsync("the old one stays in force");
        Assert.True(await service.IsReadyAsync());
        Assert.Equal(2, (await service.AllAsync("/api/v1/stations")).Count);

        await using var sender = new Sender(home.MqttPort);
        await sender.PublishCadmiumAsync(2, "2012-01-15T00:00:00Z", "0.001");
        Assert.Single(await service.AllAsync("/api/v1/stations/s2/readings"));
    }

    [Fact]
    public async Task A_changed_limit_judges_from_then_on_and_what_it_changed_is_on_the_timeline()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-14T00:00:00Z", "0.004");
        Assert.Equal(["0.005"], await CadmiumAsync(service));

        var file = Path.Combine(home.Config, "limits", "gb-3838-2002.yaml");
        var text = await File.ReadAllTextAsync(file);
        const string Before = "determinand: Cd, at_most: [0.001, 0.005, 0.005, 0.005, 0.01]";
        Assert.Contains(Before, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace(Before, "determinand: Cd, at_most: [0.001, 0.005, 0.003, 0.005, 0.01]", StringComparison.Ordinal));
        await service.SignalAsync("HUP");
        await service.SaidAsync("was read again");

        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.004");
        Assert.Equal(["compliant", "exceeds"], (await service.AllAsync("/api/v1/stations/s1/readings")).Select(r => r.GetProperty("judged").GetString()));
        Assert.Equal(["0.003"], await CadmiumAsync(service));
        var (from, to, difference) = await ChangeAsync(service);
        Assert.Equal("limits/gb-3838-2002.yaml tables[1].rows[Cd].at_most: [0.001, 0.005, 0.005, 0.005, 0.01] → [0.001, 0.005, 0.003, 0.005, 0.01]", difference);
        Assert.NotEqual(from, to);
    }

    [Fact]
    public async Task What_was_changed_while_the_service_was_away_is_told_too_and_an_admin_reads_it_again_by_name()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using (var before = await home.Start().ReadyAsync())
        {
            await before.StopAsync();
        }

        new TestConfig(2).Write(home.Config);
        await using var service = await home.Start().ReadyAsync();
        Assert.Equal("rivers/river2.yaml added", (await ChangeAsync(service)).Difference);

        File.Delete(Path.Combine(home.Config, "rivers", "river2.yaml"));
        var settings = Path.Combine(home.Config, "waterwatch.yaml");
        await File.WriteAllTextAsync(settings, (await File.ReadAllTextAsync(settings)).Replace("qos: 1", "qos: 2", StringComparison.Ordinal));
        using (var answer = await service.Api.PostAsJsonAsync("/api/v1/reload", new { by = "ana" }))
        {
            Assert.True(answer.IsSuccessStatusCode);
            var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(["rivers/river2.yaml taken out", "waterwatch.yaml feeds[local].qos: 1 → 2"], said.GetProperty("changes").EnumerateArray().Select(c => c.GetString()));
            Assert.Equal(["feeds[local].qos"], said.GetProperty("waits").EnumerateArray().Select(c => c.GetString()));
        }

        await File.AppendAllTextAsync(settings, "\nnonsense: 1\n");
        using (var answer = await service.Api.PostAsJsonAsync("/api/v1/reload", new { by = "ana" }))
        {
            Assert.Equal(400, (int)answer.StatusCode);
            Assert.Contains("\"nonsense\" is not a key", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(["waterwatch", "ana"], (await service.AllAsync("/api/v1/timeline")).Where(e => e.GetProperty("kind").GetString() == "ConfigurationChanged").Select(e => e.GetProperty("by").GetString()));
    }

    [Fact]
    public async Task Who_is_on_duty_is_what_people_yaml_says_now()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        Assert.Empty(await service.AllAsync("/api/v1/oncall"));

        OnDuty.Write(home.Config, "ana");
        await service.SignalAsync("HUP");
        await Eventually.TrueAsync("ana is on duty", async () => await OnDuty.AskAsync(service) == "ana");

        OnDuty.Write(home.Config, "bo");
        await service.SignalAsync("HUP");
        await Eventually.TrueAsync("bo is on duty", async () => await OnDuty.AskAsync(service) == "bo");

        // Whoever is read of in people.yaml, the record holds no address.
        Assert.DoesNotContain("example.org", string.Join('\n', await service.AllAsync("/api/v1/timeline")), StringComparison.Ordinal);
    }

    /// <summary>The only change of the configuration that is on the timeline.</summary>
    private static async Task<(string From, string To, string Difference)> ChangeAsync(ServiceProcess service)
    {
        var data = Assert.Single(await service.AllAsync("/api/v1/timeline"), e => e.GetProperty("kind").GetString() == "ConfigurationChanged").GetProperty("data");
        return (data.GetProperty("from").GetString()!, data.GetProperty("to").GetString()!, data.GetProperty("difference").GetString()!);
    }

    private static async Task<IEnumerable<string>> CadmiumAsync(ServiceProcess service) =>
        (await service.AllAsync("/api/v1/limits")).Where(l => l.GetProperty("determinand").GetString() == "Cd" && l.GetProperty("class").GetString() == "III" && l.GetProperty("standard").GetString() == "GB 3838-2002")
            .Select(l => l.GetProperty("value").GetRawText());
}
