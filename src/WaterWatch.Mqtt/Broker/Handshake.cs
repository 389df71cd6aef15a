using System.Net;
using System.Security.Cryptography;
using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Broker;

/// <summary>Judges a CONNECT (MQTT 5.0 §3.1.4) and says what CONNACK tells the client.</summary>
internal static class Handshake
{
    /// <summary>Success, or with which reason the connection is refused.</summary>
    public static ReasonCode Judge(ConnectPacket connect, MqttBrokerOptions options, EndPoint? remote, out MqttConnect who)
    {
        var clientId = connect.ClientId.Length > 0 ? connect.ClientId : $"auto-{RandomNumberGenerator.GetHexString(20, lowercase: true)}";
        who = new MqttConnect(clientId, connect.UserName ?? "", connect.Password, connect.Protocol, remote);
        // 3.1.1: without an identifier there is nothing under which to keep a session [MQTT-3.1.3-8 of 3.1.1].
        if (connect is { ClientId: "", Protocol: MqttProtocol.V311, CleanStart: false }) return ReasonCode.ClientIdentifierNotValid;
        if (connect.Properties?.Text(PropertyId.AuthenticationMethod) is not null) return ReasonCode.BadAuthenticationMethod;
        if (connect.Will is { Qos: MqttQos.ExactlyOnce }) return ReasonCode.QosNotSupported;
        var reason = options.Authenticate?.Invoke(who) ?? ReasonCode.Success;
        if (reason != ReasonCode.Success) return reason;
        var mayLeaveWill = connect.Will is not { } will || options.AuthorizePublish?.Invoke(who, will.Topic) != false;
        return mayLeaveWill ? ReasonCode.Success : ReasonCode.NotAuthorized;
    }

    public static ConnAckPacket Accept(ConnectPacket connect, MqttConnect who, bool sessionPresent, MqttBrokerOptions options)
    {
        if (connect.Protocol == MqttProtocol.V311) return new ConnAckPacket(sessionPresent, ReasonCode.Success);
        List<MqttProperty> properties =
        [
            MqttProperty.Of(PropertyId.ReceiveMaximum, options.ReceiveMaximum),
            MqttProperty.Of(PropertyId.MaximumQos, 1),
            MqttProperty.Of(PropertyId.MaximumPacketSize, (uint)options.MaximumPacketSize),
            MqttProperty.Of(PropertyId.TopicAliasMaximum, 0),
            MqttProperty.Of(PropertyId.SubscriptionIdentifierAvailable, 0),
            MqttProperty.Of(PropertyId.SharedSubscriptionAvailable, 0),
        ];
        if (connect.ClientId.Length == 0) properties.Add(MqttProperty.Of(PropertyId.AssignedClientIdentifier, who.ClientId));
        return new ConnAckPacket(sessionPresent, ReasonCode.Success, new MqttProperties(properties));
    }
}
