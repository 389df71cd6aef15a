namespace WaterWatch.Web.Pages.Shared.Forms;

/// <summary>Who does what a form asks for. The one place that knows: while the service is open whoever fills it in says who he is.</summary>
internal static class Signature
{
    public const string Field = "by";

    public static string Of(TypedForm form) => form[Field].Trim();
}
