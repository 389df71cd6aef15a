using System.Text.Json;
using WaterWatch.Configuration.Options;
using WaterWatch.Storage;

namespace WaterWatch.Projection;

/// <summary>A series of an answer: its tags and its rows, column by column.</summary>
internal sealed record AskedSeries(IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Columns, IReadOnlyList<JsonElement> Rows);

/// <summary>Asks a database in InfluxQL, which InfluxDB 1.x, 2 and 3 understand at <c>/query</c>.</summary>
/// <param name="settings">With an address.</param>
internal sealed class InfluxAsk(InfluxSettings settings) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly InfluxConnection _server = new(settings);

    /// <summary>Whether the server takes values beside the query: found out with the first that has any.</summary>
    public bool Binds { get; set; } = true;

    /// <param name="query">With <c>$names</c> in the place of values.</param>
    /// <param name="values">Texts and whole numbers.</param>
    /// <exception cref="StorageException">It was not answered; the message has the server's words.</exception>
    public async Task<IReadOnlyList<AskedSeries>> AskAsync(string query, IReadOnlyDictionary<string, object> values, CancellationToken cancellation)
    {
        if (!Binds || values.Count == 0)
        {
            return Series(await SendAsync([new("q", InfluxQl.Written(query, values))], cancellation));
        }

        var answer = await SendAsync([new("q", query), new("params", InfluxQl.Bound(values))], cancellation);
        if (answer.Error is { } error && error.Contains("param", StringComparison.OrdinalIgnoreCase))
        {
            Binds = false;
            return await AskAsync(query, values, cancellation);
        }

        return Series(answer);
    }

    public void Dispose() => _server.Dispose();

    private IReadOnlyList<AskedSeries> Series(Answer answer)
    {
        if (answer.Error is { } error)
        {
            throw Failed(error);
        }

        return answer.Result.TryGetProperty("series", out var series) ? [.. series.EnumerateArray().Select(Read)] : [];
    }

    private async Task<Answer> SendAsync(IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellation)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(s_patience);
        try
        {
            using var body = new FormUrlEncodedContent(form);
            using var response = await _server.PostAsync(_server.AskAt, body, time.Token);
            var text = await response.Content.ReadAsStringAsync(time.Token);
            if (!response.IsSuccessStatusCode)
            {
                return new Answer(default, $"{(int)response.StatusCode}: {InfluxAnswer.Words(text)}");
            }

            var result = JsonDocument.Parse(text).RootElement.GetProperty("results")[0];
            return new Answer(result, result.TryGetProperty("error", out var error) ? error.GetString() : null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failed($"no answer within {s_patience.TotalSeconds:0} s");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Failed(failed.Message);
        }
    }

    private StorageException Failed(string why) => new(
        $"{_server.Name} does not answer a query: {why}. It needs /query with InfluxQL and the right to read (InfluxDB 1.x, 2 with a dbrp mapping, 3); VictoriaMetrics has none, and cannot be verified.", retryable: true);

    private static AskedSeries Read(JsonElement series) => new(
        series.TryGetProperty("tags", out var tags) ? tags.EnumerateObject().ToDictionary(t => t.Name, t => t.Value.GetString() ?? "") : [],
        [.. series.GetProperty("columns").EnumerateArray().Select(c => c.GetString() ?? "")],
        [.. series.GetProperty("values").EnumerateArray()]);

    private readonly record struct Answer(JsonElement Result, string? Error);
}
