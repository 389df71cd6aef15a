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

    /// <summary>In the name of who is signed in, whatever was typed; while the service is open, as it was typed, with the name that was last given in this browser.</summary>
    public static TypedForm Sign(TypedForm form, HttpContext context) => NameOf(context) is { } name
        ? form with { Typed = new Dictionary<string, string>(form.Typed) { [Field] = name }, IsSigned = true }
        : form with { Given = new Dictionary<string, string> { [Field] = context.Request.Cookies[Cookie] ?? "" } };

    /// <summary>What a form asked for is done: its name is remembered, and the browser is led to where that is seen, so that nothing is sent twice.</summary>
    public static void Done(TypedForm form, HttpContext context, string location)
    {
        Remember(form, context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = location;
    }

    private static void Remember(TypedForm form, HttpContext context)
    {
        if (!form.IsSigned && Of(form) is { Length: > 0 and <= Longest } by)
        {
            context.Response.Cookies.Append(Cookie, by, new CookieOptions { MaxAge = TimeSpan.FromDays(30), HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true });
        }
    }

    private static string? NameOf(HttpContext context) => context.RequestServices.GetRequiredService<AccessGate>().IsOpen ? null : context.User.Identity?.Name;
}
