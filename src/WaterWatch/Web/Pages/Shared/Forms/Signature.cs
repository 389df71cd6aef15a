using WaterWatch.Access;

namespace WaterWatch.Web.Pages.Shared.Forms;

/// <summary>Who does what a form asks for. The one place that knows: who is signed in, or, while the service is open, whoever fills it in says who he is.</summary>
internal static class Signature
{
    public const string Field = "by";

    public static string Of(TypedForm form) => form[Field].Trim();

    /// <summary>In the name of who is signed in, whatever was typed; while the service is open, as it was typed.</summary>
    public static TypedForm Sign(TypedForm form, HttpContext context)
    {
        if (context.RequestServices.GetRequiredService<AccessGate>().IsOpen || context.User.Identity?.Name is not { } name)
        {
            return form;
        }

        return form with { Typed = new Dictionary<string, string>(form.Typed) { [Field] = name }, IsSigned = true };
    }
}
