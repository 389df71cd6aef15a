using System.Globalization;
using System.Net;

namespace WaterWatch.Configuration.Options;

/// <summary>A host and a TCP port, such as <c>127.0.0.1:1883</c> or <c>[::1]:1883</c>.</summary>
public readonly record struct Endpoint(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c> with a port from 1 to 65535; null for anything else, an address with a scheme too.</summary>
    public static Endpoint? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            return null;

        var host = text[..colon];
        if (host is ['[', .. var inner, ']'])
            return Uri.CheckHostName(inner) == UriHostNameType.IPv6 ? new Endpoint(inner, port) : null;

        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4 ? new Endpoint(host, port) : null;
    }

    /// <summary>The same place, however loopback is written.</summary>
    public bool IsSameAs(Endpoint other) => Port == other.Port && (Host == other.Host || IsLoopback(Host) && IsLoopback(other.Host));

    /// <summary>Whether a client of this machine comes there although it is written otherwise: who listens at every address listens at loopback too.</summary>
    public bool IsWithin(Endpoint listening) =>
        Port == listening.Port && IsLoopback(Host) && IPAddress.TryParse(listening.Host, out var all) && (all.Equals(IPAddress.Any) || all.Equals(IPAddress.IPv6Any));

    private static bool IsLoopback(string host) => host == "localhost" || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
