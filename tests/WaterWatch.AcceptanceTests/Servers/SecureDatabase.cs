using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>Speaks TLS and takes everything that is written.</summary>
internal sealed class SecureDatabase : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _running;

    public SecureDatabase(X509Certificate2 certificate)
    {
        _listener.Start();
        _running = AcceptAsync(certificate);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync(X509Certificate2 certificate)
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            await using var stream = new SslStream(client.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(certificate);
                await stream.ReadAtLeastAsync(new byte[4096], 1);
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"));
            }
            catch (Exception refused) when (refused is AuthenticationException or IOException)
            {
                // The other side does not believe the certificate, and that is what is tested.
            }
        }
    }
}
