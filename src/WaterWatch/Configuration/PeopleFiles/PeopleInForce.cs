using WaterWatch.Configuration.Options;
using WaterWatch.OnCall;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>A gateway that messages are posted to.</summary>
/// <param name="Secret">What they are signed with.</param>
public sealed record WebhookSettings(string Name, Uri Url, Secret Secret);

/// <summary>All of <c>people.yaml</c>.</summary>
/// <param name="Webhooks">The gateways that the people of the plan are reached by.</param>
public sealed record PeopleInForce(OnCallPlan Plan, IReadOnlyList<WebhookSettings> Webhooks)
{
    /// <summary>There is no such file: nobody is told of anything.</summary>
    public static PeopleInForce Nobody { get; } = new(OnCallPlan.Empty, []);
}
