using WaterWatch.Access;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary><c>users</c> and <c>tokens</c>: who may come in. For admins.</summary>
internal static class UsersApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var users = api.MapGroup("").Needs(Right.Administer).WithTags("users");
        users.MapGet("users", (AccessStore store) => new Collection<UserItem>([.. store.Users().Select(UserItem.Of)], null)).WithSummary("Who may sign in.");
        Describe(users.MapPost("users", Add), "Adds a user: name, role viewer, operator, auditor or admin, and password.");
        Describe(users.MapPost("users/{name}/password", SetPassword), "Sets a user's password; the user's sessions end.");
        Describe(users.MapDelete("users/{name}", Remove), "Removes a user, whose sessions end. Neither the last user nor the last admin.");
        users.MapGet("tokens", (AccessStore store, TimeProvider clock) => new Collection<TokenItem>([.. store.Tokens().Select(t => TokenItem.Of(t, clock.GetUtcNow()))], null))
            .WithSummary("The tokens of programs, without their secrets.");
        Describe(users.MapPost("tokens", AddToken), "Makes a token: name, role, and expires_at (never when left out). The answer has its secret, which is shown this once.").Produces<NewTokenItem>();
        Describe(users.MapDelete("tokens/{name}", RemoveToken), "Removes a token.");
        users.MapGet("users/changes", (AccessStore store) => new Collection<AccessChange>(store.Changes(), null)).WithSummary("What was done to users and tokens, by whom, oldest first.");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route, string summary) =>
        route.WithSummary(summary).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503);

    private static IResult Add(UserAsked asked, AccessStore store, TimeProvider clock, HttpContext context) =>
        Done(store.AddUser(asked.Name ?? "", RoleOf(asked.Role), asked.Password ?? "", ByOf(context), clock.GetUtcNow()));

    private static IResult SetPassword(string name, UserAsked asked, AccessStore store, TimeProvider clock, HttpContext context) =>
        Done(store.SetPassword(name, asked.Password ?? "", ByOf(context), clock.GetUtcNow()));

    private static IResult Remove(string name, AccessStore store, TimeProvider clock, HttpContext context) =>
        Done(store.RemoveUser(name, ByOf(context), clock.GetUtcNow()));

    private static IResult AddToken(TokenAsked asked, AccessStore store, TimeProvider clock, HttpContext context)
    {
        var refusal = store.AddToken(asked.Name ?? "", RoleOf(asked.Role), Asked.Instant("expires_at", asked.ExpiresAt), ByOf(context), clock.GetUtcNow(), out var secret);
        return refusal is null ? TypedResults.Ok(new NewTokenItem(asked.Name!, secret)) : Done(refusal);
    }

    private static IResult RemoveToken(string name, AccessStore store, TimeProvider clock, HttpContext context) =>
        Done(store.RemoveToken(name, ByOf(context), clock.GetUtcNow()));

    private static IResult Done(string? refusal) =>
        refusal is null ? TypedResults.NoContent() : TypedResults.Problem(refusal, statusCode: 400, title: "It cannot be done");

    internal static string ByOf(HttpContext context) => context.User.Identity?.Name ?? "the open service";

    private static Role RoleOf(string? word) => Roles.Find(word) ?? throw new BadRequestException("role", $"role is one of {Roles.Words}; it was \"{word}\".");
}

internal sealed record UserAsked(string? Name, string? Role, string? Password);

/// <param name="ExpiresAt">RFC 3339; never when left out.</param>
internal sealed record TokenAsked(string? Name, string? Role, string? ExpiresAt);

internal sealed record UserItem(string Name, string Role, DateTimeOffset CreatedAt, string CreatedBy)
{
    public static UserItem Of(User user) => new(user.Name, user.Role.Word(), user.CreatedAt, user.CreatedBy);
}

internal sealed record TokenItem(string Name, string Role, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ExpiresAt, bool IsExpired)
{
    public static TokenItem Of(ApiToken token, DateTimeOffset now) => new(token.Name, token.Role.Word(), token.CreatedAt, token.CreatedBy, token.ExpiresAt, !token.IsGoodAt(now));
}

/// <param name="Token">What goes behind <c>Authorization: Bearer</c>.</param>
internal sealed record NewTokenItem(string Name, string Token);
