using System.IO.Compression;
using System.Net.Http.Headers;
using WaterWatch.Configuration.Options;

namespace WaterWatch.Projection;

/// <summary>
/// Line protocol by the HTTP API that InfluxDB 1.x (<c>/write</c>) and 2, 3 and VictoriaMetrics (<c>/api/v2/write</c>) have. Sources: API references of InfluxDB OSS 1.8 and 2.
/// </summary>
/// <param name="settings">With an address.</param>
/// <param name="wall">The wall's clock.</param>
/// <param name="patience">See <see cref="InfluxClients.Patience"/>.</param>
internal sealed class InfluxHttp(InfluxSettings settings, TimeProvider wall, TimeSpan patience) : IReadingProjection
{
    private readonly InfluxConnection _server = new(settings);
    private readonly MemoryStream _squeezed = new();

    public string Target => _server.Name;

    public async ValueTask<WriteResult> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellation) => await InfluxAnswer.WithinAsync(
        patience,
        async asked =>
        {
            using var body = Body(lines);
            using var response = await _server.PostAsync(_server.WriteTo, body, asked);
            return await InfluxAnswer.ReadAsync(response, wall, asked);
        },
        cancellation);

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
}
