using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>Stands before a database and answers in its place as often as it is told to; after that it lets everything through.</summary>
internal sealed class FaultyDatabase : IAsyncDisposable
{
    /// <summary>Takes the request and closes its own side without a word.</summary>
    public const string HalfClosed = "";

    /// <summary>Takes the request and says nothing for as long as the other side waits.</summary>
    public const string Silent = "silent";

    /// <summary>Lets the connection through, after two seconds.</summary>
    public const string Slow = "slow";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _faults;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;
    private readonly int _behind;

    /// <param name="behind">The database's port.</param>
    /// <param name="faults">An answer, <see cref="HalfClosed"/>, <see cref="Silent"/> or <see cref="Slow"/> for each connection, in order.</param>
    public FaultyDatabase(int behind, params string[] faults)
    {
        (_behind, _faults) = (behind, new(faults));
        _listener.Start();
        _running = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Faults that have still to come.</summary>
    public int Left => _faults.Count;

    /// <summary>An answer that tells, and closes the connection.</summary>
    /// <param name="header">Further headers, each with its line end.</param>
    public static string Answer(string status, string header = "", string body = "") =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{header}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_ending.Token);
            _ = ServeAsync(client).ContinueWith(_ => client.Dispose(), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var stream = client.GetStream();
        if (!_faults.TryDequeue(out var fault) || fault == Slow)
        {
            await Task.Delay(fault is null ? TimeSpan.Zero : TimeSpan.FromSeconds(2), _ending.Token);
            using var database = new TcpClient();
            await database.ConnectAsync(IPAddress.Loopback, _behind, _ending.Token);
            await Task.WhenAny(stream.CopyToAsync(database.GetStream(), _ending.Token), database.GetStream().CopyToAsync(stream, _ending.Token));
            return;
        }

        await ReadRequestAsync(stream);
        if (fault == Silent)
        {
            await UntilTheOtherSideEndsAsync(stream);
        }
        else if (fault == HalfClosed)
        {
            client.Client.Shutdown(SocketShutdown.Send);
            await UntilTheOtherSideEndsAsync(stream);
        }
        else
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(fault), _ending.Token);
        }
    }

    private async Task UntilTheOtherSideEndsAsync(NetworkStream stream) => await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, _ending.Token);

    private async Task ReadRequestAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var buffer = new byte[64 * 1024];
        for (var need = int.MaxValue; bytes.Count < need;)
        {
            var read = await stream.ReadAsync(buffer, _ending.Token);
            if (read == 0) return;
            bytes.AddRange(buffer.AsSpan(0, read));
            var head = Encoding.ASCII.GetString([.. bytes.Take(4096)]);
            if (head.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and > 0)
            {
                var length = head[..end].Split("\r\n").First(h => h.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1];
                need = end + 4 + int.Parse(length, System.Globalization.CultureInfo.InvariantCulture);
            }
        }
    }
}
