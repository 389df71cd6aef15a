using System.Net;
using System.Xml.Linq;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>An incident as messages of the Common Alerting Protocol, as another system asks for them.</summary>
public sealed class CapTests(ActsService acts) : IClassFixture<ActsService>
{
    private static readonly XNamespace Cap = "urn:oasis:names:tc:emergency:cap:1.2";
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    [Fact]
    public async Task An_incident_is_a_draft_until_it_is_published_and_a_withdrawal_stays_visible()
    {
        var draft = await CapAsync("incidents/1/cap");
        Assert.Equal(("Draft", "Restricted"), (Of(draft, "status"), Of(draft, "scope")));
        Assert.Empty((await FeedAsync()).Elements(Atom + "entry"));

        await DoneAsync("publish");
        var published = await CapAsync("incidents/1/cap");
        Assert.Equal(("Actual", "Alert", "Public", ""), (Of(published, "status"), Of(published, "msgType"), Of(published, "scope"), Of(published, "references")));

        await DoneAsync("publish");
        await DoneAsync("withdraw");
        await acts.RestartAsync();

        var withdrawn = await CapAsync("incidents/1/cap");
        Assert.Equal(("Actual", "Cancel"), (Of(withdrawn, "status"), Of(withdrawn, "msgType")));
        Assert.StartsWith($"waterwatch.invalid,{Of(published, "identifier")},{Of(published, "sent")} ", Of(withdrawn, "references"), StringComparison.Ordinal);

        var entries = (await FeedAsync()).Elements(Atom + "entry").ToList();
        Assert.Equal(3, entries.Count);
        var address = entries[^1].Element(Atom + "link")!.Attribute("href")!.Value;
        Assert.Equal(published.ToString(), XDocument.Parse(await acts.Service.Api.GetStringAsync(address)).Root!.ToString());
    }

    [Theory]
    [InlineData("incidents/99/cap", 404)]
    [InlineData("incidents/1/cap?seq=999999", 404)]
    [InlineData("incidents/1/cap?seq=x", 400)]
    public async Task What_is_not_there_is_a_problem(string path, int status)
    {
        using var answer = await acts.Service.Api.GetAsync($"/api/v1/{path}");
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private async Task<XElement> CapAsync(string path)
    {
        using var answer = await acts.Service.Api.GetAsync($"/api/v1/{path}");
        Assert.Equal("application/cap+xml", answer.Content.Headers.ContentType?.MediaType);
        var alert = XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!;
        Assert.Equal(Cap + "alert", alert.Name);
        return alert;
    }

    private async Task<XElement> FeedAsync() => XDocument.Parse(await acts.Service.Api.GetStringAsync("/api/v1/cap.atom")).Root!;

    private static string Of(XElement alert, string name) => alert.Element(Cap + name)?.Value ?? "";

    private async Task DoneAsync(string act)
    {
        using var answer = await acts.Service.Api.PostAsync(
            $"/api/v1/incidents/1/{act}", new StringContent("""{"by":"Wei Min","reason":"checked"}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
