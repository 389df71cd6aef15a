using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using WaterWatch.Access;

namespace WaterWatch.Web.SignIn;

/// <summary><c>Authorization: Bearer</c> with a token of our own (RFC 6750).</summary>
internal sealed class BearerTokens(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder, AccessStore store, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    private const string Prefix = "Bearer ";

    public static bool AreIn(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AreIn(Request))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var token = store.FindToken(Request.Headers.Authorization.ToString()[Prefix.Length..].Trim());
        return Task.FromResult(
            token is null ? AuthenticateResult.Fail("no such token")
            : !token.IsGoodAt(clock.GetUtcNow()) ? AuthenticateResult.Fail("the token has expired")
            : AuthenticateResult.Success(new AuthenticationTicket(Principals.Of(token), Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
