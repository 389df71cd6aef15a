using WaterWatch.Access;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Pages;

/// <summary>The page behind the link that a first start prints: the first admin's name and password.</summary>
internal static class FirstAdminPage
{
    public static void Map(WebApplication app)
    {
        // The token is the proof.
        app.MapGet($"/{FirstAdminLink.Path}/{{token}}", Show).ForEverybody().ExcludeFromDescription();
        app.MapPost($"/{FirstAdminLink.Path}/{{token}}", SetAsync).ForEverybody().ExcludeFromDescription();
    }

    private static PlainPage Show(string token, HttpContext context, FirstAdminLink link)
    {
        var form = new PlainForm(context);
        return link.IsGood(token) ? Ask(form, token, 200, "", null) : Gone(form);
    }

    private static async Task<IResult> SetAsync(string token, HttpContext context, FirstAdminLink link)
    {
        var form = new PlainForm(context);
        if (!link.IsGood(token))
        {
            return Gone(form);
        }

        if (await PlainForm.ReadAsync(context) is not { } sent)
        {
            return form.NotOurs($"/{FirstAdminLink.Path}/{token}");
        }

        var (name, password) = (sent["name"].ToString(), sent["password"].ToString());
        if (password != sent["again"])
        {
            return Ask(form, token, 400, name, form.In("The two passwords are not the same.", "两次输入的密码不一致。"));
        }

        if (link.Use(token, name, password) is { } refusal)
        {
            return Ask(form, token, 400, name, refusal);
        }

        return TypedResults.LocalRedirect(SignInServices.SignInPath);
    }

    private static PlainPage Ask(PlainForm form, string token, int status, string name, string? wrong) => form.Page(status, form.In("The first admin", "首位管理员"), form.Write(
        $"/{FirstAdminLink.Path}/{token}",
        [
            PlainForm.Name(form.In("Name, best the id of the person in people.yaml", "用户名（最好与 people.yaml 中的人员 id 一致）"), name, wrong is not null),
            PlainForm.Password("password", form.In($"Password, at least {Passwords.Shortest} characters", $"密码（至少{Passwords.Shortest}个字符）"), "new-password", wrong is not null),
            PlainForm.Password("again", form.In("The same again", "再次输入密码"), "new-password", wrong is not null),
        ],
        form.In("Set it", "确定"), wrong));

    private static PlainPage Gone(PlainForm form) => form.Page(410, form.In("This link is not good any more.", "该链接已失效。"), PlainPage.Lines(
    [
        form.In(
            "It is good once, for a day, and only until there is a user. A restart without users prints another; users add makes users at the command line.",
            "链接仅可使用一次，一天内有效，且仅在尚无用户时有效。无用户时重新启动会打印新链接；也可用命令 users add 添加用户。"),
    ]));
}
