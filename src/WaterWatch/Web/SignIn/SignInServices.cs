using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using WaterWatch.Access;
using WaterWatch.Configuration.Options;

namespace WaterWatch.Web.SignIn;

/// <summary>Sign-in by cookie for people and by token for programs, and rights by route.</summary>
internal static class SignInServices
{
    public const string SignInPath = "/sign-in";
    public const string ReturnTo = "return";
    private const string Either = "cookie or token";
    public const string CookieName = "waterwatch";
    private const string KeysFolder = "keys";

    // A shift; whoever goes on looking stays signed in.
    private static readonly TimeSpan s_session = TimeSpan.FromHours(12);

    public static void AddSignIn(this IServiceCollection services, Settings settings, AccessMode mode)
    {
        // By factory, so that the file is closed with the host.
        services.AddSingleton(_ => AccessStore.Open(settings.DataDirectory))
            .AddSingleton(provider => new AccessGate(provider.GetRequiredService<AccessStore>(), mode))
            .AddSingleton<SignInLimits>().AddSingleton<FirstAdminLink>().AddSingleton<IAuthorizationHandler, RightHandler>().AddHostedService<AccessNews>();

        // In the data directory, so that a restart signs nobody out, and for this user alone.
        var keys = Path.Combine(settings.DataDirectory, KeysFolder);
        services.AddDataProtection().SetApplicationName("WaterWatch").PersistKeysToFileSystem(
            OperatingSystem.IsWindows() ? Directory.CreateDirectory(keys) : Directory.CreateDirectory(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = $"{CookieName}-form";
            forms.Cookie.HttpOnly = true;
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;

            // The pages say by themselves that nobody may frame them.
            forms.SuppressXFrameOptionsHeader = true;
        });
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, either => either.ForwardDefaultSelector = context => BearerTokens.AreIn(context.Request) ? Principals.Token : Principals.Cookie)
            .AddScheme<AuthenticationSchemeOptions, BearerTokens>(Principals.Token, null)
            .AddCookie(Principals.Cookie, Cookie);
        services.AddAuthorization(rules =>
        {
            foreach (var right in Enum.GetValues<Right>())
            {
                rules.AddPolicy(RightRequirement.PolicyOf(right), policy => policy.AddRequirements(new RightRequirement(right)));
            }

            // A route that says nothing of itself is for nobody else.
            rules.FallbackPolicy = rules.GetPolicy(RightRequirement.PolicyOf(Right.Administer));
        });
    }

    public static void UseSignIn(this WebApplication app)
    {
        if (app.Services.GetRequiredService<Settings>().BehindProxy)
        {
            // Said by the operator: nobody but the proxy reaches this service, wherever the proxy runs. Of several hops the last is the one that our proxy saw.
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost, ForwardLimit = 1 };
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            app.UseForwardedHeaders(forwarded);
        }

        app.UseAuthentication();
        app.UseAuthorization();
    }

    private static void Cookie(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = CookieName;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;

        // Not strict: who follows a link in a mail is signed in. Another site's form or script does not take it along.
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.ExpireTimeSpan = s_session;
        cookie.SlidingExpiration = true;
        cookie.LoginPath = SignInPath;
        cookie.ReturnUrlParameter = ReturnTo;
        cookie.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
        cookie.Events.OnValidatePrincipal = async context =>
        {
            // A user who was removed, or has another password, is out at once.
            var store = context.HttpContext.RequestServices.GetRequiredService<AccessStore>();
            if (store.FindUser(context.Principal?.Identity?.Name ?? "") is not { } user || user.Stamp != context.Principal!.StampOf())
            {
                context.RejectPrincipal();
                if (!context.HttpContext.IsShared())
                {
                    await context.HttpContext.SignOutAsync(Principals.Cookie);
                }
            }
        };
        cookie.Events.OnCheckSlidingExpiration = context =>
        {
            context.ShouldRenew &= !context.HttpContext.IsShared();
            return Task.CompletedTask;
        };
    }

    /// <summary>People with a browser are led to the page; programs are told.</summary>
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        var isPage = HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        if (isPage)
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = status;
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return Task.CompletedTask;
    }
}
