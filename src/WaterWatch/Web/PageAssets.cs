using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web;

/// <summary>Style sheets, scripts and pictures of the pages, out of the assembly. Their addresses hold a part of their hash, so that a browser may keep them for good.</summary>
internal static class PageAssets
{
    private const string Prefix = "assets/";

    private static readonly FrozenDictionary<string, Asset> All = typeof(PageAssets).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(n => Asset.Read(n, n[Prefix.Length..]))
        .ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/assets/{version}/{name}", Send).ForEverybody().ExcludeFromDescription();

        // What browsers ask for on their own where a document names no icon, such as one that is to be printed.
        app.MapGet("/favicon.ico", (HttpContext context) => Send("", "icon.svg", context)).ForEverybody().ExcludeFromDescription();
    }

    /// <exception cref="KeyNotFoundException">There is none of that name: a slip of whoever wrote the page.</exception>
    public static string Address(string name) => $"/assets/{All[name].Version}/{name}";

    /// <summary>A style sheet as it stands, for a document that fetches nothing.</summary>
    /// <inheritdoc cref="Address"/>
    public static string Text(string name) => System.Text.Encoding.UTF8.GetString(All[name].Bytes);

    private static IResult Send(string version, string name, HttpContext context)
    {
        // Another version is one of before an update: the newest is what its page can be given.
        if (!All.TryGetValue(name, out var asset))
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.CacheControl = version == asset.Version ? "public, max-age=31536000, immutable" : "no-cache";
        return TypedResults.Bytes(asset.Bytes, asset.ContentType, entityTag: new EntityTagHeaderValue($"\"{asset.Version}\""));
    }

    private sealed record Asset(string Name, byte[] Bytes, string Version)
    {
        public string ContentType => Path.GetExtension(Name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };

        public static Asset Read(string resource, string name)
        {
            using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return new Asset(name, bytes, Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]);
        }
    }
}
