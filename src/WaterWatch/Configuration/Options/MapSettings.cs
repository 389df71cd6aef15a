namespace WaterWatch.Configuration.Options;

/// <summary>What lies below the rivers on the map.</summary>
/// <param name="Tiles">The address of a tile with <c>{z}</c>, <c>{x}</c> and <c>{y}</c>; empty for none, and then no host is asked.</param>
/// <param name="Attribution">Whose map it is, as plain text.</param>
public sealed record MapSettings(string Tiles, string Attribution)
{
    internal static readonly string[] Needed = ["{z}", "{x}", "{y}"];

    public static MapSettings Plain { get; } = new("", "");

    /// <summary>The one host that pages may take pictures from, as a content security policy names it; null for none.</summary>
    public string? Host => HostOf(Tiles);

    /// <summary>Null where there is no single host: what is told to browsers must not hold more than scheme, name and port.</summary>
    internal static string? HostOf(string tiles) =>
        Uri.TryCreate(tiles, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo.Length: 0, HostNameType: UriHostNameType.Dns or UriHostNameType.IPv4 }
            ? $"{address.Scheme}://{address.IdnHost}{(address.IsDefaultPort ? "" : $":{address.Port}")}"
            : null;
}
