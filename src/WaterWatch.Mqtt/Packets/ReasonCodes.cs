using static WaterWatch.Mqtt.ReasonCode;

namespace WaterWatch.Mqtt.Packets;

/// <summary>Which reason codes a packet type may carry (MQTT 5.0 §2.4, table 2-6).</summary>
internal static class ReasonCodes
{
    private static readonly ReasonCode[] s_connAck =
    [
        Success, UnspecifiedError, MalformedPacket, ProtocolError, ImplementationSpecificError, UnsupportedProtocolVersion,
        ClientIdentifierNotValid, BadUserNameOrPassword, NotAuthorized, ServerUnavailable, ServerBusy, Banned, BadAuthenticationMethod,
        TopicNameInvalid, PacketTooLarge, QuotaExceeded, PayloadFormatInvalid, RetainNotSupported, QosNotSupported, UseAnotherServer,
        ServerMoved, ConnectionRateExceeded,
    ];

    private static readonly ReasonCode[] s_received =
    [
        Success, NoMatchingSubscribers, UnspecifiedError, ImplementationSpecificError, NotAuthorized, TopicNameInvalid,
        PacketIdentifierInUse, QuotaExceeded, PayloadFormatInvalid,
    ];

    private static readonly ReasonCode[] s_released = [Success, PacketIdentifierNotFound];

    private static readonly ReasonCode[] s_subAck =
    [
        Success, GrantedQos1, GrantedQos2, UnspecifiedError, ImplementationSpecificError, NotAuthorized, TopicFilterInvalid,
        PacketIdentifierInUse, QuotaExceeded, SharedSubscriptionsNotSupported, SubscriptionIdentifiersNotSupported,
        WildcardSubscriptionsNotSupported,
    ];

    private static readonly ReasonCode[] s_unsubAck =
    [
        Success, NoSubscriptionExisted, UnspecifiedError, ImplementationSpecificError, NotAuthorized, TopicFilterInvalid,
        PacketIdentifierInUse,
    ];

    private static readonly ReasonCode[] s_disconnect =
    [
        Success, DisconnectWithWillMessage, UnspecifiedError, MalformedPacket, ProtocolError, ImplementationSpecificError, NotAuthorized,
        ServerBusy, ServerShuttingDown, KeepAliveTimeout, SessionTakenOver, TopicFilterInvalid, TopicNameInvalid, ReceiveMaximumExceeded,
        TopicAliasInvalid, PacketTooLarge, MessageRateTooHigh, QuotaExceeded, AdministrativeAction, PayloadFormatInvalid,
        RetainNotSupported, QosNotSupported, UseAnotherServer, ServerMoved, SharedSubscriptionsNotSupported, ConnectionRateExceeded,
        MaximumConnectTime, SubscriptionIdentifiersNotSupported, WildcardSubscriptionsNotSupported,
    ];

    private static readonly ReasonCode[] s_auth = [Success, ContinueAuthentication, ReAuthenticate];

    public static ReadOnlySpan<ReasonCode> Of(PacketType type) => type switch
    {
        PacketType.ConnAck => s_connAck,
        PacketType.PubAck or PacketType.PubRec => s_received,
        PacketType.PubRel or PacketType.PubComp => s_released,
        PacketType.SubAck => s_subAck,
        PacketType.UnsubAck => s_unsubAck,
        PacketType.Disconnect => s_disconnect,
        PacketType.Auth => s_auth,
        _ => default,
    };

    /// <summary>A code that the packet type does not have is a Protocol Error (MQTT 5.0 §2.4).</summary>
    public static ReasonCode Read(ref BodyReader reader, PacketType type)
    {
        var reason = (ReasonCode)reader.Byte();
        if (!Of(type).Contains(reason)) reader.Fail(ProtocolError);
        return reason;
    }
}
