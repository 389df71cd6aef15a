using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Broker;

/// <summary>Judges a CONNECT (MQTT 5.0 §3.1.4) and says what CONNACK tells the client.</summary>
internal static class Handshake
{
    public static MqttConnect WhoIs(ConnectPacket connect, EndPoint? remote, X509Certificate2? certificate)
    {
        var clientId = connect.ClientId.Length > 0 ? connect.ClientId : $"auto-{RandomNumberGenerator.GetHexString(20, lowercase: true)}";
        return new MqttConnect(clientId, connect.UserName ?? "", connect.Password, connect.Protocol, remote) { Certificate = certificate };
    }

    /// <summary>Success, or with which reason the connection is refused.</summary>
    public static ReasonCode Judge(ConnectPacket connect, ref MqttConnect who, MqttBrokerOptions options)
    {
        // 3.1.1: without an identifier there is nothing under which to keep a session [MQTT-3.1.3-8 of 3.1.1].
        if (connect is { ClientId: "", Protocol: MqttProtocol.V311, CleanStart: false }) return ReasonCode.ClientIdentifierNotValid;
        if (connect.Properties?.Text(PropertyId.AuthenticationMethod) is not null) return ReasonCode.BadAuthenticationMethod;
        var admission = options.Authenticate?.Invoke(who) ?? MqttAdmission.As("");
        if (admission.Reason != ReasonCode.Success) return admission.Reason;
        who = who with { User = admission.User };
        var mayLeaveWill = connect.Will is not { } will || options.AuthorizePublish?.Invoke(who, will.Topic) != false;
        return mayLeaveWill ? ReasonCode.Success : ReasonCode.NotAuthorized;
    }

    /// <summary>As which refusal it is counted.</summary>
    public static MqttRefusal RefusalOf(ReasonCode reason) => reason switch
    {
        ReasonCode.ServerBusy => MqttRefusal.Connections,
        ReasonCode.QuotaExceeded => MqttRefusal.Sessions,
        ReasonCode.UnsupportedProtocolVersion or ReasonCode.ClientIdentifierNotValid or ReasonCode.BadAuthenticationMethod => MqttRefusal.Connect,
        _ => MqttRefusal.Credentials,
    };

    /// <summary>
    /// The Keep Alive that holds: the client's, or the server's where it is shorter (MQTT 5.0 §3.1.2.10). 3.1.1 cannot be told of another.
    /// </summary>
    public static ushort KeepAliveOf(ConnectPacket connect, MqttBrokerOptions options)
    {
        var most = (ushort)Math.Min(options.MaximumKeepAlive.TotalSeconds, ushort.MaxValue);
        var isTooLong = connect.KeepAliveSeconds == 0 || connect.KeepAliveSeconds > most;
        return connect.Protocol == MqttProtocol.V5 && most > 0 && isTooLong ? most : connect.KeepAliveSeconds;
    }

    public static ConnAckPacket Accept(ConnectPacket connect, MqttConnect who, bool sessionPresent, MqttBrokerOptions options)
    {
        if (connect.Protocol == MqttProtocol.V311) return new ConnAckPacket(sessionPresent, ReasonCode.Success);
        List<MqttProperty> properties =
        [
            MqttProperty.Of(PropertyId.ReceiveMaximum, options.ReceiveMaximum),
            MqttProperty.Of(PropertyId.MaximumPacketSize, (uint)options.MaximumPacketSize),
            MqttProperty.Of(PropertyId.TopicAliasMaximum, options.TopicAliasMaximum),
        ];
        var keepAlive = KeepAliveOf(connect, options);
        if (keepAlive != connect.KeepAliveSeconds) properties.Add(MqttProperty.Of(PropertyId.ServerKeepAlive, keepAlive));
        if (connect.ClientId.Length == 0) properties.Add(MqttProperty.Of(PropertyId.AssignedClientIdentifier, who.ClientId));
        return new ConnAckPacket(sessionPresent, ReasonCode.Success, new MqttProperties(properties));
    }
}
