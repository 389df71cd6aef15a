using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace WaterWatch.Mqtt.Broker;

/// <summary>A second listener of the broker, with TLS (MQTT 5.0 §5.4.3).</summary>
/// <param name="Listen">Port 0 takes a free one; see <see cref="MqttBroker.TlsEndPoint"/>.</param>
/// <param name="Certificate">The server's own, with its private key.</param>
/// <param name="Intermediates">What is sent with it, so that clients which know only the root can follow; may be empty.</param>
public sealed record MqttTlsListener(IPEndPoint Listen, X509Certificate2 Certificate, X509Certificate2Collection Intermediates)
{
    /// <summary>Who signs the certificates of clients; null when none are asked for. No other authority is trusted.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    /// <summary>Whether a client without a certificate is refused in the handshake.</summary>
    public bool RequireClientCertificate { get; init; }
}
