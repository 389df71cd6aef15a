using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary><c>/api/v1/live</c> as any client of server-sent events reads it.</summary>
[Collection(RunningService.Name)]
public sealed class LiveTests
{
    [Fact]
    public async Task Entries_come_with_their_numbers_then_the_batch_and_who_comes_back_is_sent_what_it_missed()
    {
        using var home = new ServiceHome(new TestConfig(2));
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        using var first = await Events.OpenAsync(service.Api, "/api/v1/live");
        Assert.Equal("listening", (await first.NextAsync()).Event);

        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");
        var (kind, id, data) = await first.NextAsync();
        Assert.Equal(("timeline", "1", "AlertRaised"), (kind, id, data.GetProperty("kind").GetString()));
        var until = await first.UntilAsync("batch");
        Assert.Equal(("s1", 1), (until.GetProperty("stations")[0].GetString(), until.GetProperty("readings").GetInt32()));
        var seen = until.GetProperty("head").GetString()!;

        await sender.PublishCadmiumAsync(2, "2012-01-15T00:00:00Z", "0.02");
        using var again = await Events.OpenAsync(service.Api, "/api/v1/live", seen);
        Assert.Equal("listening", (await again.NextAsync()).Event);
        var missed = await again.NextAsync();
        Assert.Equal(long.Parse(seen, System.Globalization.CultureInfo.InvariantCulture) + 1, long.Parse(missed.Id, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("s2", missed.Data.GetProperty("station").GetString());
    }

    [Fact]
    public async Task A_number_that_is_none_is_refused_in_words()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        using var answer = await service.Api.GetAsync("/api/v1/live?after=yesterday");

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("after is a number of the timeline", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_live_part_of_a_page_is_not_sent_again_while_it_is_the_same()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        using var first = await service.Api.GetAsync("/wall?part=live&lang=en");
        var html = await first.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<html", html, StringComparison.Ordinal);
        Assert.Contains("Station 1", html, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", first.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        await Eventually.TrueAsync("it is answered with 304", async () =>
        {
            using var look = await service.Api.GetAsync("/wall?part=live&lang=en");
            using var request = new HttpRequestMessage(HttpMethod.Get, "/wall?part=live&lang=en");
            request.Headers.IfNoneMatch.Add(look.Headers.ETag!);
            using var same = await service.Api.SendAsync(request);
            return same.StatusCode == System.Net.HttpStatusCode.NotModified;
        });
    }

    /// <summary>A stream of events, one after the other.</summary>
    private sealed class Events(Stream stream, HttpResponseMessage answer) : IDisposable
    {
        private readonly StreamReader _lines = new(stream);

        public static async Task<Events> OpenAsync(HttpClient api, string path, string? last = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (last is not null) request.Headers.Add("Last-Event-ID", last);
            var answer = await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
            return new Events(await answer.Content.ReadAsStreamAsync(), answer);
        }

        public async Task<(string Event, string Id, JsonElement Data)> NextAsync()
        {
            var (kind, id, data) = ("message", "", "");
            while (await _lines.ReadLineAsync().WaitAsync(Eventually.Patience) is { } line)
            {
                if (line.Length == 0 && data.Length > 0) return (kind, id, JsonDocument.Parse(data).RootElement);
                if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
                if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
                if (line.StartsWith("data: ", StringComparison.Ordinal)) data += line[6..];
            }

            throw new InvalidOperationException("The stream has ended.");
        }

        public async Task<JsonElement> UntilAsync(string kind)
        {
            for (; ; )
            {
                var (found, _, data) = await NextAsync();
                if (found == kind) return data;
            }
        }

        public void Dispose()
        {
            _lines.Dispose();
            answer.Dispose();
        }
    }
}
