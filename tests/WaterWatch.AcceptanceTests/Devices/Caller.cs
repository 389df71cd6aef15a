using System.Net;
using System.Net.Sockets;
using System.Text;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Devices;

/// <summary>A device that calls over TCP.</summary>
internal sealed class Caller : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private StreamReader? _answers;

    public static async Task<Caller> ConnectAsync(int port)
    {
        var caller = new Caller();
        await caller._client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Eventually.Patience);
        caller._answers = new StreamReader(caller._client.GetStream(), Encoding.ASCII);
        return caller;
    }

    public async Task SendAsync(string text) => await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendByteByByteAsync(string text)
    {
        foreach (var one in text) await SendAsync(one.ToString());
    }

    /// <summary>No more is sent; answers are still read.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The next answer without its line end; null when the service has closed the connection.</summary>
    public async Task<string?> AnswerAsync()
    {
        try
        {
            return await _answers!.ReadLineAsync().WaitAsync(Eventually.Patience);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();
}
