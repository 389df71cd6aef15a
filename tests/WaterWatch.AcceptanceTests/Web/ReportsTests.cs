using System.Net;
using System.Text.Json;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>The drafts of reports over HTTP, and the mark that one was sent.</summary>
public sealed class ReportsTests(ActsService acts) : IClassFixture<ActsService>
{
    [Fact]
    public async Task A_report_that_was_sent_meets_its_duty_and_the_next_begins_after_it()
    {
        var first = await TextAsync("incidents/1/reports/initial?format=text&language=en");
        Assert.Contains("0.02 mg/L, 4.0 times the limit of 0.005 mg/L", first, StringComparison.Ordinal);
        Assert.Contains("[TO FILL IN]", first, StringComparison.Ordinal);

        using var sent = await acts.Service.Api.PostAsync(
            "/api/v1/incidents/1/reports",
            new StringContent("""{"report":"initial","duty":1,"medium":"fax","to":["own government"],"by":"Wei Min","reason":"in time"}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync());

        var duty = (await acts.Service.AllAsync("/api/v1/incidents/1/duties"))[0];
        Assert.Equal(("stopped", "Wei Min"), (duty.GetProperty("state").GetString(), duty.GetProperty("stopped_by").GetString()));
        var entry = (await acts.Service.AllAsync("/api/v1/incidents/1/timeline")).Single(e => e.GetProperty("kind").GetString() == "ReportSent").GetProperty("data");
        Assert.Equal(("initial", "fax", "own government", "1"), (Text(entry, "report"), Text(entry, "medium"), Text(entry, "to"), Text(entry, "duty")));
        Assert.DoesNotContain("opened at", await TextAsync("incidents/1/reports/follow_up?format=text&language=en"), StringComparison.Ordinal);
        Assert.Contains("opened at", await TextAsync("incidents/1/reports/outcome?format=text&language=en"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("incidents/1/reports/initial", HttpStatusCode.OK, "text/html")]
    [InlineData("incidents/1/reports/yearly", HttpStatusCode.BadRequest, "application/problem+json")]
    [InlineData("incidents/1/reports/initial?language=fr", HttpStatusCode.BadRequest, "application/problem+json")]
    [InlineData("incidents/1/reports/initial?format=pdf", HttpStatusCode.BadRequest, "application/problem+json")]
    [InlineData("incidents/77/reports/initial", HttpStatusCode.NotFound, "application/problem+json")]
    public async Task A_draft_is_a_page_and_what_cannot_be_made_is_a_problem(string path, HttpStatusCode status, string type)
    {
        using var answer = await acts.Service.Api.GetAsync($"/api/v1/{path}");
        Assert.Equal((status, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    private Task<string> TextAsync(string path) => acts.Service.Api.GetStringAsync($"/api/v1/{path}");

    private static string? Text(JsonElement data, string name) => data.GetProperty(name).GetString();
}
