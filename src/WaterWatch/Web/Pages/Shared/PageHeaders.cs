namespace WaterWatch.Web.Pages.Shared;

internal static class PageHeaders
{
    /// <summary>Nothing from another host, no script within a page, no page within another's.</summary>
    /// <param name="picturesFrom">The one host that pictures may come from all the same, with its scheme, such as that of a map's tiles; null for none.</param>
    public static void Set(HttpResponse response, string? picturesFrom = null)
    {
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:{(picturesFrom is null ? "" : $" {picturesFrom}")}; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
    }
}
