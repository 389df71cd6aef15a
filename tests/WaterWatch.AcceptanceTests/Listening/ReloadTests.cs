using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Listening;

/// <summary>Rivers and limits are read again on SIGHUP; a wrong configuration changes nothing.</summary>
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
    public async Task The_limits_that_the_api_shows_are_those_in_force()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        Assert.Equal(["0.005"], await CadmiumAsync(service));

        var file = Path.Combine(home.Config, "limits", "gb-3838-2002.yaml");
        var text = await File.ReadAllTextAsync(file);
        const string Before = "determinand: Cd, at_most: [0.001, 0.005, 0.005, 0.005, 0.01]";
        Assert.Contains(Before, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace(Before, "determinand: Cd, at_most: [0.001, 0.005, 0.003, 0.005, 0.01]", StringComparison.Ordinal));
        await service.SignalAsync("HUP");
        await service.SaidAsync("were read again");

        await using var sender = new Sender(home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.004");
        Assert.Equal("exceeds", Assert.Single(await service.AllAsync("/api/v1/stations/s1/readings")).GetProperty("judged").GetString());
        Assert.Equal(["0.003"], await CadmiumAsync(service));
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

    private static async Task<IEnumerable<string>> CadmiumAsync(ServiceProcess service) =>
        (await service.AllAsync("/api/v1/limits")).Where(l => l.GetProperty("determinand").GetString() == "Cd" && l.GetProperty("class").GetString() == "III" && l.GetProperty("standard").GetString() == "GB 3838-2002")
            .Select(l => l.GetProperty("value").GetRawText());
}
