using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Storage;

namespace WaterWatch.Pipeline;

/// <summary>The pipeline over a record whose service is stopped, for a command that takes something in: nothing is listened to, and nobody is told before the service starts.</summary>
internal sealed class OfflinePipeline : IAsyncDisposable
{
    private readonly WatchLog _log;
    private readonly CancellationTokenSource _upkeepEnds = new();
    private readonly Task _running;
    private readonly Task _upkeep;

    private OfflinePipeline(LoadedConfiguration loaded, WatchLog log)
    {
        _log = log;
        Inbox = new Inbox(2 * loaded.Settings.Pipeline.Batch);
        var health = new PipelineHealth();
        _running = new ReadingPipeline(
            Inbox, log, log.Restore(), WatchPlan.Empty, loaded.Settings.Pipeline, TimeProvider.System, health, NullLogger<ReadingPipeline>.Instance).RunAsync();
        _upkeep = new Upkeep(Inbox, log, health, NullLogger<Upkeep>.Instance).RunAsync(_upkeepEnds.Token);
    }

    public Inbox Inbox { get; }

    public LogReader Log => _log.Reader;

    /// <exception cref="StorageException">The record cannot be opened, or a service writes to it.</exception>
    public static async Task<OfflinePipeline> StartAsync(LoadedConfiguration loaded, CancellationToken cancellation)
    {
        var pipeline = new OfflinePipeline(loaded, WatchLog.Open(loaded.Settings.DataDirectory));
        await pipeline.Inbox.ChangePlanAsync(loaded.Plan, TimeProvider.System.GetUtcNow(), cancellation);
        return pipeline;
    }

    public async ValueTask DisposeAsync()
    {
        await _upkeepEnds.CancelAsync();
        await _upkeep.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Inbox.Close();
        await _running;
        _log.Dispose();
        Inbox.Dispose();
        _upkeepEnds.Dispose();
    }
}
