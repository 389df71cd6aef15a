using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WaterWatch.Access;

namespace WaterWatch.AcceptanceTests.Access;

/// <summary>What each role may do, by real requests to every route that the service has.</summary>
[Collection(RunningService.Name)]
public sealed partial class RouteTests
{
    private static readonly Role?[] s_roles = [null, Role.Viewer, Role.Operator, Role.Auditor, Role.Admin];

    [Fact]
    public async Task Every_route_lets_in_whom_the_table_says_and_nobody_else()
    {
        await using var host = await SignInHost.StartAsync();
        var routes = RoutesOf(host);

        Assert.Empty(routes.Except(RouteTable.May.Keys));
        Assert.Empty(RouteTable.May.Keys.Except(routes));
        var offenders = new List<string>();
        foreach (var role in s_roles)
        {
            using var client = host.Program(role);
            foreach (var route in routes)
            {
                var refusal = await RefusalAsync(client, route);
                var isAllowed = RouteTable.May[route].Contains(role);
                if (refusal != (isAllowed ? "" : role is null ? "Not signed in" : "Not for this role"))
                {
                    offenders.Add($"{role?.Word() ?? "public"} {route}: {(isAllowed ? "was refused" : "got in")} ({refusal})");
                }
            }
        }

        Assert.Empty(offenders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_it_is_open_everybody_may_do_everything(bool isOpen)
    {
        await using var host = await SignInHost.StartAsync(users: isOpen, isOpen: isOpen);
        using var client = host.Browser();
        var offenders = new List<string>();
        foreach (var route in RoutesOf(host))
        {
            if (await RefusalAsync(client, route) is { Length: > 0 } refusal)
            {
                offenders.Add($"{route}: {refusal}");
            }
        }

        Assert.Empty(offenders);
    }

    [Fact]
    public async Task An_open_service_does_not_answer_to_another_sites_name()
    {
        await using var host = await SignInHost.StartAsync(users: false);
        using var client = host.Browser();
        client.DefaultRequestHeaders.Host = "evil.example.org";
        Assert.Equal("Not signed in", await RefusalAsync(client, "GET /api/v1/stations"));
        Assert.Equal("", await RefusalAsync(client, "GET /healthz"));
    }

    private static List<string> RoutesOf(SignInHost host) =>
    [
        .. from endpoint in host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           select $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}",
    ];

    /// <summary>Empty when the route's own code answered, whatever it said.</summary>
    private static async Task<string> RefusalAsync(HttpClient client, string route)
    {
        var (method, path) = route.Split(' ') is [var first, var second] ? (first, second) : throw new ArgumentException(route);
        var address = path.Replace("{documentName}", "v1", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), Parameters().Replace(address, "1"));
        if (method == "POST")
        {
            request.Content = SignInHost.Json("{}");
        }

        // Of a stream of events the rest never comes.
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var text = answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode != 500, $"{route}: {text}");
        return (int)answer.StatusCode switch
        {
            401 when text.Contains("\"Not signed in\"", StringComparison.Ordinal) => "Not signed in",
            403 when text.Contains("\"Not for this role\"", StringComparison.Ordinal) => "Not for this role",
            _ => "",
        };
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameters();
}
