using WaterWatch.Access;

namespace WaterWatch.Web.SignIn;

/// <summary>The body of whatever a person does: it names the person.</summary>
internal abstract record ActAsked
{
    /// <summary>Whoever is signed in, when left out.</summary>
    public string? By { get; init; }
}

/// <summary>Whoever is signed in acts in the own name and in no other.</summary>
internal static class InOwnName
{
    /// <summary>Puts the name of who is signed in where none was given. While the service is open nobody is signed in, and who acts says who it is.</summary>
    public static async ValueTask<object?> ActAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!http.RequestServices.GetRequiredService<AccessGate>().IsOpen && http.User.Identity?.Name is { } name)
        {
            for (var i = 0; i < context.Arguments.Count; i++)
            {
                if (context.Arguments[i] is not ActAsked asked)
                {
                    continue;
                }

                if (asked.By is { Length: > 0 } by && !string.Equals(by, name, StringComparison.OrdinalIgnoreCase))
                {
                    return TypedResults.Problem($"You are signed in as {name}: leave by out, or write {name}.", statusCode: 403, title: "Not in another's name");
                }

                context.Arguments[i] = asked with { By = name };
            }
        }

        return await next(context);
    }
}
