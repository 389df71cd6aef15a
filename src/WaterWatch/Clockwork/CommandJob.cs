using Quartz;
using WaterWatch.Feeds;

namespace WaterWatch.Clockwork;

/// <summary>One round of commands to stations: what is due is sent.</summary>
internal sealed class CommandJob(CommandSender sender) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await sender.RoundAsync(cancellationToken);
}
