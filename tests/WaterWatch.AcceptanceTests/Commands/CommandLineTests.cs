using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Commands;

/// <summary>The command line as a user sees it: what it prints, and its exit codes (DESIGN §10).</summary>
[Collection(RunningService.Name)]
public class CommandLineTests
{
    [Fact]
    public async Task Check_finds_nothing_wrong_with_the_shipped_configuration()
    {
        var run = await CommandRun.RunAsync("check");
        Assert.True(run.ExitCode == 0, string.Join('\n', [.. run.Output, .. run.Errors]));
    }

    [Fact]
    public async Task Check_prints_all_ten_planted_mistakes_with_file_line_and_remedy()
    {
        var fixture = Path.Combine(Repository.Cases, "_configuration", "bad", "ten-mistakes");
        var expected = await File.ReadAllLinesAsync(Path.Combine(fixture, "expected.txt"));
        Assert.Equal(10, expected.Length);

        var run = await CommandRun.RunAsync("check", "--config", fixture);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(expected, run.Output.Take(10));
        Assert.DoesNotContain(run.Output.Skip(10), l => l.Contains(".yaml:", StringComparison.Ordinal) && !l.StartsWith("remark: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_is_not_started_with_a_wrong_configuration()
    {
        var run = await CommandRun.RunAsync("run", "--config", Path.Combine(Repository.Cases, "_configuration", "bad", "ten-mistakes"));
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(10, run.Errors.Count(l => l.Contains(".yaml:", StringComparison.Ordinal) && !l.StartsWith("remark: ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("run", "--nonsense")]
    [InlineData("check", "extra")]
    [InlineData("replay")]
    [InlineData("backup")]
    [InlineData("restore")]
    [InlineData("reparse", "--from", "2012-01-01T00:00:00Z")]
    [InlineData("reparse", "--from", "2012-01-01T00:00:00Z", "--to", "2012-02-01T00:00:00Z", "--apply")]
    [InlineData("audit", "verify", "--head", "12")]
    [InlineData("limits", "judge", "--as", "GB 3838-2002")]
    [InlineData("limits", "judge", "--as", "GB 3838-2002", "--from", "yesterday", "--to", "2012-02-01T00:00:00Z")]
    [InlineData("demo", "--speed", "-3")]
    [InlineData("run", "--urls", "http://0.0.0.0:8080")]
    [InlineData("run", "--mqtt", "nowhere")]
    public async Task Used_wrongly_a_command_says_so_and_exits_2(params string[] arguments)
    {
        var run = await CommandRun.RunAsync(arguments);
        Assert.True(run.ExitCode == 2, $"{run.ExitCode}: {string.Join('\n', [.. run.Output, .. run.Errors])}");
        Assert.NotEmpty(run.Errors);
        Assert.DoesNotContain(run.Errors, l => l.TrimStart().StartsWith("at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    [InlineData("demo", "--help")]
    [InlineData("check", "--help")]
    [InlineData("replay", "--help")]
    [InlineData("audit", "--help")]
    [InlineData("limits", "judge", "--help")]
    [InlineData("audit", "verify", "--help")]
    [InlineData("backup", "--help")]
    [InlineData("restore", "--help")]
    [InlineData("reparse", "--help")]
    [InlineData("store", "rebuild", "--help")]
    public async Task Every_command_has_help(params string[] arguments)
    {
        var run = await CommandRun.RunAsync(arguments);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.Output, l => l.StartsWith("Usage:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("silent-station")]
    [InlineData("limit-changed-midway")]
    [InlineData("backlog-after-outage")]
    public async Task Replay_prints_the_timeline_that_the_case_expects(string story)
    {
        var folder = Path.Combine(Repository.Cases, story);
        var run = await CommandRun.RunAsync("replay", folder);
        Assert.True(run.ExitCode == 0, string.Join('\n', run.Errors));
        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(folder, "expected.txt")), run.Output);
    }

    [Fact]
    public async Task A_replay_of_what_is_not_there_says_so_and_exits_1()
    {
        var run = await CommandRun.RunAsync("replay", Path.Combine(Repository.Cases, "no-such-story"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no-such-story", string.Join('\n', run.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_service_on_the_same_data_says_so_and_exits_1()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using var first = await home.Start().ReadyAsync();
        var second = await CommandRun.RunAsync("run", "--config", home.Config, "--data", home.Data, "--urls", $"http://127.0.0.1:{FreePort.Next()}", "--mqtt", $"127.0.0.1:{FreePort.Next()}");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains(home.Data, string.Join('\n', second.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_that_is_taken_is_named_and_the_exit_code_is_1(bool web)
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using var first = await home.Start().ReadyAsync();
        using var folder = new ServiceHome(new TestConfig(1));
        var second = await CommandRun.RunAsync(
            "run", "--config", folder.Config, "--data", folder.Data,
            "--urls", $"http://127.0.0.1:{(web ? home.HttpPort : folder.HttpPort)}", "--mqtt", $"127.0.0.1:{(web ? folder.MqttPort : home.MqttPort)}");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("--urls", string.Join('\n', second.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain(second.Errors, l => l.TrimStart().StartsWith("at ", StringComparison.Ordinal));
    }
}
