using System.Net;
using WaterWatch.Configuration.Options;

namespace WaterWatch.Access;

/// <summary>Where the service can be reached from, and whether that is safe.</summary>
internal static class Exposure
{
    /// <summary>Null for what is no address to serve at. <c>*</c> and <c>+</c> stand for every address, as Kestrel takes them.</summary>
    public static Uri? AddressOf(string url) =>
        Uri.TryCreate(url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https" ? address : null;

    public static bool IsLoopback(string host) => host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);

    public static bool IsLoopback(Uri address) => IsLoopback(address.Host);

    /// <summary>Every address is one of this machine; where there is none nobody knows.</summary>
    public static bool IsOfThisMachine(Settings settings) => settings.WebUrls.Count > 0 && settings.WebUrls.All(u => AddressOf(u) is { } address && IsLoopback(address));

    /// <summary>A proxy brings others to loopback, so behind one nothing is open for want of a user.</summary>
    public static AccessMode ModeOf(Settings settings, bool isOpen) =>
        isOpen ? AccessMode.Open : IsOfThisMachine(settings) && !settings.BehindProxy ? AccessMode.OpenUntilFirstUser : AccessMode.SignIn;

    /// <summary>Null when the pages may be served there; else why not, and what to do.</summary>
    public static string? Unsafe(Settings settings, bool isOpen, Func<bool> hasUsers)
    {
        // The framework would take addresses of its own.
        if (settings.WebUrls.Count == 0)
        {
            return "There is no address to serve pages at. Give one, such as --urls http://127.0.0.1:8080.";
        }

        if (isOpen && settings.BehindProxy)
        {
            return "web.behind_proxy: true says that a proxy brings others here, and they would see everything without sign-in. Leave --open out, or say web.behind_proxy: false.";
        }

        foreach (var url in settings.WebUrls)
        {
            if (AddressOf(url) is not { } address)
            {
                return $"\"{url}\" is not an address to serve at. Write it like http://127.0.0.1:8080.";
            }

            if (IsLoopback(address))
            {
                continue;
            }

            if (isOpen)
            {
                return $"{url} would show everything to other machines without sign-in. Open serves this machine only: use 127.0.0.1, or leave --open out.";
            }

            if (settings.BehindProxy)
            {
                continue;
            }

            if (address.Scheme == "http")
            {
                return $"{url} would take passwords from other machines in the clear. Serve https, or use 127.0.0.1 with a proxy that does; if a proxy reaches it there, say web.behind_proxy: true.";
            }

            if (!hasUsers())
            {
                return $"{url} would be reachable from other machines, and there is no user yet. Add one before: waterwatch users add NAME --role admin.";
            }
        }

        return null;
    }
}
