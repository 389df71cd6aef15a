using WaterWatch.Storage;

namespace WaterWatch.Access;

/// <summary>Says in the log who did what to users and tokens, whoever did it: over HTTP, by the first start's link, or at the command line, which is another process.</summary>
internal sealed class AccessNews(AccessStore store, ILogger<AccessNews> logger) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(5);

    private long? _said;

    /// <summary>Says what is new since the time before; the first time nothing, since that was said by the run before or is in "users changes".</summary>
    public void Say()
    {
        var changes = store.Changes();
        foreach (var change in changes.Where(c => c.Id > (_said ?? long.MaxValue)))
        {
            logger.LogInformation("Who may come in: {What}, by {By}", change.What, change.By);
        }

        _said = changes.Count == 0 ? 0 : changes[^1].Id;
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Say();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_period);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Say();
            }
            catch (StorageException failure)
            {
                // Said at the next turn that can read.
                logger.LogWarning("Who may come in cannot be read: {Reason}", failure.Message);
            }
        }
    }
}
