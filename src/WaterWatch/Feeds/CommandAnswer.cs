using WaterWatch.Incidents;
using WaterWatch.Mqtt;

namespace WaterWatch.Feeds;

/// <summary>What a broker's answer means for a command.</summary>
internal static class CommandAnswer
{
    /// <summary>A broker that has nobody to hand it to has dropped it: it is sent again until the station listens.</summary>
    public static CommandTried Of(StationCommand command, string topic, ReasonCode answer) => answer switch
    {
        ReasonCode.Success => new CommandTried(command.Id, CommandOutcome.Sent, $"the broker has taken it for {topic}"),
        ReasonCode.NoMatchingSubscribers => new CommandTried(command.Id, CommandOutcome.MayRetry, $"nobody has subscribed to {topic}"),
        _ => new CommandTried(command.Id, CommandOutcome.MayRetry, $"the broker answered {answer}"),
    };
}
