using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages;

/// <summary>What people read in a browser where programs get problem details.</summary>
internal static class ErrorPages
{
    private static readonly string[] s_forPrograms = ["/api", "/openapi", "/metrics", "/assets", "/healthz", "/readyz"];

    /// <summary>Whether it is a person who asks, and for a page.</summary>
    public static bool Fits(HttpContext context) =>
        context.Request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase))
        && !s_forPrograms.Any(p => context.Request.Path.StartsWithSegments(p, StringComparison.Ordinal));

    /// <param name="detail">In English; empty for nothing.</param>
    public static Task AnswerAsync(HttpContext context, int status, string detail = "") =>
        context.RequestServices.GetRequiredService<PageRenderer>().MissingAsync(context, t => WordsOf(status, t) with { Detail = detail }, status);

    private static Missing.What WordsOf(int status, Tongue t)
    {
        var (title, text) = status switch
        {
            StatusCodes.Status403Forbidden => (t.In("Not for you", "无权访问"), t.In("Your role does not let you do this. Whoever made your account can change that.", "您的角色无权进行此操作，可由管理员更改。")),
            StatusCodes.Status404NotFound => (t.In("There is no such page", "没有此页面"), t.In("What you asked for is not here, or not any more.", "所请求的内容不存在或已不存在。")),
            StatusCodes.Status413PayloadTooLarge => (t.In("Too large", "内容过大"), t.In("Nothing of it was taken. Send less.", "未受理任何内容，请减少后再提交。")),
            StatusCodes.Status503ServiceUnavailable => (t.In("Not available at the moment", "暂时不可用"), t.In("The record cannot be read. What stations send is kept by the broker meanwhile.", "暂时无法读取记录。站点数据由消息服务器保留。")),
            >= 500 => (t.In("Something went wrong here", "服务出错"), t.In("The log has the details. Try again.", "详情见日志，请重试。")),
            _ => (t.In("That cannot be answered", "无法处理该请求"), t.In("Something in the address or the form is not as it should be.", "地址或表单中有不正确的内容。")),
        };
        return new Missing.What(title, text, "/", t.In("To the overview", "返回总览"));
    }
}
