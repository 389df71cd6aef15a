using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Wire;

/// <summary>Why a connection ends: the reason code for the peer, unless it is gone or not to be told, and a sentence for people.</summary>
internal readonly record struct ConnectionLost(ReasonCode Reason, string Text, bool Silently = false)
{
    public static ConnectionLost Of(FrameOutcome outcome) => outcome == FrameOutcome.TooLarge
        ? new(ReasonCode.PacketTooLarge, "packet larger than the maximum packet size")
        : new(ReasonCode.MalformedPacket, "malformed packet");

    public static ConnectionLost ByPeer(string text) => new(ReasonCode.UnspecifiedError, text, Silently: true);

    public static ConnectionLost Of(ReasonCode fault, PacketType type) => new(fault, $"{fault} in {type}");
}
