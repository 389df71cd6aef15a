using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Commands;

/// <summary><c>send-test</c>: whoever sets up the mail server sees at once what it says.</summary>
[Collection(RunningService.Name)]
public sealed class SendTestTests : IDisposable
{
    private readonly ServiceHome _home = new(new TestConfig(1));

    public SendTestTests() => OnDuty.Write(_home.Config, "ana");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_test_goes_the_real_way_and_says_who_has_taken_it()
    {
        await using var sink = new SmtpSink();
        var run = await SendAsync("ana", "smtp.host=127.0.0.1", $"smtp.port={sink.Port}");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith($"ana, mail: taken by 127.0.0.1:{sink.Port}", run.Output[^1], StringComparison.Ordinal);
        var mail = Assert.Single(sink.Mails);
        Assert.Equal("ana@example.org", mail.To);
        Assert.Contains("a test of the way to you", mail.Plain(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_and_found_wrong()
    {
        var run = await SendAsync("ana", "smtp.host=127.0.0.1", $"smtp.port={FreePort.Next()}");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("ana, mail: not taken; trying again may help: ", run.Output[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_mail_server_the_option_is_named()
    {
        var run = await SendAsync("ana");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("smtp.host", run.Output[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_somebody_unknown_it_says_who_is_known()
    {
        var run = await SendAsync("nobody");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("ana, bo", string.Join('\n', run.Errors), StringComparison.Ordinal);
    }

    private Task<CommandRun> SendAsync(string person, params string[] settings) => CommandRun.RunAsync(
        ["send-test", person, "--config", _home.Config, .. settings.Append("smtp.security=none").Append("smtp.from=watch@example.org").SelectMany(s => new[] { "--set", s })]);
}
