using System.Text;
using InfluxDB.Client;
using InfluxDB.Client.Api.Domain;
using InfluxDB.Client.Core.Exceptions;
using WaterWatch.Configuration.Options;

namespace WaterWatch.Projection;

/// <summary>
/// Line protocol by InfluxDB.Client, which writes to <c>/api/v2/write</c> alone. What the server answers is read before the library sees it: that takes every 2xx for written, keeps of a refusal only
/// what is JSON, and fails at a <c>Retry-After</c> with a date.
/// </summary>
internal sealed class PackagedInflux : IReadingProjection
{
    /// <summary>Stands for an organisation or a token that is not configured: the library takes no empty one, and a server that wants none does not look.</summary>
    private const string None = "-";

    private readonly Answers _answers;
    private readonly HttpClient _http;
    private readonly InfluxDBClient _client;
    private readonly WriteApiAsync _writes;
    private readonly TimeSpan _patience;

    /// <param name="settings">With an address.</param>
    /// <param name="wall">The wall's clock.</param>
    /// <param name="patience">See <see cref="InfluxClients.Patience"/>.</param>
    public PackagedInflux(InfluxSettings settings, TimeProvider wall, TimeSpan patience)
    {
        var url = settings.Url ?? throw new ArgumentException("There is no address to write to.", nameof(settings));
        Target = InfluxConnection.NameOf(settings);
        _patience = patience;
        _answers = new Answers(InfluxConnection.Handler(settings.Authorities), wall);
        _http = new HttpClient(_answers) { Timeout = Timeout.InfiniteTimeSpan };
        _client = new InfluxDBClient(new InfluxDBClientOptions(url.AbsoluteUri.TrimEnd('/'))
        {
            Org = settings.Org.Length > 0 ? settings.Org : None,
            Bucket = settings.Place,
            // User and password as InfluxDB 1.8 takes them at this address (its API reference, "InfluxDB 2.0 API compatibility endpoints").
            Token = !settings.Token.IsEmpty ? settings.Token.Reveal() : settings.User.Length > 0 ? $"{settings.User}:{settings.Password.Reveal()}" : None,
            Timeout = patience,
            HttpClient = _http,
        });
        if (!url.IsLoopback)
        {
            _client.EnableGzip();
        }

        _writes = _client.GetWriteApiAsync();
    }

    public string Target { get; }

    public async ValueTask<WriteResult> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellation)
    {
        var text = Encoding.UTF8.GetString(lines.Span).TrimEnd('\n');
        return await InfluxAnswer.WithinAsync(_patience, asked => AskAsync(text, asked), cancellation);
    }

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private async Task<WriteResult> AskAsync(string lines, CancellationToken cancellation)
    {
        _answers.Clear();
        try
        {
            await _writes.WriteRecordAsync(lines, WritePrecision.Ns, cancellationToken: cancellation);
        }
        catch (HttpException no)
        {
            // It has one exception for refusals and for connections lost; which it was is known here.
            cancellation.ThrowIfCancellationRequested();
            if (_answers.Last is null)
            {
                throw _answers.Lost ?? new IOException(no.Message, no);
            }
        }

        return _answers.Last ?? throw new IOException("The library sent nothing.");
    }

    /// <summary>Reads each answer as the other client does, and hands on its status alone.</summary>
    private sealed class Answers(HttpMessageHandler network, TimeProvider wall) : DelegatingHandler(network)
    {
        public WriteResult? Last { get; private set; }

        public Exception? Lost { get; private set; }

        public void Clear() => (Last, Lost) = (null, null);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                using var response = await base.SendAsync(request, cancellationToken);
                Last = await InfluxAnswer.ReadAsync(response, wall, cancellationToken);
                return new HttpResponseMessage(response.StatusCode) { RequestMessage = request };
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException)
            {
                Lost = lost;
                throw;
            }
        }
    }
}
