namespace WaterWatch.Web.Pages.Shared;

/// <summary>Who does what a form does. Until there is sign-in a person says so beside the form, and the browser remembers it; this is the one place that says who it is.</summary>
internal static class Signature
{
    /// <summary>The field of forms, as in the API.</summary>
    public const string Field = "by";

    private const string Cookie = "waterwatch-by";

    /// <summary>More than any name; what is longer is not remembered.</summary>
    private const int Longest = 200;

    /// <summary>As last given; empty when never.</summary>
    public static string Of(HttpContext context) => context.Request.Cookies[Cookie] ?? "";

    public static void Remember(HttpContext context, string by)
    {
        if (by.Length is > 0 and <= Longest)
        {
            context.Response.Cookies.Append(Cookie, by, new CookieOptions { MaxAge = TimeSpan.FromDays(30), HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true });
        }
    }
}
