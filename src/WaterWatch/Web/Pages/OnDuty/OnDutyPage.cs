using Microsoft.AspNetCore.Antiforgery;
using WaterWatch.Access;
using WaterWatch.Pipeline;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Pages.OnDuty;

/// <summary><c>/on-duty</c>: who is on duty and who comes, what keeps people from being told, and the forms that change it. A form that was taken leads back here.</summary>
internal static class OnDutyPage
{
    public const string Path = "/on-duty";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (PageRenderer pages, Inbox inbox, HttpContext context) =>
            ShowAsync(pages, inbox, context, Signature.Sign(TypedForm.Of(context.Request.Query), context))).ExcludeFromDescription();
        app.MapPost(Path, DoAsync).Needs(Right.Act).ExcludeFromDescription();
    }

    private static async Task DoAsync(PageRenderer pages, Inbox inbox, IAntiforgery antiforgery, HttpContext context)
    {
        var form = Signature.Sign(await TypedForm.ReadAsync(context, antiforgery), context);
        if (form.Faults.Count == 0)
        {
            (form, var made) = await ActAsync(form, inbox, PageFrame.Of(context, Tongue.Of(context)).Zone, context.RequestAborted);
            if (form.Faults.Count == 0)
            {
                Signature.Done(form, context, $"{Path}?done={(form.Name == OnDutyFormsModel.End ? "ended" : "made")}&no={made}");
                return;
            }
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await ShowAsync(pages, inbox, context, form);
    }

    /// <summary>The form with its faults; without any it was done.</summary>
    private static async Task<(TypedForm Form, long? Made)> ActAsync(TypedForm form, Inbox inbox, TimeZoneInfo zone, CancellationToken cancellation)
    {
        var faults = new List<FieldFault>();
        var act = await inbox.LookAsync((state, plan) => OnDutyActs.Of(form, state, plan, zone, faults), cancellation);

        // What is missing is said with the rest at once, in the words in which it would be refused.
        foreach (var (field, words) in act is null ? Missing(form) : [])
        {
            faults.Add(new FieldFault(field, words));
        }

        if (act is null)
        {
            return (form.Refused([.. faults]), null);
        }

        var result = await inbox.DoAsync(act, cancellation);
        return (result.IsDone ? form : form.Refused(result), result.Made);
    }

    private static IEnumerable<(string Field, Rivers.LocalizedName Words)> Missing(TypedForm form)
    {
        if (Signature.Of(form).Length == 0)
        {
            yield return (Signature.Field, new("Your name is missing.", "未填写姓名。"));
        }

        if (string.IsNullOrWhiteSpace(form["reason"]))
        {
            yield return ("reason", new("The reason is missing.", "未填写原因。"));
        }
    }

    private static Task ShowAsync(PageRenderer pages, Inbox inbox, HttpContext context, TypedForm form) => pages.AnswerAsync<OnDutyView>(
        context,
        new PageTitle("On duty", "值班"),
        async frame => await inbox.LookAsync((state, plan) => OnDutyModel.Of(frame, state, plan)),
        async frame =>
        {
            var whole = frame.WithForms(context);
            var model = await inbox.LookAsync((state, plan) => OnDutyFormsModel.Of(whole, form, state, plan), context.RequestAborted);
            return whole with { Above = await pages.RenderAsync<OnDutyTop>(model), Below = await pages.RenderAsync<OnDutyForms>(model) };
        });
}
