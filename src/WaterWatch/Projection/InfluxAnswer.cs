using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WaterWatch.Projection;

/// <summary>
/// What an answer to a write means: of InfluxDB 1.x, 2 and 3 and of those that speak like them. Sources: the API references of InfluxDB OSS 1.8 (<c>/write</c>), OSS 2 and 3 Core
/// (<c>/api/v2/write</c>); 1.x names the points that it dropped by number, 3 by line.
/// </summary>
internal static partial class InfluxAnswer
{
    /// <summary>Of a body no more is read: the server is somebody else's, and its answer may have no end.</summary>
    private const int MostBytes = 16 * 1024;

    private const int LongestWords = 400;

    /// <summary>Words that are said of points. A 400 without any of them speaks of the request, and no point is given up for it.</summary>
    private static readonly string[] s_ofPoints =
    [
        "partial write", "unable to parse", "field type conflict", "beyond retention policy", "max-series-per-database", "max-values-per-tag", "outside range", "parsing failed", "invalid line protocol",
    ];

    /// <summary>Asks, and makes a result of what a server and a network may do to a request.</summary>
    /// <param name="patience">For the request with its answer.</param>
    public static async Task<WriteResult> WithinAsync(TimeSpan patience, Func<CancellationToken, Task<WriteResult>> ask, CancellationToken cancellation)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(patience);
        try
        {
            return await ask(time.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WriteResult(WriteOutcome.Unreachable, string.Create(CultureInfo.InvariantCulture, $"no answer within {patience.TotalSeconds:0} s"));
        }
        catch (HttpRequestException lost) when (lost.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            var why = (lost.InnerException ?? lost).Message;
            return new WriteResult(WriteOutcome.Unreachable, $"TLS failed: {why} Give ca_file of influxdb the authority that signed the server's certificate.");
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            return new WriteResult(WriteOutcome.Unreachable, $"no answer: {lost.Message}");
        }
    }

    /// <param name="wall">The wall's clock, which a <c>Retry-After</c> with a date (RFC 9110 §10.2.3) is held against.</param>
    /// <exception cref="HttpRequestException">The answer broke off.</exception>
    /// <exception cref="IOException">The same.</exception>
    public static async Task<WriteResult> ReadAsync(HttpResponseMessage response, TimeProvider wall, CancellationToken cancellation)
    {
        var wish = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > wall.GetUtcNow() => date - wall.GetUtcNow(),
            _ => TimeSpan.Zero,
        };
        return Of((int)response.StatusCode, await StartAsync(response.Content, cancellation), wish);
    }

    /// <param name="body">As much of it as was read.</param>
    /// <param name="retryAfter">The server's wish; zero for none.</param>
    public static WriteResult Of(int status, string body, TimeSpan retryAfter = default)
    {
        var words = Words(body);
        var said = words.Length == 0 ? $"{status}" : $"{status}: {words}";
        return status switch
        {
            204 => WriteResult.Written,
            400 or 422 when Array.Exists(s_ofPoints, p => words.Contains(p, StringComparison.OrdinalIgnoreCase)) => new WriteResult(WriteOutcome.Refused, words) { Dropped = DroppedIn(words) },
            413 => new WriteResult(WriteOutcome.TooLarge, said),
            408 or 425 or 429 or >= 500 => new WriteResult(WriteOutcome.Busy, said) { RetryAfter = retryAfter },
            _ => new WriteResult(WriteOutcome.Denied, $"{said}. {Remedy(status)}"),
        };
    }

    /// <summary>What a server says, on one line of at most 400 characters: its JSON's error, or the text.</summary>
    public static string Words(string body)
    {
        var said = new StringBuilder();
        foreach (var c in Error(body) ?? body)
        {
            said.Append(char.IsControl(c) ? ' ' : c);
        }

        var words = said.ToString().Trim();
        return words.Length <= LongestWords ? words : words[..(LongestWords - 1)] + "…";
    }

    private static async Task<string> StartAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength == 0)
        {
            return "";
        }

        var buffer = ArrayPool<byte>.Shared.Rent(MostBytes);
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellation);
            return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAtLeastAsync(buffer.AsMemory(0, MostBytes), MostBytes, throwOnEndOfStream: false, cancellation));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Remedy(int status) => status switch
    {
        401 => "Give influxdb a user and password (InfluxDB 1) or a token (2 and 3) that the server knows.",
        403 => "Let the user or the token of influxdb write into the database.",
        404 => "Make the database or the bucket there, or correct url, database, bucket and api of influxdb.",
        200 => "Only 204 says that points are written: url of influxdb may name another server, such as a proxy.",
        < 400 => "A redirect is not followed: write the address that it leads to into url of influxdb.",
        _ => "Correct influxdb in waterwatch.yaml, or the server; nothing is given up meanwhile.",
    };

    private static int? DroppedIn(string words) =>
        Dropped().Match(words) is { Success: true } found && int.TryParse(found.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var dropped) && dropped > 0 ? dropped : null;

    /// <summary>1.x has <c>error</c>, 2 <c>message</c>, 3 <c>error</c> and in <c>data</c> what is wrong with each line.</summary>
    private static string? Error(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || (Text(root, "error") ?? Text(root, "message")) is not { } error)
            {
                return null;
            }

            return root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array && data.GetArrayLength() > 0 && Text(data[0], "error_message") is { } first
                ? $"{error}: {first}" : error;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The second for half of a surrogate pair, which JSON can write and a text cannot hold.
            return null;
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    [GeneratedRegex(@"\bdropped=(\d+)")]
    private static partial Regex Dropped();
}
