namespace WaterWatch.Web.Pages.Shared;

internal static class PageHeaders
{
    /// <summary>Nothing from another host, no script within a page, no page within another's.</summary>
    public static void Set(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
    }
}
