using Microsoft.AspNetCore.Antiforgery;
using WaterWatch.Access;
using WaterWatch.Rivers;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Pages.UserList;

/// <summary><c>/users</c>: who may come in, for admins: what <c>users</c> of the command line and of the API do.</summary>
internal static class UsersPage
{
    public const string Path = "/users";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext context) => ShowAsync(context, TypedForm.Of(context.Request.Query), "")).Needs(Right.Administer).ExcludeFromDescription();
        app.MapPost(Path, DoAsync).Needs(Right.Administer).ExcludeFromDescription();
    }

    private static async Task DoAsync(IAntiforgery antiforgery, AccessStore store, TimeProvider clock, HttpContext context)
    {
        var form = await TypedForm.ReadAsync(context, antiforgery);
        var secret = "";
        if (form.Faults.Count == 0 && Do(form, store, clock.GetUtcNow(), UsersApi.ByOf(context), out secret) is { } fault)
        {
            form = form.Refused(fault);
        }

        if (form.Faults.Count > 0)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await ShowAsync(context, form, "");
        }
        else if (secret.Length > 0)
        {
            // Shown this once: what leads here again would have lost it.
            await ShowAsync(context, form with { Name = "" }, secret);
        }
        else
        {
            Signature.Done(form, context, $"{Path}?done={form.Name}");
        }
    }

    /// <returns>Null when it is done.</returns>
    private static FieldFault? Do(TypedForm form, AccessStore store, DateTimeOffset now, string by, out string secret)
    {
        secret = "";
        var (name, role) = (form["name"].Trim(), Roles.Find(form["role"]));
        if (form.Name is UsersModel.Add or UsersModel.AddToken && role is null)
        {
            return new FieldFault("role", new LocalizedName("Choose a role.", "请选择角色。"));
        }

        if (name.Length == 0)
        {
            return new FieldFault("name", new LocalizedName("The name is missing.", "未填写名称。"));
        }

        DateTimeOffset? until = null;
        if (form.Name == UsersModel.AddToken && form["days"].Trim() is { Length: > 0 } days)
        {
            if (Asked.Id(days) is not (> 0 and <= 3650 and var count))
            {
                return new FieldFault("days", new LocalizedName("A number of days from 1 to 3650, or nothing for no end.", "请填写 1 至 3650 天；留空为长期有效。"));
            }

            until = now.AddDays(count);
        }

        var refusal = form.Name switch
        {
            UsersModel.Add => store.AddUser(name, role!.Value, form["password"], by, now),
            UsersModel.SetPassword => store.SetPassword(name, form["password"], by, now),
            UsersModel.Remove => store.RemoveUser(name, by, now),
            UsersModel.AddToken => store.AddToken(name, role!.Value, until, by, now, out secret),
            UsersModel.RemoveToken => store.RemoveToken(name, by, now),
            _ => "There is no such form.",
        };
        return refusal is null ? null : new FieldFault("", new LocalizedName(refusal, $"未执行。（{refusal}）"));
    }

    private static Task ShowAsync(HttpContext context, TypedForm form, string secret)
    {
        var services = context.RequestServices;

        // A password goes back to nobody, not even to who typed it.
        var harmless = form with { IsSigned = true, Typed = form.Typed.Where(t => t.Key != "password").ToDictionary() };
        return services.GetRequiredService<PageRenderer>().AnswerOnceAsync<UsersView>(
            context, new PageTitle("Users", "用户"), frame => Task.FromResult<object?>(UsersModel.Of(frame.WithForms(context), harmless, services.GetRequiredService<AccessStore>(), secret)));
    }
}
