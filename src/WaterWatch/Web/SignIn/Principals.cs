using System.Security.Claims;
using WaterWatch.Access;

namespace WaterWatch.Web.SignIn;

/// <summary>Users and tokens as the framework carries them through a request.</summary>
internal static class Principals
{
    public const string Cookie = "cookie";
    public const string Token = "token";
    private const string Stamp = "stamp";

    public static ClaimsPrincipal Of(User user) => Of(Cookie, user.Name, user.Role, new Claim(Stamp, user.Stamp));

    public static ClaimsPrincipal Of(ApiToken token) => Of(Token, token.Name, token.Role);

    /// <summary>Null when nobody is signed in.</summary>
    public static Role? RoleOf(this ClaimsPrincipal who) => who.Identity is { IsAuthenticated: true } ? Roles.Find(who.FindFirstValue(ClaimTypes.Role)) : null;

    public static string StampOf(this ClaimsPrincipal who) => who.FindFirstValue(Stamp) ?? "";

    // The anti-forgery tokens of forms are bound to the NameIdentifier.
    private static ClaimsPrincipal Of(string scheme, string name, Role role, params Claim[] others) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, name), new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, role.Word()), .. others], scheme));
}
