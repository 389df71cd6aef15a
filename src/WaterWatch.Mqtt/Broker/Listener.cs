using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace WaterWatch.Mqtt.Broker;

/// <summary>One address at which connections are accepted, with or without TLS.</summary>
internal sealed class Listener : IDisposable
{
    private static readonly TimeSpan s_acceptAgain = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private int _connections;

    private Listener(Socket socket, MqttTlsListener? tls)
    {
        _socket = socket;
        Tls = tls is null ? null : TlsOptionsOf(tls);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Null without TLS.</summary>
    public SslServerAuthenticationOptions? Tls { get; }

    public int Connections => Volatile.Read(ref _connections);

    /// <exception cref="SocketException">The address is in use or not this machine's.</exception>
    public static Listener Open(IPEndPoint at, MqttTlsListener? tls)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(at);
            socket.Listen(512);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
        return new Listener(socket, tls);
    }

    public async Task AcceptAsync(Action<Listener, Socket> admit, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                admit(this, await _socket.AcceptAsync(stop).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // The peer was gone before it was accepted, or the process is out of handles, which trying at full speed does not mend.
                await Task.Delay(s_acceptAgain, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public void Opened() => Interlocked.Increment(ref _connections);

    public void Closed() => Interlocked.Decrement(ref _connections);

    public void Dispose() => _socket.Dispose();

    private static SslServerAuthenticationOptions TlsOptionsOf(MqttTlsListener tls) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(tls.Certificate, tls.Intermediates, offline: true),
        ClientCertificateRequired = tls.ClientAuthorities is not null,
        CertificateChainPolicy = tls.ClientAuthorities is { } authorities ? OnlyOf(authorities) : null,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) => certificate is null ? !tls.RequireClientCertificate : errors == SslPolicyErrors.None,
    };

    private static X509ChainPolicy OnlyOf(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
