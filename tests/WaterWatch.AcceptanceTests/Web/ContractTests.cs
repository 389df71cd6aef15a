using System.Net.Http.Json;
using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>The HTTP contract of DESIGN §11 as a program on the other side sees it.</summary>
[Collection(KnownRecord.Name)]
public class ContractTests(KnownService known)
{
    // A member and what it may be: s string, n number, i integer, b boolean, t time, a array of strings, o object of strings, c object of integers; ? means that it may be null.
    private const string Stations = "id:s name:s river:s kind:s distance_km:n? limit_standard:s limit_class:s last_heard_at:t? level:s water_class:s";
    private const string Readings = "station:s source:s determinand:s fraction:s taken_at:t period_s:i received_at:t recorded_at:t value:n qualifier:s unit:s mark:s flag:i flag_tests:a judged:s why:s limit_ref:s water_class:s";
    private const string Latest = "station:s source:s determinand:s fraction:s taken_at:t period_s:i value:n qualifier:s unit:s mark:s flag:i judged:s";
    private const string Buckets = "station:s source:s determinand:s fraction:s taken_at:t period_s:i series_period_s:i count:i min:n? mean:n? max:n? unit:s flag:i left_out:i marked:i censored:i flags:c";
    private const string Alerts =
        "id:i station:s? scope:s determinand:s? fraction:s? condition:s state:s level:s peak_level:s confirmed_by:s? late:b first_value:n? peak_value:n? peak_at:t? latest_value:n? "
        + "limit:n? ratio:n? unit:s? limit_ref:s? fired_at:t changed_at:t acknowledged_by:s? incident:i? flapping:b";
    private const string Incidents = "id:i river:s state:s level:s peak_level:s opened_at:t closed_at:t? determinands:a stations:a response_level:s?";
    private const string Timeline = "seq:i at:t recorded_at:t kind:s incident:i? station:s? by:s data:o prev:s hash:s";
    private const string Means =
        "station:s determinand:s fraction:s statistic:s window_s:i at:t? value:n? low:n? high:n? coverage:n samples:i judged:s why:s limit:n ratio:n? unit:s limit_ref:s";
    private const string OnCall =
        "rota:s name:s name_zh:s time_zone:s person:s? person_name:s? person_name_zh:s? agency:s? because:s from:t? until:t? next_person:s? next_name:s? next_name_zh:s? override:o? hand_over:o?";
    private const string SetAside = "id:i received_at:t topic:s reason:s detail:s payload_base64:s";

    [Theory]
    [InlineData("stations", Stations)]
    [InlineData("stations/s1/readings", Readings)]
    [InlineData("stations/s1/readings?every=15m", Buckets)]
    [InlineData("stations/s1/readings?points=3", Buckets)]
    [InlineData("latest", Latest)]
    [InlineData("stations/s3/means", Means)]
    [InlineData("alerts", Alerts)]
    [InlineData("incidents", Incidents)]
    [InlineData("timeline", Timeline)]
    [InlineData("incidents/1/timeline", Timeline)]
    [InlineData("set-aside", SetAside)]
    [InlineData("oncall", OnCall)]
    [InlineData("limits", "standard:s class:s determinand:s fraction:s value:n unit:s statistic:s criterion:s limit_ref:s depends_on:s? until:s? rounded_to:i?")]
    public async Task Every_item_has_the_members_of_the_contract(string collection, string members)
    {
        var page = await known.Service.GetAsync($"/api/v1/{collection}");
        Assert.Equal(["items", "next"], page.EnumerateObject().Select(p => p.Name));
        Assert.NotEqual(0, page.GetProperty("items").GetArrayLength());
        Assert.All(page.GetProperty("items").EnumerateArray(), item => Assert.All(members.Split(' '), member => HasMember(item, member)));
    }

    [Theory]
    [InlineData("stations/s1", Stations)]
    [InlineData("incidents/1", Incidents)]
    public async Task One_item_has_the_same_members(string path, string members)
    {
        var item = await known.Service.GetAsync($"/api/v1/{path}");
        Assert.All(members.Split(' '), member => HasMember(item, member));
    }

    [Theory]
    [InlineData("stations/s1/readings?from=yesterday", 400, "from")]
    [InlineData("stations/s1/readings?determinand=Xx", 400, "determinand")]
    [InlineData("stations/s1/readings?fraction=half", 400, "fraction")]
    [InlineData("stations/s1/readings?every=soon", 400, "every")]
    [InlineData("stations/s1/readings?points=0", 400, "points")]
    [InlineData("stations/s1/readings?points=10001", 400, "points")]
    [InlineData("stations/s1/readings?points=10&every=1h", 400, "points")]
    [InlineData("stations/s1/readings?every=1h&cursor=1.2", 400, "cursor")]
    [InlineData("latest?determinand=Xx", 400, "determinand")]
    [InlineData("latest?cursor=none", 400, "cursor")]
    [InlineData("latest?limit=0", 400, "limit")]
    [InlineData("stations/s1/readings?limit=0", 400, "limit")]
    [InlineData("stations/s1/readings?limit=10001", 400, "limit")]
    [InlineData("stations/s1/readings?limit=many", 400, "limit")]
    [InlineData("stations/s1/readings?cursor=none", 400, "cursor")]
    [InlineData("stations?limit=-1", 400, "limit")]
    [InlineData("stations?cursor=none", 400, "cursor")]
    [InlineData("limits?cursor=none", 400, "cursor")]
    [InlineData("alerts?state=angry", 400, "state")]
    [InlineData("alerts?cursor=none", 400, "cursor")]
    [InlineData("timeline?as_known_at=then", 400, "as_known_at")]
    [InlineData("timeline?cursor=none", 400, "cursor")]
    [InlineData("set-aside?cursor=none", 400, "cursor")]
    [InlineData("oncall?cursor=none", 400, "cursor")]
    [InlineData("oncall?limit=0", 400, "limit")]
    [InlineData("stations/nowhere", 404, "nowhere")]
    [InlineData("stations/nowhere/readings", 404, "nowhere")]
    [InlineData("stations/nowhere/means", 404, "nowhere")]
    [InlineData("incidents/4711", 404, "4711")]
    [InlineData("incidents/4711/timeline", 404, "4711")]
    [InlineData("nothing", 404, "")]
    public async Task What_cannot_be_answered_is_a_problem_that_names_it(string path, int status, string named)
    {
        using var answer = await known.Service.Api.GetAsync($"/api/v1/{path}");
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Contains(named, problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenApi_describes_every_route()
    {
        var described = (await known.Service.GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(p => p.Name).ToHashSet();
        Assert.All(
            (string[])[
                "/api/v1/stations", "/api/v1/stations/{id}", "/api/v1/stations/{id}/readings", "/api/v1/stations/{id}/means", "/api/v1/latest", "/api/v1/alerts", "/api/v1/incidents", "/api/v1/incidents/{id}",
                "/api/v1/incidents/{id}/timeline", "/api/v1/timeline", "/api/v1/set-aside", "/api/v1/limits", "/api/v1/oncall", "/healthz", "/readyz", "/metrics",
            ],
            route => Assert.Contains(route, described));
    }

    [Theory]
    [InlineData("stations")]
    [InlineData("stations/s1/readings")]
    [InlineData("latest")]
    [InlineData("alerts")]
    [InlineData("incidents")]
    [InlineData("timeline")]
    [InlineData("incidents/1/timeline")]
    [InlineData("set-aside")]
    [InlineData("limits")]
    [InlineData("oncall")]
    public async Task Page_by_page_everything_is_seen_once(string collection)
    {
        var whole = await known.Service.AllAsync($"/api/v1/{collection}");
        Assert.True(whole.Count >= 2, $"{collection} has {whole.Count} items: too few to page");
        foreach (var limit in (int[])[1, 3])
        {
            var paged = await known.Service.AllAsync($"/api/v1/{collection}", limit);
            Assert.Equal(whole.Select(i => i.GetRawText()), paged.Select(i => i.GetRawText()));
        }
    }

    [Fact]
    public async Task Metrics_can_be_read_by_Prometheus_and_count_what_came()
    {
        var metrics = await Metrics.ReadAsync(known.Service);
        Assert.Equal(1, metrics["waterwatch_storage_up"]);
        Assert.Equal(1, metrics["waterwatch_feed_listening{feed=\"local\"}"]);
        Assert.Equal(1, metrics["waterwatch_duplicates_total"]);
        Assert.Equal(1, metrics["waterwatch_corrections_total"]);
        Assert.Equal(2, metrics["waterwatch_set_aside_total{reason=\"Unreadable\"}"]);
        Assert.Equal(2, metrics["waterwatch_decode_faults_total{shape=\"Unreadable\"}"]);
        Assert.Equal(KnownService.Readings, metrics["waterwatch_readings_stored_total"]);
        Assert.Equal(metrics["waterwatch_messages_stored_total"], metrics["waterwatch_messages_received_total"]);
        Assert.Equal(0, metrics["waterwatch_messages_refused_total"]);
        Assert.Equal(metrics["waterwatch_batches_total"], metrics["waterwatch_commit_seconds_count"]);
        Assert.Equal(metrics["waterwatch_commit_seconds_count"], metrics["waterwatch_commit_seconds_bucket{le=\"+Inf\"}"]);
        Assert.True(metrics["waterwatch_commit_seconds_bucket{le=\"0.005\"}"] <= metrics["waterwatch_commit_seconds_bucket{le=\"10\"}"]);
    }

    private static void HasMember(JsonElement item, string member)
    {
        var colon = member.IndexOf(':', StringComparison.Ordinal);
        var (name, type) = (member[..colon], member[(colon + 1)..]);
        Assert.True(item.TryGetProperty(name, out var value), $"{name} is missing in {item.GetRawText()}");
        if (type.EndsWith('?') && value.ValueKind == JsonValueKind.Null) return;
        var fits = type[0] switch
        {
            's' => value.ValueKind == JsonValueKind.String,
            't' => value.ValueKind == JsonValueKind.String && value.GetString()!.EndsWith('Z') && value.TryGetDateTimeOffset(out _),
            'n' => value.ValueKind == JsonValueKind.Number,
            'i' => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            'b' => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            'a' => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String),
            'c' => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(v => v.Value.TryGetInt64(out _)),
            _ => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(v => v.Value.ValueKind == JsonValueKind.String),
        };
        Assert.True(fits, $"{name} is no {type}: {value.GetRawText()}");
    }
}
