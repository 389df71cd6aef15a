using Quartz;
using WaterWatch.Notify;

namespace WaterWatch.Clockwork;

/// <summary>One round of the courier: what waits in the outbox and may go is sent.</summary>
internal sealed class CourierJob(Courier courier) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await courier.TurnAsync();
}
