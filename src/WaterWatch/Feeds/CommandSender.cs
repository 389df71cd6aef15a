using WaterWatch.Configuration;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Storage;

namespace WaterWatch.Feeds;

/// <summary>
/// Sends what stations are ordered, each by the feed that it was last heard by. What came of it goes back by the pipeline's own door. At least once: stopped between sending
/// and writing it down, it sends the same again, under the same id. Commands are not retained: one that was taken back must not greet a station that comes back.
/// </summary>
internal sealed class CommandSender(Inbox inbox, IReadOnlyList<IStationFeed> feeds, ConfigurationInForce configuration, TimeProvider clock, ILogger<CommandSender> logger)
{
    /// <summary>Sent together, and written down together: ten thousand at once are twenty transactions.</summary>
    private const int AtOnce = 500;

    private List<CommandTried> _unwritten = [];

    /// <summary>Sends all that is due, once.</summary>
    public async Task RoundAsync(CancellationToken cancellation)
    {
        // While nothing can be written down nothing is sent: it would be sent again and again.
        while (await WriteDownAsync(cancellation))
        {
            var isExercise = configuration.Now.IsExercise;
            var now = clock.GetUtcNow();
            var due = await inbox.LookAsync((state, _) => state.Commands.DueBy(now, AtOnce), cancellation);

            // What is meant in earnest waits for a service that is.
            due.RemoveAll(c => isExercise && !c.IsExercise);
            if (due.Count == 0)
            {
                return;
            }

            _unwritten = [.. await Task.WhenAll(due.Select(c => SendAsync(c, isExercise, cancellation)))];
        }
    }

    /// <returns>False when it could not be written, and is to be before anything else is sent.</returns>
    private async Task<bool> WriteDownAsync(CancellationToken cancellation)
    {
        if (_unwritten.Count > 0 && !await inbox.CommandsTriedAsync(_unwritten, cancellation))
        {
            throw new StorageException("What came of sending commands to stations could not be written down.", retryable: true);
        }

        _unwritten = [];
        return true;
    }

    private async Task<CommandTried> SendAsync(StationCommand command, bool isExercise, CancellationToken cancellation)
    {
        if (feeds.FirstOrDefault(f => f.Name == command.Feed) is not { } feed)
        {
            return new CommandTried(command.Id, CommandOutcome.Refused, $"the feed {command.Feed}, by which the station was heard, is not configured any more");
        }

        // A drill's order must reach no real station: only the demo's own broker carries one, and only while it is a demo.
        if (command.IsExercise && !(isExercise && feed.IsOwnBroker))
        {
            return new CommandTried(command.Id, CommandOutcome.Refused, "an exercise sends no commands to real stations");
        }

        try
        {
            return await feed.SendAsync(command, CommandPayload.Of(command), cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The border of one command: a fault of ours in one must not keep the others from being sent.
            logger.LogError(fault, "Command {Id} to {Station} could not be sent", command.Id, command.Station);
            return new CommandTried(command.Id, CommandOutcome.MayRetry, $"the service failed on it ({fault.GetType().Name}); its log has the details");
        }
    }
}
