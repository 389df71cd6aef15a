using WaterWatch.Access;
using WaterWatch.Configuration;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary>The configuration read anew, where no signal can be sent to the process.</summary>
internal static class ReloadApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("reload", ReloadAsync).Needs(Right.Administer).WithTags("service").AddEndpointFilter(InOwnName.ActAsync)
            .WithSummary("Reads the configuration again: rivers, stations, limits, duties and people hold from then on. With a problem in it nothing changes, and every problem is given.")
            .Produces<ReloadItem>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503);

    private static async Task<IResult> ReloadAsync(ReloadAsked asked, ConfigurationReload reload, CancellationToken cancellation)
    {
        var result = await reload.ReloadAsync(asked.By ?? "", cancellation);
        return result.TryGet(out var loaded)
            ? TypedResults.Ok(new ReloadItem(loaded.Hash, loaded.Plan.Difference?.From ?? "", loaded.Plan.Difference?.Lines ?? [], loaded.Plan.Difference?.Waits ?? []))
            : TypedResults.Problem(
                statusCode: 400, title: "The configuration was not taken over; the old one stays in force.", detail: string.Join('\n', result.Problems.Select(p => p.ToString())));
    }
}

internal sealed record ReloadAsked : ActAsked;

/// <param name="Hash">Of the configuration in force now.</param>
/// <param name="From">Of the one before.</param>
/// <param name="Changes">Place by place.</param>
/// <param name="Waits">What holds only from the next start.</param>
internal sealed record ReloadItem(string Hash, string From, IReadOnlyList<string> Changes, IReadOnlyList<string> Waits);
