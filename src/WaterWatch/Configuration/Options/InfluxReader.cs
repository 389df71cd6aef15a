using System.Security.Cryptography.X509Certificates;
using WaterWatch.Access;
using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Configuration.Options;

/// <summary>By which address points are written.</summary>
public enum InfluxApi : byte
{
    /// <summary>v2 with a token, an organisation or a bucket, and v1 without.</summary>
    Auto,

    /// <summary><c>/write</c>: InfluxDB 1.x.</summary>
    V1,

    /// <summary><c>/api/v2/write</c>: InfluxDB 2 and 3, VictoriaMetrics.</summary>
    V2,
}

/// <summary>The projection into an external InfluxDB.</summary>
/// <param name="Url">Null when it is off.</param>
/// <param name="Database">That queries are asked of, and that is written to where there is no <see cref="Bucket"/>.</param>
/// <param name="Token">Stronger than user and password.</param>
public sealed record InfluxSettings(Uri? Url = null, string Database = "waterwatch", string User = "", Secret Password = default, Secret Token = default)
{
    public InfluxApi Api { get; init; }

    /// <summary>InfluxDB 2 wants it; others do not look at it.</summary>
    public string Org { get; init; } = "";

    /// <summary>Empty for one of the database's name.</summary>
    public string Bucket { get; init; } = "";

    /// <summary>Who signs its certificate; null for those that the machine trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    public bool UsesV2 => Api == InfluxApi.V2 || Api == InfluxApi.Auto && (!Token.IsEmpty || Org.Length > 0 || Bucket.Length > 0);

    /// <summary>The bucket or the database that is written to.</summary>
    public string Place => UsesV2 && Bucket.Length > 0 ? Bucket : Database;
}

/// <summary>Reads <c>influxdb</c> of <c>waterwatch.yaml</c>.</summary>
internal sealed class InfluxReader(string directory)
{
    public static SectionKeys InfluxKeys { get; } = new(
        "influxdb", "url", "database", "user", "password", "password_file", "token", "token_file", "api", "org", "bucket", "ca_file");

    private static ValueKind<InfluxApi> Api { get; } = new(
        "an API of InfluxDB", "Write auto, v1 or v2", text => text switch { "auto" => InfluxApi.Auto, "v1" => InfluxApi.V1, "v2" => InfluxApi.V2, _ => null });

    public InfluxSettings Read(Section? section)
    {
        var defaults = new InfluxSettings();
        if (section is null)
            return defaults;

        var settings = new InfluxSettings(
            Url(section),
            section.Text("database") is { Length: > 0 } database ? database : defaults.Database,
            section.Text("user") ?? "",
            SecretReader.Read(section, "password", directory),
            SecretReader.Read(section, "token", directory))
        {
            Api = section.Value("api", Api) ?? defaults.Api,
            Org = section.Text("org") ?? "",
            Bucket = section.Text("bucket") ?? "",
            Authorities = CertificateReader.Authorities(section, "ca_file", directory),
        };
        if (settings is { Url: { Scheme: "http" } url } && !Exposure.IsLoopback(url.Host) && (settings.User.Length > 0 || !settings.Token.IsEmpty))
            section.Problems.Remark(section.OriginOf("url"), "the password or token of influxdb goes over the network in the clear, with http");

        return settings;
    }

    private static Uri? Url(Section section)
    {
        var text = section.Text("url") ?? "";
        Uri? url = null;
        if (text.Length == 0 || Uri.TryCreate(text, UriKind.Absolute, out url) && url is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" })
            return url;

        section.Problem(
            "url",
            $"url: \"{(url is { UserInfo.Length: > 0 } ? "…" : text)}\" is not the address of an InfluxDB",
            "Write http://host:8086, or \"\" to switch the projection off");
        return null;
    }
}
