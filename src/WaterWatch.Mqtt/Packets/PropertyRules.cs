using static WaterWatch.Mqtt.Packets.PropertyHome;
using static WaterWatch.Mqtt.Packets.PropertyKind;

namespace WaterWatch.Mqtt.Packets;

/// <summary>Data types of properties (MQTT 5.0 §1.5).</summary>
internal enum PropertyKind { Flag, Byte, Short, Int, Variable, Text, Pair, Binary }

/// <summary>The property sets in which a property may stand: one for each packet type, and the will's own.</summary>
[Flags]
internal enum PropertyHome
{
    None = 0,
    Connect = 1 << PacketType.Connect,
    ConnAck = 1 << PacketType.ConnAck,
    Publish = 1 << PacketType.Publish,
    Acks = (1 << PacketType.PubAck) | (1 << PacketType.PubRec) | (1 << PacketType.PubRel) | (1 << PacketType.PubComp),
    Subscribe = 1 << PacketType.Subscribe,
    SubAck = 1 << PacketType.SubAck,
    Unsubscribe = 1 << PacketType.Unsubscribe,
    UnsubAck = 1 << PacketType.UnsubAck,
    Disconnect = 1 << PacketType.Disconnect,
    Auth = 1 << PacketType.Auth,
    Will = 1 << 16,
    All = Connect | ConnAck | Publish | Acks | Subscribe | SubAck | Unsubscribe | UnsubAck | Disconnect | Auth | Will,
}

/// <summary>What a property is made of, where it may stand, and which zero is forbidden (MQTT 5.0 §2.2.2.2, table 2-4).</summary>
internal readonly record struct PropertyRule(PropertyKind Kind, PropertyHome Homes, bool ZeroForbidden = false, bool Repeatable = false)
{
    private const PropertyHome Answers = ConnAck | Acks | SubAck | UnsubAck | PropertyHome.Disconnect | PropertyHome.Auth;

    public static bool TryFind(PropertyId id, out PropertyRule rule)
    {
        rule = id switch
        {
            PropertyId.PayloadFormatIndicator => new(Flag, Publish | Will),
            PropertyId.MessageExpiryInterval => new(Int, Publish | Will),
            PropertyId.ContentType => new(Text, Publish | Will),
            PropertyId.ResponseTopic => new(Text, Publish | Will),
            PropertyId.CorrelationData => new(Binary, Publish | Will),
            // A PUBLISH carries one for each subscription that it matched; a SUBSCRIBE at most one.
            PropertyId.SubscriptionIdentifier => new(Variable, Publish | Subscribe, ZeroForbidden: true, Repeatable: true),
            PropertyId.SessionExpiryInterval => new(Int, PropertyHome.Connect | ConnAck | PropertyHome.Disconnect),
            PropertyId.AssignedClientIdentifier => new(Text, ConnAck),
            PropertyId.ServerKeepAlive => new(Short, ConnAck),
            PropertyId.AuthenticationMethod => new(Text, PropertyHome.Connect | ConnAck | PropertyHome.Auth),
            PropertyId.AuthenticationData => new(Binary, PropertyHome.Connect | ConnAck | PropertyHome.Auth),
            PropertyId.RequestProblemInformation => new(Flag, PropertyHome.Connect),
            PropertyId.WillDelayInterval => new(Int, Will),
            PropertyId.RequestResponseInformation => new(Flag, PropertyHome.Connect),
            PropertyId.ResponseInformation => new(Text, ConnAck),
            PropertyId.ServerReference => new(Text, ConnAck | PropertyHome.Disconnect),
            PropertyId.ReasonString => new(Text, Answers),
            PropertyId.ReceiveMaximum => new(Short, PropertyHome.Connect | ConnAck, ZeroForbidden: true),
            PropertyId.TopicAliasMaximum => new(Short, PropertyHome.Connect | ConnAck),
            PropertyId.TopicAlias => new(Short, Publish),
            PropertyId.MaximumQos => new(Flag, ConnAck),
            PropertyId.RetainAvailable => new(Flag, ConnAck),
            PropertyId.UserProperty => new(Pair, All, Repeatable: true),
            PropertyId.MaximumPacketSize => new(Int, PropertyHome.Connect | ConnAck, ZeroForbidden: true),
            PropertyId.WildcardSubscriptionAvailable => new(Flag, ConnAck),
            PropertyId.SubscriptionIdentifierAvailable => new(Flag, ConnAck),
            PropertyId.SharedSubscriptionAvailable => new(Flag, ConnAck),
            _ => default,
        };
        return rule.Homes != PropertyHome.None;
    }
}
