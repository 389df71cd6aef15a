using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using WaterWatch.Configuration.Options;

namespace WaterWatch.Projection;

/// <summary>How a server of InfluxDB is reached: its addresses, who we are there, and whom we believe.</summary>
internal sealed class InfluxConnection : IDisposable
{
    private readonly HttpClient _client;
    private readonly AuthenticationHeaderValue? _who;

    /// <param name="settings">With a <see cref="InfluxSettings.Url"/>.</param>
    public InfluxConnection(InfluxSettings settings)
    {
        var url = settings.Url ?? throw new ArgumentException("There is no address to write to.", nameof(settings));
        var server = new Uri(url.AbsoluteUri.TrimEnd('/') + '/');
        Name = NameOf(settings);
        IsOnThisMachine = server.IsLoopback;
        WriteTo = new Uri(server, settings.UsesV2
            ? $"api/v2/write?bucket={Escaped(settings.Place)}&org={Escaped(settings.Org)}&precision=ns"
            : $"write?db={Escaped(settings.Database)}&precision=ns");
        AskAt = new Uri(server, $"query?db={Escaped(settings.Database)}&epoch=ns");
        _who = !settings.Token.IsEmpty ? new AuthenticationHeaderValue("Token", settings.Token.Reveal())
            : settings.User.Length > 0 ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.User}:{settings.Password.Reveal()}")))
            : null;
        _client = new HttpClient(Handler(settings.Authorities)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc cref="IReadingProjection.Target"/>
    public string Name { get; }

    public bool IsOnThisMachine { get; }

    public Uri WriteTo { get; }

    /// <summary>InfluxQL, with times as nanoseconds.</summary>
    public Uri AskAt { get; }

    /// <summary>Sends a body; the answer's own body is not read yet.</summary>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task<HttpResponseMessage> PostAsync(Uri to, HttpContent body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = body };
        request.Headers.Authorization = _who;
        request.Headers.TryAddWithoutValidation("User-Agent", "WaterWatch");
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The server and the place in it that is written to, without user, password and token.</summary>
    /// <param name="settings">With an address.</param>
    public static string NameOf(InfluxSettings settings) => $"{settings.Url!.GetLeftPart(UriPartial.Authority)} {settings.Place}";

    /// <param name="authorities">Null for those that the machine trusts.</param>
    public static SocketsHttpHandler Handler(X509Certificate2Collection? authorities)
    {
        // A redirect is never followed: it may lead to where nobody configured, with the password. Connections are made anew now and then, so that a server that has moved is found.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 16,
        };
        if (authorities is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return handler;
    }

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
