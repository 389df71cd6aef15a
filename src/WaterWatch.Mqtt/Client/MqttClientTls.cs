using System.Security.Cryptography.X509Certificates;

namespace WaterWatch.Mqtt.Client;

/// <summary>TLS to the server (MQTT 5.0 §5.4.4).</summary>
/// <param name="Authorities">Who signs the server's certificate; null for those that the machine trusts.</param>
/// <param name="Certificate">The client's own, with its private key; null when it has none.</param>
public sealed record MqttClientTls(X509Certificate2Collection? Authorities = null, X509Certificate2? Certificate = null);
