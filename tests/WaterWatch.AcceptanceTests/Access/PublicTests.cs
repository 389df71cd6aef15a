using System.Net;
using System.Text.RegularExpressions;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Access;

namespace WaterWatch.AcceptanceTests.Access;

/// <summary>What the public reads without sign-in: what a named person published, and nothing before.</summary>
[Collection(RunningService.Name)]
public sealed partial class PublicTests
{
    private const string Message = "/api/v1/incidents/1/cap";

    [Fact]
    public async Task The_public_reads_what_was_published_and_learns_of_nothing_else()
    {
        await using var host = await SignInHost.StartAsync();
        await using (var sender = new Sender(host.MqttPort))
        {
            await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");
        }

        using var nobody = host.Browser();
        using var person = host.Program(Role.Operator);
        Assert.Contains("<status>Draft", await person.GetStringAsync(Message), StringComparison.Ordinal);
        Assert.Equal(await RefusalAsync(nobody, "/api/v1/incidents/2/cap", "2"), await RefusalAsync(nobody, Message, "1"));
        Assert.DoesNotContain("<entry", await nobody.GetStringAsync("/api/v1/cap.atom"), StringComparison.Ordinal);

        using var published = await person.PostAsync("/api/v1/incidents/1/publish", SignInHost.Json("""{"reason":"the intakes are told"}"""));
        Assert.Equal(HttpStatusCode.OK, published.StatusCode);
        Assert.Contains("<status>Actual", await nobody.GetStringAsync(Message), StringComparison.Ordinal);
        var feed = await nobody.GetStringAsync("/api/v1/cap.atom");
        Assert.Contains("<status>Actual", await nobody.GetStringAsync(Address().Match(feed).Groups[1].Value), StringComparison.Ordinal);

        // The draft before the publication stays ours.
        using var draft = await nobody.GetAsync($"{Message}?seq=1");
        Assert.Equal(HttpStatusCode.NotFound, draft.StatusCode);
    }

    /// <summary>The answer's words without the number that was asked for and the number of the request.</summary>
    private static async Task<string> RefusalAsync(HttpClient client, string path, string number)
    {
        using var answer = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        return Trace().Replace(text, "").Replace($"incident {number}", "incident", StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"([^\"]+/cap[^\"]+)\"")]
    private static partial Regex Address();

    [GeneratedRegex("\"trace_?id\":\"[^\"]+\"", RegexOptions.IgnoreCase)]
    private static partial Regex Trace();
}
