using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Clockwork;
using WaterWatch.Configuration;
using WaterWatch.Pipeline;
using WaterWatch.Replay;
using WaterWatch.Storage;
using WaterWatch.Tests.Configuration;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Clockwork;

/// <summary>The daily walk over the real pipeline and log, with a clock that the test turns; the job runs as often as it is called.</summary>
public sealed class ChainCheckJobTests : IAsyncLifetime, IDisposable
{
    private readonly Storage.DataDirectory _directory = new();
    private readonly StoryClock _clock = new(Deciding.Some.Start);
    private readonly ClockworkHealth _health = new();
    private readonly Inbox _inbox = new(100);
    private readonly WatchLog _log;
    private readonly Task _running;

    public ChainCheckJobTests()
    {
        var configuration = Repository.MustLoad(ConfigurationFolder.Load(
            Path.Combine(Repository.Root, "tests", "cases", "_river", "config"), Repository.NoEnvironment, []));
        _log = WatchLog.Open(_directory.Path);
        _running = new ReadingPipeline(
            _inbox, _log, _log.Restore(), configuration.Plan, configuration.Settings.Pipeline, _clock, new PipelineHealth(), NullLogger<ReadingPipeline>.Instance).RunAsync();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _inbox.Close();
        await _running;
    }

    public void Dispose()
    {
        _log.Dispose();
        _inbox.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_record_is_walked_once_a_day_and_not_at_once_after_a_restart()
    {
        await ReceiveAsync(0, "0.02");
        await RunAsync(1);
        Assert.Null(_health.ChainCheck);

        await RunAsync(24.5);
        var walked = Entries(EntryKind.ChainChecked).Single();
        Assert.Equal(_health.ChainCheck!.Head.ToString(), walked.Data["head"]);

        // A job that begins anew knows by the record when it was last done.
        await RunAsync(30);
        Assert.Single(Entries(EntryKind.ChainChecked));
        await RunAsync(49);
        Assert.Equal(2, Entries(EntryKind.ChainChecked).Count);
        Assert.Equal(_health.ChainCheck, _log.Restore().ChainCheck);
    }

    [Fact]
    public async Task A_record_that_was_changed_below_the_running_service_is_found_broken_and_its_place_named()
    {
        await ReceiveAsync(0, "0.02");
        _log.Execute("UPDATE timeline SET data = replace(data, '0.02', '0.00') WHERE seq = 1");
        await RunAsync(25);

        Assert.StartsWith("timeline entry 1: ", Entries(EntryKind.ChainBroken).Single().Data["broken"], StringComparison.Ordinal);
        Assert.False(_health.ChainCheck!.IsIntact);
    }

    private async Task RunAsync(double hours)
    {
        _clock.MoveTo(Deciding.Some.At(hours));
        await new ChainCheckJob(_inbox, _log, _health, _clock, NullLogger<ChainCheckJob>.Instance).Execute(null!, CancellationToken.None);
    }

    private async Task ReceiveAsync(double hours, string value)
    {
        var at = Deciding.Some.At(hours);
        var arrival = new AwaitedArrival(Deciding.Some.Message(Deciding.Some.Payload(at, value), at));
        await _inbox.PutAsync(arrival);
        Assert.True(await arrival.Answer);
    }

    private List<TimelineEntry> Entries(EntryKind kind) => [.. _log.Reader.WholeTimeline().Where(e => e.Kind == kind)];
}
