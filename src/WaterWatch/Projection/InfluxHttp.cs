using System.Buffers;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using WaterWatch.Configuration.Options;

namespace WaterWatch.Projection;

/// <summary>
/// Line protocol by the HTTP API that InfluxDB 1.x (<c>/write</c>) and 2, 3 and VictoriaMetrics (<c>/api/v2/write</c>) have. Sources: API references of InfluxDB OSS 1.8 and 2; RFC 9110 §10.2.3 for
/// <c>Retry-After</c>.
/// </summary>
/// <param name="settings">With an address.</param>
/// <param name="wall">The wall's clock, which a server's <c>Retry-After</c> with a date is held against.</param>
internal sealed class InfluxHttp(InfluxSettings settings, TimeProvider wall) : IReadingProjection
{
    private readonly InfluxConnection _server = new(settings);
    private readonly MemoryStream _squeezed = new();

    public string Target => _server.Name;

    /// <summary>For a whole request with its answer: a server that takes longer is as good as lost, and what it may have written is written again.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    public async ValueTask<WriteResult> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellation)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(Patience);
        try
        {
            using var body = Body(lines);
            using var response = await _server.PostAsync(_server.WriteTo, body, time.Token);
            return InfluxAnswer.Of((int)response.StatusCode, await StartOfAsync(response, time.Token), Wish(response));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WriteResult(WriteOutcome.Unreachable, $"no answer within {Patience.TotalSeconds:0} s");
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            return new WriteResult(WriteOutcome.Unreachable, Why(lost));
        }
    }

    public void Dispose()
    {
        _server.Dispose();
        _squeezed.Dispose();
    }

    /// <summary>Squeezed for the network; on one machine that only costs both of them time.</summary>
    private ByteArrayContent Body(ReadOnlyMemory<byte> lines)
    {
        ByteArrayContent body;
        if (_server.IsOnThisMachine && System.Runtime.InteropServices.MemoryMarshal.TryGetArray(lines, out var plain))
        {
            body = new ByteArrayContent(plain.Array!, plain.Offset, plain.Count);
        }
        else
        {
            _squeezed.SetLength(0);
            using (var squeeze = new GZipStream(_squeezed, CompressionLevel.Fastest, leaveOpen: true))
            {
                squeeze.Write(lines.Span);
            }

            body = new ByteArrayContent(_squeezed.GetBuffer(), 0, (int)_squeezed.Length);
            body.Headers.ContentEncoding.Add("gzip");
        }

        body.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        return body;
    }

    /// <summary>The server is somebody else's, and its answer may have no end.</summary>
    private static async Task<string> StartOfAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength == 0)
        {
            return "";
        }

        var buffer = ArrayPool<byte>.Shared.Rent(InfluxAnswer.MostBytes);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAtLeastAsync(buffer, InfluxAnswer.MostBytes, throwOnEndOfStream: false, cancellation));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private TimeSpan Wish(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > wall.GetUtcNow() => date - wall.GetUtcNow(),
        _ => TimeSpan.Zero,
    };

    private static string Why(Exception lost) => lost switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => $"TLS failed: {(lost.InnerException ?? lost).Message} Give ca_file of influxdb the authority that signed the server's certificate.",
        _ => $"no answer: {lost.Message}",
    };
}
