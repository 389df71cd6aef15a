using System.Security.Cryptography.X509Certificates;
using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Configuration.Options;

/// <summary>The embedded broker.</summary>
/// <param name="Listen">Without TLS; null when it does not.</param>
/// <param name="Anonymous">Whether who comes from this machine needs no user.</param>
public sealed record BrokerSettings(Endpoint? Listen, bool Anonymous)
{
    /// <summary>Null when it does not listen with TLS.</summary>
    public BrokerTlsSettings? Tls { get; init; }

    public IReadOnlyList<BrokerUser> Users { get; init; } = [];

    public BrokerLimits Limits { get; init; } = new();

    /// <summary>Longest silence that a client may ask for.</summary>
    public TimeSpan MaximumKeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    public bool IsOff => Listen is null && Tls is null;

    /// <summary>Whether this is where it listens.</summary>
    public bool ListensAt(Endpoint address) => (Listen is { } plain && address.IsSameAs(plain)) || (Tls is { } tls && address.IsSameAs(tls.Listen));

    /// <summary>Whether a client comes to it there.</summary>
    public bool IsReachedAt(Endpoint address) => ListensAt(address) || (Listen is { } plain && address.IsWithin(plain)) || (Tls is { } tls && address.IsWithin(tls.Listen));
}

/// <summary>The listener with TLS. Its certificates are read once, when the service starts.</summary>
/// <param name="ClientAuthorities">Who signs the certificates of clients; null when none are asked for.</param>
public sealed record BrokerTlsSettings(
    Endpoint Listen, X509Certificate2 Certificate, X509Certificate2Collection Intermediates, X509Certificate2Collection? ClientAuthorities, bool RequireClientCertificate);

/// <summary>Who may use the embedded broker: a station, or a program that reads.</summary>
/// <param name="Name">As the user name, too.</param>
/// <param name="Password">Empty when only the certificate lets in.</param>
/// <param name="Certificate">The subject of the certificate that lets in, such as <c>CN=lalang</c>; empty for none.</param>
/// <param name="River">Of the station that it is; empty for a reader.</param>
/// <param name="Station">See <paramref name="River"/>.</param>
public sealed record BrokerUser(string Name, Secret Password, string Certificate, string River, string Station)
{
    /// <summary>Where its station is written.</summary>
    internal Origin Place { get; init; }

    public bool IsReader => Station.Length == 0;
}

/// <summary>Bounds of the embedded broker; the rates are of one connection, and 0 is without bound.</summary>
public sealed record BrokerLimits
{
    public int PacketBytes { get; init; } = (1024 * 1024) + (64 * 1024);

    public int Connections { get; init; } = 10_000;

    public int ConnectionsPerAddress { get; init; } = 10_000;

    public int Sessions { get; init; } = 20_000;

    public int QueuedMessages { get; init; } = 100_000;

    public int QueuedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Faster senders are read from only as fast as that.</summary>
    public int MessagesPerSecond { get; init; }

    public int BytesPerSecond { get; init; }

    /// <summary>Faster senders are cut off.</summary>
    public int CutOffMessagesPerSecond { get; init; }

    public int CutOffBytesPerSecond { get; init; }
}
