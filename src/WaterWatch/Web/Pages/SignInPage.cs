using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using WaterWatch.Access;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Pages;

/// <summary><c>/sign-in</c>, which also says who is signed in, and <c>/sign-out</c>.</summary>
internal static partial class SignInPage
{
    public const string SignOutPath = "/sign-out";

    public static void Map(WebApplication app)
    {
        app.MapGet(SignInServices.SignInPath, Show).ForEverybody().ExcludeFromDescription();
        app.MapPost(SignInServices.SignInPath, SignInAsync).ForEverybody().ExcludeFromDescription();
        app.MapPost(SignOutPath, (Delegate)SignOutAsync).ForEverybody().ExcludeFromDescription();
    }

    private static PlainPage Show(HttpContext context, AccessGate gate)
    {
        var form = new PlainForm(context);
        if (context.User.Identity is { IsAuthenticated: true, Name: { } name })
        {
            var role = context.User.RoleOf()?.Word();
            return form.Page(200, form.In($"Signed in as {name}", $"已登录：{name}"), PlainPage.Lines([form.In($"Role: {role}.", $"角色：{role}。")]) + form.Write(SignOutPath, [], form.In("Sign out", "退出登录")));
        }

        return gate.IsOpen
            ? form.Page(200, form.In("No sign-in is needed", "无需登录"), PlainPage.Lines([form.In("The service is open and serves this machine only.", "服务处于开放状态，仅限本机访问。")]))
            : Ask(form, 200, "", ReturnOf(context.Request.Query[SignInServices.ReturnTo]), null);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, AccessStore store, SignInLimits limits, TimeProvider clock, ILoggerFactory logging)
    {
        var form = new PlainForm(context);
        if (await PlainForm.ReadAsync(context) is not { } sent)
        {
            return form.NotOurs(SignInServices.SignInPath);
        }

        var (name, password, back) = (sent["name"].ToString(), sent["password"].ToString(), ReturnOf(sent[SignInServices.ReturnTo]));
        var logger = logging.CreateLogger(typeof(SignInPage));
        if (limits.Try(name, context.Connection.RemoteIpAddress, clock.GetUtcNow()) is { } wait)
        {
            LogTooOften(logger, context.Connection.RemoteIpAddress);
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            var minutes = Math.Ceiling(wait.TotalMinutes);
            return Ask(form, 429, name, back, form.In($"Tried too often. Try again in {minutes} min.", $"尝试次数过多，请在{minutes}分钟后重试。"));
        }

        // What is too long is no password of anybody, and is not worth the hashing; nor is its owner's secret how long that takes.
        if (password.Length > Passwords.Longest || store.FindUser(name, password) is not { } user)
        {
            // Not the name: people type their password there.
            LogRefused(logger, context.Connection.RemoteIpAddress);
            return Ask(form, 401, name, back, form.In("Name or password is not right.", "用户名或密码不正确。"));
        }

        limits.Succeeded(user.Name);
        LogSignedIn(logger, user.Name, context.Connection.RemoteIpAddress);
        await context.SignInAsync(Principals.Cookie, Principals.Of(user));
        return TypedResults.LocalRedirect(back);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context)
    {
        if (await PlainForm.ReadAsync(context) is null)
        {
            return new PlainForm(context).NotOurs(SignInServices.SignInPath);
        }

        await context.SignOutAsync(Principals.Cookie);
        return TypedResults.LocalRedirect(SignInServices.SignInPath);
    }

    private static PlainPage Ask(PlainForm form, int status, string name, string back, string? wrong) => form.Page(status, form.In("Sign in", "登录"), form.Write(
        SignInServices.SignInPath,
        [
            PlainForm.Name(form.In("Name", "用户名"), name, wrong is not null),
            PlainForm.Password("password", form.In("Password", "密码"), "current-password", wrong is not null),
            PlainForm.Hidden(SignInServices.ReturnTo, back),
        ],
        form.In("Sign in", "登录"), wrong));

    /// <summary>Only within this service: a link to the sign-in must not lead people elsewhere.</summary>
    private static string ReturnOf(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) ? path : "/";

    [LoggerMessage(LogLevel.Information, "{User} signed in from {Address}")]
    private static partial void LogSignedIn(ILogger logger, string user, System.Net.IPAddress? address);

    [LoggerMessage(LogLevel.Warning, "A sign-in from {Address} was refused: name or password was not right")]
    private static partial void LogRefused(ILogger logger, System.Net.IPAddress? address);

    [LoggerMessage(LogLevel.Warning, "A sign-in from {Address} was refused: tried too often")]
    private static partial void LogTooOften(ILogger logger, System.Net.IPAddress? address);
}
