using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>A mail that was taken.</summary>
/// <param name="From">Who had signed in; empty when nobody had to.</param>
internal sealed record TakenMail(string To, string Text, bool IsEncrypted = false, string From = "")
{
    /// <summary>Its first part, read as a mail program reads it.</summary>
    public string Plain()
    {
        var part = Text[Text.IndexOf("text/plain", StringComparison.Ordinal)..];
        var (head, rest) = (part[..part.IndexOf("\r\n\r\n", StringComparison.Ordinal)], part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        var body = rest[..rest.IndexOf("\r\n--", StringComparison.Ordinal)];
        return head.Contains("base64", StringComparison.OrdinalIgnoreCase)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(body))
            : Regex.Replace(body.Replace("=\r\n", "", StringComparison.Ordinal), "=([0-9A-F]{2})", m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString());
    }

    /// <summary>As it came over the wire; folded lines are joined.</summary>
    public string Header(string name) => Text.Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n")
        .First(l => l.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];
}

/// <summary>A mail server on loopback that takes every mail which meets its demands (RFC 5321, as far as a client needs it) and keeps it.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<TakenMail> _mails = [];
    private readonly ConcurrentQueue<string> _heard = [];
    private readonly SmtpDemands _demands;
    private readonly Task _running;

    /// <param name="port">0 for any that is free.</param>
    /// <param name="demands">None when null.</param>
    public SmtpSink(int port = 0, SmtpDemands? demands = null)
    {
        _demands = demands ?? new SmtpDemands();
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyList<TakenMail> Mails => [.. _mails];

    /// <summary>Every command that came in the clear.</summary>
    public IReadOnlyList<string> InTheClear => [.. _heard];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
            _ = TalkAsync(client);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var _ = client;
        using var talk = new SmtpTalk(_demands, _mails, _heard);
        await talk.RunAsync(client.GetStream(), _stopping.Token);
    }
}
