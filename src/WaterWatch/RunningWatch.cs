using Quartz;
using WaterWatch.Clockwork;
using WaterWatch.Configuration;
using WaterWatch.Feeds;
using WaterWatch.Notify;
using WaterWatch.Pipeline;
using WaterWatch.Projection;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch;

/// <summary>Starts and stops everything in the one right order: nothing is heard before the state is restored, nothing is lost when it ends.</summary>
/// <param name="clockwork">None with a player, who turns the clock.</param>
/// <param name="projector">None without a time-series database.</param>
internal sealed class RunningWatch(
    LoadedConfiguration configuration, ConfigurationReload reload, WatchLog log, WatchStateHolder restored, Inbox inbox, ReadingPipeline pipeline, StationFeeds feeds, Upkeep upkeep, Courier courier, Heartbeat heartbeat,
    TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<RunningWatch> logger, ISchedulerFactory? clockwork = null, Projector? projector = null) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _pipeline = Task.CompletedTask;
    private Task _upkeep = Task.CompletedTask;
    private Task _projector = Task.CompletedTask;
    private IScheduler? _clockwork;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _pipeline = Task.Factory.StartNew(pipeline.RunAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        _ = _pipeline.ContinueWith(EndOnFault, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        await inbox.ChangePlanAsync(reload.Begin(restored.State.ConfigurationHash), clock.GetUtcNow(), cancellationToken);
        await feeds.StartAsync(cancellationToken);
        _upkeep = upkeep.RunAsync(_stopping.Token);
        _ = _upkeep.ContinueWith(EndOnFault, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        await StartClockworkAsync(cancellationToken);
        StartProjector();
        logger.LogInformation(
            "Watching {Stations} stations on {Rivers} rivers; {Batches} batches in the log, timeline at {Head}",
            configuration.Plan.Stations.Count, configuration.Plan.Rivers.Count, log.NewestBatch, new ChainHead(restored.State.Head.Seq, restored.State.Head.Hash[..12]));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await heartbeat.EndAsync(cancellationToken);
        await feeds.DisposeAsync();
        await _stopping.CancelAsync();
        await _upkeep.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _projector.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_clockwork is not null)
        {
            // Interrupts what runs, and waits until it has ended in order.
            await _clockwork.Shutdown(waitForJobsToComplete: true, cancellationToken);
        }

        await courier.EndAsync();

        if (!_pipeline.IsCompleted)
        {
            await TryAsync(() => upkeep.SnapshotAsync(cancellationToken));
        }

        inbox.Close();
        await _pipeline.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await TryAsync(() => Task.Run(log.Checkpoint, CancellationToken.None));
        log.Dispose();
    }

    public void Dispose() => _stopping.Dispose();

    private async Task StartClockworkAsync(CancellationToken cancellation)
    {
        if (clockwork is not null)
        {
            _clockwork = await clockwork.GetScheduler(cancellation);
            await _clockwork.Start(cancellation);
        }
    }

    /// <summary>Without it charts stand still, which it says; readings and alerts have nothing to do with it, and so the service goes on when it fails.</summary>
    private void StartProjector()
    {
        if (projector is not null)
        {
            _projector = Task.Run(() => projector.RunAsync(_stopping.Token));
            _ = _projector.ContinueWith(projector.Failed, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    /// <summary>A service without its pipeline or its upkeep only looks alive: better to end, so that whoever watches the process starts it anew.</summary>
    private void EndOnFault(Task failed)
    {
        logger.LogCritical(failed.Exception, "The service has failed and ends; what was not acknowledged comes again");
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    /// <summary>What only makes the next start quicker must not keep this one from ending in order, such as when the disk is full.</summary>
    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (failure is StorageException or OperationCanceledException)
        {
            logger.LogWarning("Left out at the end; the next start makes up for it: {Reason}", failure.Message);
        }
    }
}

/// <summary>The state as the log gave it at start; afterwards only the pipeline touches it.</summary>
internal sealed record WatchStateHolder(Deciding.WatchState State);

/// <summary>Who turns the clock.</summary>
internal enum ClockMode
{
    OfTheWall,

    /// <summary>A player of demo or replay: the clock is the story's, and it ticks when the player says so.</summary>
    OfAPlayer,
}
