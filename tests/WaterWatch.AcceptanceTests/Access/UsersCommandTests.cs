using System.Net;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Access;

namespace WaterWatch.AcceptanceTests.Access;

/// <summary>Users by the command line while the service runs, and what a start refuses.</summary>
[Collection(RunningService.Name)]
public sealed class UsersCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-users-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_running_service_takes_over_what_the_command_line_does()
    {
        await using var host = await SignInHost.StartAsync(users: false);
        var file = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(file, SignInHost.Password + "\n");
        Assert.Equal(0, (await UsersAsync(host.Data, "add", "ana", "--role", "admin", "--password-file", file)).ExitCode);
        using var nobody = host.Browser();
        using var refused = await nobody.GetAsync("/api/v1/stations");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        var made = await UsersAsync(host.Data, "token", "grafana", "--role", "viewer", "--expires", "90d");
        using var program = host.Browser();
        program.DefaultRequestHeaders.Authorization = new("Bearer", made.Text);
        using var taken = await program.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(Role.Admin, host.Store.FindUser("ana", SignInHost.Password)!.Role);

        var listed = await UsersAsync(host.Data, "list");
        Assert.Contains("user   ana  admin", listed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Text, listed.Text, StringComparison.Ordinal);
        var last = await UsersAsync(host.Data, "remove", "ana");
        Assert.Equal((1, "ana is the last user; add another one before."), (last.ExitCode, Assert.Single(last.Errors)));
        Assert.Equal(0, (await UsersAsync(host.Data, "revoke", "grafana")).ExitCode);
        Assert.Equal(2, (await UsersAsync(host.Data, "add", "bo", "--role", "king", "--password-file", file)).ExitCode);
        Assert.Equal(3, (await UsersAsync(host.Data, "changes")).Output.Count);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", "--open", "without sign-in")]
    [InlineData("http://0.0.0.0:0", "", "web.behind_proxy")]
    [InlineData("https://0.0.0.0:0", "", "users add")]
    public async Task It_does_not_start_where_others_reach_it_without_users_and_TLS(string url, string option, string words)
    {
        var run = await CommandRun.RunAsync(["run", "--urls", url, "--data", _folder, .. option.Length == 0 ? (string[])[] : [option]]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, string.Join('\n', run.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_with_TLS_and_no_certificate_says_what_to_give()
    {
        var run = await CommandRun.RunAsync("run", "--urls", $"https://127.0.0.1:{FreePort.Next()}", "--mqtt", $"127.0.0.1:{FreePort.Next()}", "--data", _folder);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(run.Errors, line => line.Contains("Kestrel__Certificates__Default__Path", StringComparison.Ordinal));
    }

    private static Task<CommandRun> UsersAsync(string data, params string[] arguments) => CommandRun.RunAsync(["users", .. arguments, "--data", data]);
}
