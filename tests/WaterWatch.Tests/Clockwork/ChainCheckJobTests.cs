using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Clockwork;
using WaterWatch.Replay;
using WaterWatch.Tests.Pipeline;
using WaterWatch.Timeline;
using Some = WaterWatch.Tests.Deciding.Some;

namespace WaterWatch.Tests.Clockwork;

/// <summary>The daily walk over the real pipeline and log, with a clock that the test turns; the job runs as often as it is called.</summary>
public sealed class ChainCheckJobTests : IAsyncLifetime, IDisposable
{
    private readonly StoryClock _clock = new(Some.Start);
    private readonly ClockworkHealth _health = new();
    private readonly RunningPipeline _pipeline;

    public ChainCheckJobTests() => _pipeline = new RunningPipeline(RunningPipeline.Case("_river").Plan, _clock);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _pipeline.EndAsync();

    public void Dispose() => _pipeline.Dispose();

    [Fact]
    public async Task The_record_is_walked_once_a_day_and_not_at_once_after_a_restart()
    {
        await _pipeline.ReceiveAsync(Some.Start, "0.02");
        await RunAsync(1);
        Assert.Null(_health.ChainCheck);

        await RunAsync(24.5);
        var walked = _pipeline.Entries(EntryKind.ChainChecked).Single();
        Assert.Equal(_health.ChainCheck!.Head.ToString(), walked.Data["head"]);

        // A job that begins anew knows by the record when it was last done.
        await RunAsync(30);
        Assert.Single(_pipeline.Entries(EntryKind.ChainChecked));
        await RunAsync(49);
        Assert.Equal(2, _pipeline.Entries(EntryKind.ChainChecked).Count);
        Assert.Equal(_health.ChainCheck, _pipeline.Log.Restore().ChainCheck);
    }

    [Fact]
    public async Task A_record_that_was_changed_below_the_running_service_is_found_broken_and_its_place_named()
    {
        await _pipeline.ReceiveAsync(Some.Start, "0.02");
        _pipeline.Log.Execute("UPDATE timeline SET data = replace(data, '0.02', '0.00') WHERE seq = 1");
        await RunAsync(25);

        Assert.StartsWith("timeline entry 1: ", _pipeline.Entries(EntryKind.ChainBroken).Single().Data["broken"], StringComparison.Ordinal);
        Assert.False(_health.ChainCheck!.IsIntact);
    }

    private async Task RunAsync(double hours)
    {
        _clock.MoveTo(Some.At(hours));
        await new ChainCheckJob(_pipeline.Inbox, _pipeline.Log, _health, _clock, NullLogger<ChainCheckJob>.Instance).Execute(null!, CancellationToken.None);
    }
}
