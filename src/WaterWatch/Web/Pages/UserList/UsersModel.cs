using WaterWatch.Access;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;

namespace WaterWatch.Web.Pages.UserList;

/// <summary>A line of the list: somebody who may sign in, or a program.</summary>
/// <param name="EndsAt">Of a token; null for never.</param>
public sealed record UserLine(string Name, string Role, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? EndsAt, bool HasEnded);

/// <summary>What was done to users and tokens.</summary>
public sealed record ChangeLine(DateTimeOffset At, string By, string What);

/// <summary>Who may come in.</summary>
/// <param name="Form">What was typed and refused; never with its password.</param>
/// <param name="Secret">Of the token that was just made: shown this once. Empty when none was.</param>
public sealed record UsersModel(
    PageFrame Frame, TypedForm Form, IReadOnlyList<UserLine> Users, IReadOnlyList<UserLine> Tokens, IReadOnlyList<ChangeLine> Changes, IReadOnlyList<Choice> Roles, string Secret)
{
    public const string Add = "add-user";
    public const string SetPassword = "set-password";
    public const string Remove = "remove-user";
    public const string AddToken = "add-token";
    public const string RemoveToken = "remove-token";

    /// <summary>Of the changes the newest.</summary>
    private const int MostChanges = 50;

    public Tongue Tongue => Frame.Tongue;

    public IReadOnlyList<Choice> UserChoices => [new Choice("", "—"), .. Users.Select(u => new Choice(u.Name, u.Name))];

    public IReadOnlyList<Choice> TokenChoices => [new Choice("", "—"), .. Tokens.Select(u => new Choice(u.Name, u.Name))];

    internal static UsersModel Of(PageFrame frame, TypedForm form, AccessStore store, string secret) => new(
        frame,
        form,
        [.. store.Users().Select(u => new UserLine(u.Name, NameOf(u.Role, frame.Tongue), u.CreatedAt, u.CreatedBy, null, false))],
        [.. store.Tokens().Select(t => new UserLine(t.Name, NameOf(t.Role, frame.Tongue), t.CreatedAt, t.CreatedBy, t.ExpiresAt, !t.IsGoodAt(frame.Now)))],
        [.. store.Changes().Reverse().Take(MostChanges).Select(c => new ChangeLine(c.At, c.By, c.What))],
        [.. Enum.GetValues<Role>().Select(r => new Choice(r.Word(), NameOf(r, frame.Tongue)))],
        secret);

    private static string NameOf(Role role, Tongue t) => role switch
    {
        Role.Viewer => t.In("viewer: reads", "查看：仅查看"),
        Role.Operator => t.In("operator: acts", "值守：可操作"),
        Role.Auditor => t.In("auditor: exports", "审计：可导出"),
        _ => t.In("admin: everything", "管理员：全部权限"),
    };
}
