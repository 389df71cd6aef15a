namespace WaterWatch.OnCall;

/// <summary>What a gateway says later of a message that it had taken, in the order in which one outdoes the other: what was answered was delivered.</summary>
public enum ReceiptOutcome : byte
{
    /// <summary>It did not reach the person, and the gateway has given up.</summary>
    Failed,

    /// <summary>It reached the person's device.</summary>
    Delivered,

    /// <summary>The person has taken it on, such as by a key pressed in a call.</summary>
    Answered,
}

/// <summary>A gateway's word on a message, known to be the gateway's.</summary>
/// <param name="Notification">The newest of the message.</param>
/// <param name="GatewayId">What the gateway calls the message; empty when it does not say.</param>
/// <param name="Detail">In the gateway's words, without addresses; empty when it says no more.</param>
public sealed record Receipt(long Notification, string GatewayId, ReceiptOutcome Outcome, string Detail);
