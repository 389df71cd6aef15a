using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>What a mail server wants before it takes a mail.</summary>
/// <param name="Certificate">Its own; with one it wants TLS.</param>
/// <param name="FromTheFirstByte">TLS at once instead of by STARTTLS.</param>
/// <param name="User">Who has to sign in; empty for nobody.</param>
/// <param name="Answer">To a whole mail, such as <c>552 5.3.4 too large</c>.</param>
internal sealed record SmtpDemands(X509Certificate2? Certificate = null, bool FromTheFirstByte = false, string User = "", string Password = "", string Answer = "250 taken");

/// <summary>One conversation with a client (RFC 5321; STARTTLS by RFC 3207, sign-in by RFC 4954 with LOGIN and PLAIN).</summary>
internal sealed class SmtpTalk(SmtpDemands demands, ConcurrentQueue<TakenMail> taken, ConcurrentQueue<string> inTheClear) : IDisposable
{
    private Stream _stream = Stream.Null;
    private StreamReader _reader = StreamReader.Null;
    private string _to = "";
    private string _user = "";
    private bool _isEncrypted;

    public async Task RunAsync(Stream stream, CancellationToken cancellation)
    {
        Use(stream);
        if (demands is { Certificate: { } certificate, FromTheFirstByte: true })
        {
            await EncryptAsync(certificate, cancellation);
        }

        await SayAsync("220 sink");
        while (await _reader.ReadLineAsync(cancellation) is { } line && !line.Equals("QUIT", StringComparison.OrdinalIgnoreCase))
        {
            if (!_isEncrypted)
            {
                inTheClear.Enqueue(line);
            }

            await AnswerAsync(line, cancellation);
        }
    }

    public void Dispose() => _reader.Dispose();

    private Task AnswerAsync(string line, CancellationToken cancellation) => line.Split(' ', ':')[0].ToUpperInvariant() switch
    {
        "EHLO" => SayAsync(Offers()),
        "STARTTLS" when demands.Certificate is { } certificate => StartTlsAsync(certificate, cancellation),
        "AUTH" => SignInAsync(line.Split(' '), cancellation),
        "MAIL" when demands.Certificate is not null && !_isEncrypted => SayAsync("530 5.7.0 Must issue a STARTTLS command first"),
        "MAIL" when _user != demands.User => SayAsync("530 5.7.0 Authentication required"),
        "RCPT" => RecipientAsync(line.Split('<', '>')[1]),
        "DATA" => TakeAsync(cancellation),
        _ => SayAsync("250 ok"),
    };

    private string Offers() => (demands.Certificate is not null && !_isEncrypted, demands.User.Length > 0) switch
    {
        (true, _) => "250-sink\r\n250 STARTTLS",
        (false, true) => "250-sink\r\n250 AUTH LOGIN PLAIN",
        (false, false) => "250 sink",
    };

    private async Task StartTlsAsync(X509Certificate2 certificate, CancellationToken cancellation)
    {
        await SayAsync("220 go on");
        await EncryptAsync(certificate, cancellation);
    }

    private async Task EncryptAsync(X509Certificate2 certificate, CancellationToken cancellation)
    {
        var encrypted = new SslStream(_stream);
        await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellation);
        Use(encrypted);
        _isEncrypted = true;
    }

    private async Task SignInAsync(string[] words, CancellationToken cancellation)
    {
        var first = words.Length > 2 ? Text(words[2]) : await AskAsync("334 VXNlcm5hbWU6", cancellation);
        var (user, password) = words[1].Equals("PLAIN", StringComparison.OrdinalIgnoreCase) && first.Split('\0') is [_, var plainUser, var plainPassword]
            ? (plainUser, plainPassword)
            : (first, await AskAsync("334 UGFzc3dvcmQ6", cancellation));
        var isRight = (user, password) == (demands.User, demands.Password);
        _user = isRight ? user : "";
        await SayAsync(isRight ? "235 2.7.0 welcome" : "535 5.7.8 Authentication credentials invalid");
    }

    private Task RecipientAsync(string to)
    {
        _to = to;
        return SayAsync("250 ok");
    }

    private async Task TakeAsync(CancellationToken cancellation)
    {
        await SayAsync("354 go on");
        var mail = new StringBuilder();
        while (await _reader.ReadLineAsync(cancellation) is { } line and not ".")
        {
            mail.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        if (demands.Answer.StartsWith('2'))
        {
            taken.Enqueue(new TakenMail(_to, mail.ToString(), _isEncrypted, _user));
        }

        await SayAsync(demands.Answer);
    }

    private async Task<string> AskAsync(string question, CancellationToken cancellation)
    {
        await SayAsync(question);
        return Text(await _reader.ReadLineAsync(cancellation) ?? "");
    }

    private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    private void Use(Stream stream)
    {
        _stream = stream;
        _reader = new StreamReader(stream, Encoding.UTF8);
    }

    private async Task SayAsync(string line) => await _stream.WriteAsync(Encoding.UTF8.GetBytes($"{line}\r\n"));
}
