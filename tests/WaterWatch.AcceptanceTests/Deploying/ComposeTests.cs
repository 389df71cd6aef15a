using System.Text.RegularExpressions;
using WaterWatch.AcceptanceTests.Servers;
using YamlDotNet.RepresentationModel;

namespace WaterWatch.AcceptanceTests.Deploying;

/// <summary>docker-compose.yml as docker-compose 1.29 reads it. Nothing is pulled or started here.</summary>
public sealed partial class ComposeTests
{
    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["WATERWATCH_MQTT_PASSWORD"] = "mqtt-0a1b",
        ["WATERWATCH_INFLUXDB_ADMIN_PASSWORD"] = "admin-2c3d",
        ["WATERWATCH_INFLUXDB_PASSWORD"] = "write-4e5f",
        ["WATERWATCH_INFLUXDB_READ_PASSWORD"] = "read-6a7b",
        ["WATERWATCH_GRAFANA_PASSWORD"] = "grafana-8c9d",
    };

    [SkippableFact]
    public async Task It_is_valid_and_starts_the_five_services()
    {
        var services = await ServicesAsync();

        Assert.Equal(["grafana", "influxdb", "mailpit", "mosquitto", "waterwatch"], services.Keys.Order());
    }

    [SkippableFact]
    public async Task Without_any_one_of_the_secrets_it_refuses_and_says_where_to_read_on()
    {
        DockerCompose.RequireOrSkip();
        foreach (var left in Secrets.Keys)
        {
            var config = await DockerCompose.ConfigAsync(Secrets.Where(s => s.Key != left).ToDictionary());

            Assert.NotEqual(0, config.ExitCode);
            Assert.Contains(left, config.Errors, StringComparison.Ordinal);
            Assert.Contains("dashboards/README.md", config.Errors, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Every_password_is_one_of_those_that_the_user_made()
    {
        var passwords =
            from service in await ServicesAsync()
            where service.Value.Children.ContainsKey("environment")
            from variable in ((YamlMappingNode)service.Value["environment"]).Children
            where variable.Key.ToString().EndsWith("PASSWORD", StringComparison.Ordinal)
            select variable.Value.ToString();

        Assert.Equal(Secrets.Values.Order(), passwords.Distinct().Order());
    }

    [SkippableFact]
    public async Task Nothing_can_be_reached_from_another_machine()
    {
        var services = await ServicesAsync();

        Assert.All(services.Values.SelectMany(s => Listed(s, "ports")), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        // On the machine's own network the service's address is all that keeps others out.
        Assert.Equal(["waterwatch"], services.Where(s => s.Value.Children.ContainsKey("network_mode")).Select(s => s.Key));
        Assert.Equal("http://127.0.0.1:8080", services["waterwatch"]["environment"]["WATERWATCH__WEB__URLS__0"].ToString());
    }

    [SkippableFact]
    public async Task Every_service_is_looked_after_comes_back_and_keeps_what_it_has()
    {
        var services = await ServicesAsync();

        Assert.All(services.Values, s =>
        {
            Assert.NotEmpty(((YamlSequenceNode)s["healthcheck"]["test"]).Children);
            Assert.Equal("unless-stopped", s["restart"].ToString());
            Assert.Contains(Listed(s, "volumes"), v => NamedVolume().IsMatch(v));
        });
        Assert.All(services.Values.Where(s => !s.Children.ContainsKey("build")), s => Assert.Matches(PinnedImage(), s["image"].ToString()));
    }

    [SkippableFact]
    public async Task Every_file_that_is_mounted_or_built_from_is_in_the_repository()
    {
        var services = await ServicesAsync();
        var mounted = services.Values.SelectMany(s => Listed(s, "volumes")).Select(v => v.Split(':')[0]).Where(Path.IsPathRooted);

        Assert.All(mounted, p => Assert.True(Path.Exists(p), p));
        Assert.True(File.Exists(Path.Combine(Repository.Root, services["waterwatch"]["build"]["dockerfile"].ToString())));
    }

    [SkippableFact]
    public async Task The_service_finds_its_settings_right()
    {
        var environment = ((YamlMappingNode)(await ServicesAsync())["waterwatch"]["environment"]).Children.Select(v => (v.Key.ToString(), v.Value.ToString()));

        var check = await CommandRun.RunAsync(environment, "check", "--config", Repository.Config);

        Assert.True(check.ExitCode == 0, string.Join('\n', check.Errors));
    }

    /// <summary>The broker of the containers differs in where it listens, who may come and where it keeps; in nothing that could lose a reading.</summary>
    [Fact]
    public void The_broker_in_front_keeps_all_that_the_shipped_settings_keep()
    {
        string[] ownMatters = ["listener", "allow_anonymous", "password_file", "acl_file", "persistence_location", "log_dest"];
        IEnumerable<string> Kept(string file) => File.ReadLines(Path.Combine(Repository.Config, "mosquitto", file))
            .Where(l => l.Length > 0 && l[0] != '#' && !ownMatters.Contains(l.Split(' ')[0]))
            .Order();

        Assert.Equal(Kept("mosquitto.conf"), Kept("compose.conf"));
        Assert.Contains("allow_anonymous false", File.ReadLines(Path.Combine(Repository.Config, "mosquitto", "compose.conf")));
    }

    private static async Task<IReadOnlyDictionary<string, YamlMappingNode>> ServicesAsync()
    {
        DockerCompose.RequireOrSkip();
        var config = await DockerCompose.ConfigAsync(Secrets);
        Assert.True(config.ExitCode == 0, config.Errors);
        return config.Services;
    }

    private static IEnumerable<string> Listed(YamlMappingNode service, string name) =>
        service.Children.TryGetValue(name, out var list) ? ((YamlSequenceNode)list).Select(i => i.ToString()) : [];

    [GeneratedRegex(@"^[a-z]+-data:/")]
    private static partial Regex NamedVolume();

    /// <summary>Down to the last figure: what ran yesterday runs tomorrow.</summary>
    [GeneratedRegex(@":v?\d+\.\d+\.\d+$")]
    private static partial Regex PinnedImage();
}
