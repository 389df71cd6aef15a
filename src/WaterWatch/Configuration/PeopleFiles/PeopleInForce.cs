using WaterWatch.Configuration.Options;
using WaterWatch.OnCall;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>A gateway that messages are posted to.</summary>
/// <param name="Url">Never printed: chat robots have their key in it.</param>
/// <param name="Secret">What they are signed with, and what the gateway signs its receipts with.</param>
public sealed record WebhookSettings(string Name, Uri Url, Secret Secret)
{
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What the gateway wants instead of our own message; null for ours.</summary>
    public WebhookTemplate? Template { get; init; }

    /// <summary>The path into the gateway's answer under which it names the message, such as <c>result.id</c>; empty when it does not.</summary>
    public string Receipt { get; init; } = "";

    /// <summary>What the answer says when the message was taken, for gateways that answer 200 to everything; null when the status says it.</summary>
    public WebhookAccepted? Accepted { get; init; }

    public override string ToString() => Name;
}

/// <param name="Path">Into the answer, such as <c>errcode</c>.</param>
/// <param name="Value">What stands there when the message was taken.</param>
public sealed record WebhookAccepted(string Path, string Value);

/// <summary>All of <c>people.yaml</c>.</summary>
/// <param name="Webhooks">The gateways that the people of the plan are reached by.</param>
public sealed record PeopleInForce(OnCallPlan Plan, IReadOnlyList<WebhookSettings> Webhooks)
{
    /// <summary>There is no such file: nobody is told of anything.</summary>
    public static PeopleInForce Nobody { get; } = new(OnCallPlan.Empty, []);
}
