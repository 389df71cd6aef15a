using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Clockwork;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Replay;
using WaterWatch.Storage;
using WaterWatch.Tests.Feeds;
using WaterWatch.Tests.Pipeline;
using WaterWatch.Timeline;
using Some = WaterWatch.Tests.Deciding.Some;

namespace WaterWatch.Tests.Clockwork;

/// <summary>The heartbeat beside the real pipeline, with an address that keeps what it is asked and a clock that the test turns.</summary>
public sealed class HeartbeatTests : IAsyncLifetime, IDisposable
{
    private static readonly HeartbeatSettings On = new(new Uri("https://monitor.example.org/ping/key?x=1"), HttpMethod.Post, "/fail", TimeSpan.FromMinutes(1), "ww/status");

    private readonly StoryClock _clock = new(Some.Start);
    private readonly CollectingFeed _feed = new();
    private readonly ClockworkHealth _clockwork = new();
    private readonly HeartbeatHealth _health = new();
    private readonly Monitor _monitor = new();
    private readonly HttpMessageInvoker _http;
    private readonly RunningPipeline _pipeline;

    public HeartbeatTests()
    {
        _http = new HttpMessageInvoker(_monitor);
        _pipeline = new RunningPipeline(WatchPlan.Empty, _clock);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _pipeline.EndAsync();

    public void Dispose()
    {
        _pipeline.Dispose();
        _http.Dispose();
        _monitor.Dispose();
    }

    [Fact]
    public async Task While_all_is_well_it_beats_once_an_interval()
    {
        var heartbeat = New(On);
        await TurnAsync(heartbeat, 0, 1, 59, 60, 61);

        Assert.Equal(["POST https://monitor.example.org/ping/key?x=1", "POST https://monitor.example.org/ping/key?x=1"], _monitor.Asked);
        Assert.Equal(["""ww/status {"status":"online","at":"2012-01-15T00:00:00Z","reasons":[]}""", """ww/status {"status":"online","at":"2012-01-15T00:01:00Z","reasons":[]}"""], _feed.Retained);
    }

    [Fact]
    public async Task A_lost_feed_is_told_at_once_and_its_return_too()
    {
        var heartbeat = New(On);
        await TurnAsync(heartbeat, 0);
        _feed.State = _feed.State with { Listening = false };
        await TurnAsync(heartbeat, 1, 2);
        _feed.State = _feed.State with { Listening = true };
        await TurnAsync(heartbeat, 3);

        Assert.Equal(["/ping/key", "/ping/key/fail", "/ping/key"], _monitor.Asked.Select(a => new Uri(a.Split(' ')[1]).AbsolutePath));
        Assert.Equal("""ww/status {"status":"unwell","at":"2012-01-15T00:00:01Z","reasons":["Feed local is not listening."]}""", _feed.Retained[1]);
    }

    [Fact]
    public async Task Without_a_suffix_being_unwell_is_told_by_silence()
    {
        var heartbeat = New(On with { FailSuffix = "" });
        _pipeline.Health.WritingFails(new StorageException("the disk is full", retryable: true), DateTimeOffset.UnixEpoch);
        await TurnAsync(heartbeat, 0, 60, 120);
        Assert.Empty(_monitor.Asked);

        _pipeline.Health.WritingWorks();
        await TurnAsync(heartbeat, 121);
        Assert.Single(_monitor.Asked);
    }

    [Fact]
    public async Task A_record_that_was_changed_is_not_well()
    {
        _clockwork.ChainCheck = new ChainCheck(Some.Start, ChainHead.Start, 1, 1, 1, TimeSpan.Zero, "entry 7");
        await TurnAsync(New(On), 0);

        Assert.EndsWith("/fail?x=1", Assert.Single(_monitor.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_was_away_is_told_as_soon_as_it_is_back()
    {
        var heartbeat = New(On);
        await TurnAsync(heartbeat, 0, 1);
        _feed.Connections++;
        await TurnAsync(heartbeat, 2, 3);

        Assert.Equal(2, _feed.Retained.Count);
    }

    [Fact]
    public async Task A_heartbeat_that_cannot_be_sent_is_counted_and_the_next_one_goes_out()
    {
        var heartbeat = New(On);
        _monitor.Answer = HttpStatusCode.NotFound;
        await TurnAsync(heartbeat, 0, 60);
        Assert.Equal(("it answered 404", null, 2L), _health.Read());

        _monitor.Answer = HttpStatusCode.OK;
        await TurnAsync(heartbeat, 120);
        Assert.Equal((null, Some.Start.AddSeconds(120), 2L), _health.Read());
    }

    [Fact]
    public async Task In_the_end_it_says_offline_and_nothing_after_it()
    {
        var heartbeat = New(On);
        await TurnAsync(heartbeat, 0);
        await heartbeat.EndAsync(default);
        await TurnAsync(heartbeat, 60);

        Assert.Contains("offline", _feed.Retained[^1], StringComparison.Ordinal);
        Assert.Equal(2, _feed.Retained.Count);
    }

    [Fact]
    public async Task Nothing_is_sent_where_nothing_is_configured()
    {
        var heartbeat = New(new HeartbeatSettings());
        await TurnAsync(heartbeat, 0, 60);
        await heartbeat.EndAsync(default);

        Assert.Empty(_monitor.Asked);
        Assert.Empty(_feed.Retained);
    }

    private Heartbeat New(HeartbeatSettings settings) => new(settings, _pipeline.Inbox, _pipeline.Health, [_feed], _clockwork, _health, _http, _clock, NullLogger<Heartbeat>.Instance);

    private async Task TurnAsync(Heartbeat heartbeat, params int[] seconds)
    {
        foreach (var second in seconds)
        {
            _clock.MoveTo(Some.Start.AddSeconds(second));
            await heartbeat.TurnAsync(default);
        }
    }

    /// <summary>The address of a monitoring that answers at once.</summary>
    private sealed class Monitor : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        public HttpStatusCode Answer { get; set; } = HttpStatusCode.OK;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add($"{request.Method} {request.RequestUri}");
            return Task.FromResult(new HttpResponseMessage(Answer));
        }
    }
}
