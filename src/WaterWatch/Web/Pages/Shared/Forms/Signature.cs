using WaterWatch.Access;

namespace WaterWatch.Web.Pages.Shared.Forms;

/// <summary>
/// Who does what a form asks for. The one place that knows: who is signed in, or, while the service is open, whoever fills it in says who he is, and the browser remembers it.
/// </summary>
internal static class Signature
{
    public const string Field = "by";

    private const string Cookie = "waterwatch-by";

    /// <summary>More than any name; what is longer is not remembered.</summary>
    private const int Longest = 200;

    public static string Of(TypedForm form) => form[Field].Trim();

    /// <summary>Somebody is signed in, and nobody need say who.</summary>
    public static bool IsKnown(HttpContext context) => NameOf(context) is not null;

    /// <summary>Who is signed in; else as last given in this browser, empty when never.</summary>
    public static string Known(HttpContext context) => NameOf(context) ?? context.Request.Cookies[Cookie] ?? "";

    /// <summary>In the name of who is signed in, whatever was typed; while the service is open, as it was typed.</summary>
    public static TypedForm Sign(TypedForm form, HttpContext context) =>
        IsKnown(context) ? form with { Typed = Sign(new Dictionary<string, string>(form.Typed), context), IsSigned = true } : form;

    /// <inheritdoc cref="Sign(TypedForm, HttpContext)"/>
    public static Dictionary<string, string> Sign(Dictionary<string, string> typed, HttpContext context)
    {
        if (NameOf(context) is { } name)
        {
            typed[Field] = name;
        }

        return typed;
    }

    public static void Remember(HttpContext context, string by)
    {
        if (!IsKnown(context) && by.Length is > 0 and <= Longest)
        {
            context.Response.Cookies.Append(Cookie, by, new CookieOptions { MaxAge = TimeSpan.FromDays(30), HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true });
        }
    }

    private static string? NameOf(HttpContext context) => context.RequestServices.GetRequiredService<AccessGate>().IsOpen ? null : context.User.Identity?.Name;
}
