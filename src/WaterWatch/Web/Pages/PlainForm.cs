using Microsoft.AspNetCore.Antiforgery;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages;

/// <summary>A form of a plain page: its fields with what is wrong beside each, and the anti-forgery token.</summary>
internal sealed class PlainForm(HttpContext context)
{
    public bool IsChinese { get; } = Tongue.Of(context).IsChinese;

    /// <summary>The fields of a form that one of our own pages sent; null for any other.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpContext context)
    {
        try
        {
            return context.Request.HasFormContentType && await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context)
                ? await context.Request.ReadFormAsync(context.RequestAborted)
                : null;
        }
        catch (AntiforgeryValidationException)
        {
            // The form cannot be read at all, such as one of thousands of fields.
            return null;
        }
    }

    public string In(string en, string zh) => IsChinese ? zh : en;

    public PlainPage Page(int status, string title, string main) => new(status, IsChinese ? PlainPage.Chinese : PlainPage.English, title, main);

    /// <summary>What is answered to a form that did not come from our page, or whose page was opened in another sign-in.</summary>
    public PlainPage NotOurs(string path) => Page(
        400, In("That form cannot be taken.", "无法受理该表单。"),
        PlainPage.Lines([In("It was not opened here, or something changed since. Nothing was done.", "表单不是在此打开，或打开后情况已变化。未做任何操作。")])
        + $"<p><a href=\"{PlainPage.Escaped(path)}\">{In("Open it again", "重新打开")}</a></p>");

    /// <param name="wrong">What is wrong with what was sent; null when nothing is.</param>
    public string Write(string action, IEnumerable<string> fields, string button, string? wrong = null)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return $"<form method=\"post\" action=\"{PlainPage.Escaped(action)}\">{string.Concat(fields)}{(wrong is null ? "" : $"<p class=\"wrong\" role=\"alert\" id=\"wrong\">{PlainPage.Escaped(wrong)}</p>")}"
            + $"<input type=\"hidden\" name=\"{tokens.FormFieldName}\" value=\"{tokens.RequestToken}\"><button type=\"submit\">{PlainPage.Escaped(button)}</button></form>";
    }

    public static string Name(string label, string value, bool isWrong) =>
        $"<label>{PlainPage.Escaped(label)}<input name=\"name\" autocomplete=\"username\" autocapitalize=\"none\" required maxlength=\"64\" value=\"{PlainPage.Escaped(value)}\"{Wrong(isWrong)}></label>";

    /// <param name="autocomplete">current-password or new-password.</param>
    public static string Password(string name, string label, string autocomplete, bool isWrong) =>
        $"<label>{PlainPage.Escaped(label)}<input type=\"password\" name=\"{name}\" autocomplete=\"{autocomplete}\" required maxlength=\"256\"{Wrong(isWrong)}></label>";

    public static string Hidden(string name, string value) => $"<input type=\"hidden\" name=\"{name}\" value=\"{PlainPage.Escaped(value)}\">";

    private static string Wrong(bool isWrong) => isWrong ? " aria-invalid=\"true\" aria-describedby=\"wrong\"" : "";
}
