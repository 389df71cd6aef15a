using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>What the record says of the messages that the service was sent.</summary>
[Collection(KnownRecord.Name)]
public class RecordTests(KnownService known)
{
    private const string Cadmium = "/api/v1/stations/s1/readings?determinand=Cd";

    [Fact]
    public async Task Micrograms_come_back_in_milligrams_and_a_repeat_in_another_unit_is_no_second_reading()
    {
        var readings = await known.Service.AllAsync(Cadmium);
        Assert.Equal(
            ["0.001 mg/L", "0.0247 mg/L", "0.4075 mg/L", "0.4000 mg/L", "<0.0005 mg/L"],
            readings.Select(r => $"{r.GetProperty("qualifier").GetString()}{r.GetProperty("value").GetRawText()} {r.GetProperty("unit").GetString()}"));
        Assert.Equal(["compliant", "exceeds", "exceeds", "exceeds", "compliant"], readings.Select(r => r.GetProperty("judged").GetString()));
        Assert.Equal("2012-01-15T01:00:00Z", readings[1].GetProperty("taken_at").GetString());
    }

    [Fact]
    public async Task A_marked_reading_is_kept_with_its_mark_and_its_source_and_is_not_judged()
    {
        var marked = Assert.Single(await known.Service.AllAsync("/api/v1/stations/s2/readings?determinand=Cd&fraction=dissolved"));
        Assert.Equal(
            ("M", "=icp1", "not_judged", "dissolved"),
            (marked.GetProperty("mark").GetString(), marked.GetProperty("source").GetString(), marked.GetProperty("judged").GetString(), marked.GetProperty("fraction").GetString()));
    }

    [Fact]
    public async Task From_and_to_and_every_cut_out_what_was_asked_for()
    {
        var cut = await known.Service.AllAsync($"{Cadmium}&from=2012-01-15T01:00:00Z&to=2012-01-15T10:00:00%2B08:00");
        Assert.Equal("2012-01-15T01:00:00Z", Assert.Single(cut).GetProperty("taken_at").GetString());

        var days = (await known.Service.GetAsync($"{Cadmium}&every=1d")).GetProperty("items");
        var day = Assert.Single(days.EnumerateArray());

        // The corrected sample counts once, with its newest value.
        Assert.Equal((4, 0.0005m, 0.4000m), (day.GetProperty("count").GetInt32(), day.GetProperty("min").GetDecimal(), day.GetProperty("max").GetDecimal()));
    }

    [Fact]
    public async Task The_last_value_of_every_station_can_be_had_at_once()
    {
        var cadmium = await known.Service.AllAsync("/api/v1/latest?determinand=Cd&fraction=total");
        var readings = await known.Service.AllAsync(Cadmium);
        var last = Assert.Single(cadmium, c => c.GetProperty("station").GetString() == "s1");
        Assert.Equal(
            (readings[^1].GetProperty("taken_at").GetString(), readings[^1].GetProperty("value").GetRawText(), readings[^1].GetProperty("qualifier").GetString()),
            (last.GetProperty("taken_at").GetString(), last.GetProperty("value").GetRawText(), last.GetProperty("qualifier").GetString()));
        Assert.All(cadmium, c => Assert.Equal(("Cd", "total"), (c.GetProperty("determinand").GetString(), c.GetProperty("fraction").GetString())));
    }

    [Fact]
    public async Task What_was_known_before_a_correction_can_still_be_asked()
    {
        var before = known.BeforeTheCorrection.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var then = await known.Service.AllAsync($"{Cadmium}&as_known_at={before}");
        Assert.Equal(["0.001", "0.0247", "0.4075", "0.0005"], then.Select(r => r.GetProperty("value").GetRawText()));

        var timeline = await known.Service.AllAsync($"/api/v1/timeline?as_known_at={before}");
        Assert.DoesNotContain(timeline, e => e.GetProperty("kind").GetString() == "ReadingCorrected");
        Assert.Contains(await known.Service.AllAsync("/api/v1/timeline"), e => e.GetProperty("kind").GetString() == "ReadingCorrected");
    }

    [Fact]
    public async Task Readings_can_be_had_as_csv_that_no_spreadsheet_takes_for_a_formula()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/stations/s2/readings");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var answer = await known.Service.Api.SendAsync(request);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("station,source,determinand,fraction,taken_at,period_s,received_at,recorded_at,value,qualifier,unit,mark,flag,flag_tests,judged,why,limit_ref,water_class", lines[0]);
        Assert.Equal(1 + 4, lines.Length);
        Assert.Contains(lines, l => l.StartsWith("s2,'=icp1,Cd,dissolved,2012-01-15T01:00:00Z,0,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_csv_of_readings_has_the_water_class_as_the_json_has_it()
    {
        var classes = (await known.Service.AllAsync(Cadmium)).Select(r => r.GetProperty("water_class").GetString()).ToList();
        var csv = await known.Service.Api.GetStringAsync($"{Cadmium}&format=csv");

        Assert.Contains("I", classes);
        Assert.Equal(classes, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',')[^1]));
    }

    [Fact]
    public async Task What_could_not_be_read_is_set_aside_byte_for_byte()
    {
        var setAside = await known.Service.AllAsync("/api/v1/set-aside");
        Assert.Equal(["Unreadable", "Unreadable", "UnknownStation"], setAside.OrderBy(s => s.GetProperty("id").GetInt64()).Select(s => s.GetProperty("reason").GetString()));
        Assert.Contains(setAside, s => Encoding.UTF8.GetString(s.GetProperty("payload_base64").GetBytesFromBase64()) == "not json, \"quoted\" = 镉");
        Assert.All(setAside, s => Assert.NotEmpty(s.GetProperty("detail").GetString()!));
    }

    [Fact]
    public async Task The_exceedance_is_an_open_alert_in_an_incident_with_value_limit_and_ratio()
    {
        var alert = Assert.Single(await known.Service.AllAsync("/api/v1/alerts?state=open&station=s1"));
        Assert.Equal(
            ("LimitExceedance", "Red", 0.0247m, 0.4075m, 0.005m),
            (alert.GetProperty("condition").GetString(), alert.GetProperty("peak_level").GetString(), alert.GetProperty("first_value").GetDecimal(),
                alert.GetProperty("peak_value").GetDecimal(), alert.GetProperty("limit").GetDecimal()));
        Assert.Equal("SecondSample", alert.GetProperty("confirmed_by").GetString());
        var incident = await known.Service.GetAsync($"/api/v1/incidents/{alert.GetProperty("incident").GetInt64()}");
        Assert.Equal("river1", incident.GetProperty("river").GetString());
        Assert.Equal(["Cd"], incident.GetProperty("determinands").EnumerateArray().Select(d => d.GetString()));
    }

    [Fact]
    public async Task Unknown_is_not_compliant()
    {
        var stations = await known.Service.AllAsync("/api/v1/stations");
        var silent = Assert.Single(stations, s => s.GetProperty("id").GetString() == "s3");
        Assert.Equal(("Unknown", JsonValueKind.Null), (silent.GetProperty("level").GetString(), silent.GetProperty("last_heard_at").ValueKind));
    }

    /// <summary>The chain by nobody's code but this: SHA-256 over RFC 8785 of all other members, numbers as text.</summary>
    [Fact]
    public async Task Anybody_can_recompute_the_chain_from_the_json()
    {
        var (prev, seq) = (new string('0', 64), 0L);
        foreach (var entry in await known.Service.AllAsync("/api/v1/timeline"))
        {
            Assert.Equal(++seq, entry.GetProperty("seq").GetInt64());
            Assert.Equal(prev, entry.GetProperty("prev").GetString());
            var form = Canonical(entry, without: "hash");
            prev = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(form)));
            Assert.True(prev == entry.GetProperty("hash").GetString(), $"entry {seq}: {form}");
        }

        Assert.True(seq > 5);
    }

    private static string Canonical(JsonElement value, string without = "") => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().Where(m => m.Name != without).OrderBy(m => m.Name, StringComparer.Ordinal)
            .Select(m => $"{Quoted(m.Name)}:{Canonical(m.Value)}")) + "}",
        JsonValueKind.String => Quoted(value.GetString()!),
        JsonValueKind.Null => "null",
        _ => $"\"{value.GetRawText()}\"",
    };

    private static string Quoted(string text) => $"\"{string.Concat(text.Select(Escaped))}\"";

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        < ' ' => $"\\u{(int)c:x4}",
        _ => $"{c}",
    };
}
