using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>A message as a gateway got it.</summary>
internal sealed record Posted(string Key, string Timestamp, string Signature, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>Whether it is signed as config/README.md says, reckoned here by other code than the service's.</summary>
    public bool IsSignedWith(string secret) => Signature == "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{Timestamp}.{Body}")));
}

/// <summary>A gateway on loopback that keeps every message and answers as it is told, at last with the last.</summary>
internal sealed class GatewaySink : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Posted> _posted = [];
    private readonly ConcurrentQueue<(int Status, string Body)> _answers;
    private readonly Task _running;

    public GatewaySink(int port, params (int Status, string Body)[] answers)
    {
        _answers = new(answers);
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _running = AcceptAsync();
    }

    public IReadOnlyList<Posted> Posted => [.. _posted];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        var answer = (Status: 200, Body: "");
        while (true)
        {
            var context = await _listener.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var headers = context.Request.Headers;
            _posted.Enqueue(new Posted(headers["Idempotency-Key"] ?? "", headers["WaterWatch-Timestamp"] ?? "", headers["WaterWatch-Signature"] ?? "", await reader.ReadToEndAsync()));
            answer = _answers.TryDequeue(out var next) ? next : answer;
            context.Response.StatusCode = answer.Status;
            context.Response.Headers["Retry-After"] = "1";
            context.Response.Headers["Location"] = "/elsewhere";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
            context.Response.Close();
        }
    }
}
