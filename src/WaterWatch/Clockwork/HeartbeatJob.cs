using Quartz;

namespace WaterWatch.Clockwork;

/// <summary>One look whether the heartbeat is due; how often it is says the configuration.</summary>
internal sealed class HeartbeatJob(Heartbeat heartbeat) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await heartbeat.TurnAsync(cancellationToken);
}
