using Quartz;
using WaterWatch.Pipeline;

namespace WaterWatch.Clockwork;

/// <summary>The tick of the clock: what is due by now is decided in the pipeline.</summary>
internal sealed class TickJob(Inbox inbox, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await inbox.TickAsync(clock.GetUtcNow(), cancellationToken);
}
