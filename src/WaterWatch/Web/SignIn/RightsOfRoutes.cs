using Microsoft.AspNetCore.Authorization;
using WaterWatch.Access;

namespace WaterWatch.Web.SignIn;

/// <summary>What a route asks of whoever comes.</summary>
internal sealed record RightRequirement(Right Right) : IAuthorizationRequirement
{
    public static string PolicyOf(Right right) => $"may {right}";
}

/// <summary>On routes whose answers caches share.</summary>
internal sealed class SharedAnswer
{
    public static SharedAnswer Marker { get; } = new();
}

internal static class RightsOfRoutes
{
    /// <summary>Only for those whose role has the right; for everybody while the service is open.</summary>
    public static T Needs<T>(this T routes, Right right)
        where T : IEndpointConventionBuilder => routes.RequireAuthorization(RightRequirement.PolicyOf(right));

    /// <summary>For the public too.</summary>
    public static T ForEverybody<T>(this T routes)
        where T : IEndpointConventionBuilder => routes.AllowAnonymous();

    /// <summary>For the public, and the same whoever is signed in: caches between here and there may hand one answer to many, so nobody's session is prolonged or ended with it.</summary>
    public static T SameForEverybody<T>(this T routes)
        where T : IEndpointConventionBuilder => routes.ForEverybody().WithMetadata(SharedAnswer.Marker);

    public static bool IsShared(this HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<SharedAnswer>() is not null;

    /// <summary>An open service answers to the names of this machine alone: another site whose name is made to lead here would read and act through a browser on this machine (DNS rebinding).</summary>
    public static bool Lets(this AccessGate gate, HttpContext context, Right right) =>
        gate.IsOpen && Exposure.IsLoopback(context.Request.Host.Host) || context.User.RoleOf() is { } role && role.May(right);
}

/// <summary>Decides by role.</summary>
internal sealed class RightHandler(AccessGate gate) : AuthorizationHandler<RightRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RightRequirement requirement)
    {
        // Where there is no route there is nothing to guard: "not found" is the better answer.
        if (context.Resource is HttpContext http && (http.GetEndpoint() is null || gate.Lets(http, requirement.Right)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
