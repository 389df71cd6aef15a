using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Notify;

namespace WaterWatch.AcceptanceTests.Notify;

/// <summary>Mail servers as they are in earnest, with TLS and sign-in; and those that are not what was configured, to which nothing is said.</summary>
[Collection(RunningService.Name)]
public sealed class SecureMailTests : IDisposable
{
    private const string Password = "s3cret-of-the-bureau";

    private readonly ServiceHome _home = new(new TestConfig(1));
    private readonly OwnAuthority _authority = new();

    public SecureMailTests() => OnDuty.Write(_home.Config, "ana");

    public void Dispose()
    {
        _home.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task By_STARTTLS_and_sign_in_the_mail_is_taken_and_no_password_goes_in_the_clear()
    {
        await using var sink = new SmtpSink(demands: Demands());
        var run = await SendAsync(sink, "starttls", Password);

        Assert.Equal(0, run.ExitCode);
        var mail = Assert.Single(sink.Mails);
        Assert.Equal(("ana@example.org", "watch", true), (mail.To, mail.From, mail.IsEncrypted));
        Assert.Equal(["EHLO", "STARTTLS"], sink.InTheClear.Select(c => c.Split(' ')[0]));
    }

    [Fact]
    public async Task A_wrong_password_is_found_and_printed_nowhere()
    {
        await using var sink = new SmtpSink(demands: Demands());
        var run = await SendAsync(sink, "starttls", "wr0ng-password");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("uthentication", run.Output[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng-password", run.Text + string.Join('\n', run.Errors), StringComparison.Ordinal);
        Assert.Empty(sink.Mails);
    }

    [Fact]
    public async Task A_server_whose_CA_nobody_knows_gets_neither_mail_nor_password_and_the_remedy_is_said()
    {
        await using var sink = new SmtpSink(demands: Demands());
        var run = await SendAsync(sink, "starttls", Password, isKnown: false);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("SSL_CERT_FILE", run.Output[^1], StringComparison.Ordinal);
        Assert.Empty(sink.Mails);
        Assert.Equal(["EHLO", "STARTTLS"], sink.InTheClear.Select(c => c.Split(' ')[0]));
    }

    [Fact]
    public async Task Where_STARTTLS_is_wanted_and_not_offered_nothing_goes_in_the_clear()
    {
        await using var sink = new SmtpSink(demands: Demands() with { Certificate = null });
        var run = await SendAsync(sink, "starttls", Password);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(sink.Mails);
        Assert.DoesNotContain(sink.InTheClear, c => c.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) || c.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task TLS_from_the_first_byte_is_for_the_packaged_client_and_else_a_mistake_with_its_remedy()
    {
        await using var sink = new SmtpSink(demands: Demands() with { FromTheFirstByte = true });
        var run = await SendAsync(sink, "tls", Password);

        Assert.Equal(MailClients.DoTls ? (0, 1) : (1, 0), (run.ExitCode, sink.Mails.Count));
        Assert.Equal(MailClients.DoTls, !(run.Text + string.Join('\n', run.Errors)).Contains("Write starttls, usually with port: 587, or build with -p:PackagedClients=true", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("552 5.3.4 message too large", "refused: ")]
    [InlineData("554 5.7.1 content not accepted", "not taken; trying again may help: ")]
    [InlineData("451 4.3.0 try again later", "not taken; trying again may help: ")]
    public async Task What_the_server_says_of_the_mail_itself_is_told_in_its_words(string answer, string meaning)
    {
        await using var sink = new SmtpSink(demands: Demands() with { Answer = answer });
        var run = await SendAsync(sink, "starttls", Password);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"ana, mail: {meaning}{answer[..3]}", run.Output[^1], StringComparison.Ordinal);
        Assert.Contains(answer[4..], run.Output[^1], StringComparison.Ordinal);
    }

    private SmtpDemands Demands() => new(_authority.Server, User: "watch", Password: Password);

    private Task<CommandRun> SendAsync(SmtpSink sink, string security, string password, bool isKnown = true) => CommandRun.RunAsync(
        isKnown ? [("SSL_CERT_FILE", _authority.CaFile)] : [],
        [
            "send-test", "ana", "--config", _home.Config,
            .. new[] { "smtp.host=localhost", $"smtp.port={sink.Port}", $"smtp.security={security}", "smtp.user=watch", $"smtp.password={password}", "smtp.from=watch@example.org" }
                .SelectMany(s => (string[])["--set", s]),
        ]);
}
