using System.Buffers;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Tests.Mqtt;

/// <summary>Packets of every type with random contents from a seed, and a codec that gives them back as bytes.</summary>
internal sealed class SomePackets(int seed, MqttProtocol protocol)
{
    private static readonly PropertyId[] s_ids = [.. Enum.GetValues<PropertyId>().Where(id => id != PropertyId.None)];

    private static readonly string[] s_letters = ["a", "/", "é", "镉", "🐟"];

    private readonly Random _random = new(seed);

    public static byte[] Encode<T>(in T packet, MqttProtocol protocol)
        where T : IPacket
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(new PacketEncoder(protocol).TryEncode(packet, int.MaxValue, output));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Decodes one packet and encodes it again; or the fault.</summary>
    public static (ReasonCode Fault, byte[] Bytes) Again(ReadOnlySequence<byte> bytes, MqttProtocol protocol)
    {
        var buffer = bytes;
        var outcome = PacketFrame.TryRead(ref buffer, int.MaxValue, out var frame);
        if (outcome != FrameOutcome.Packet) return (outcome == FrameOutcome.Malformed ? ReasonCode.MalformedPacket : ReasonCode.PacketTooLarge, []);
        var reader = frame.Open(protocol);
        var again = Again(frame, ref reader, protocol);
        return (reader.Fault, again);
    }

    /// <summary>Decodes a packet, as far as the reader then says that it is one.</summary>
    public static void Read(in PacketFrame frame, ref BodyReader reader)
    {
        switch (frame.Type)
        {
            case PacketType.Connect: ConnectPacket.Read(ref reader); break;
            case PacketType.ConnAck: ConnAckPacket.Read(ref reader); break;
            case PacketType.Publish: PublishPacket.Read(ref reader, frame.Flags, new TopicCache(4)); break;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp: AckPacket.Read(ref reader, frame.Type); break;
            case PacketType.Subscribe: SubscribePacket.Read(ref reader); break;
            case PacketType.Unsubscribe: UnsubscribePacket.Read(ref reader); break;
            case PacketType.SubAck or PacketType.UnsubAck: SubAckPacket.Read(ref reader, frame.Type); break;
            case PacketType.Disconnect or PacketType.Auth: DisconnectPacket.Read(ref reader, frame.Type); break;
            default: PingPacket.Read(ref reader, frame.Type); break;
        }
    }

    public byte[] Next(PacketType type) => type switch
    {
        PacketType.Connect => Encode(Connect(), protocol),
        PacketType.ConnAck => Encode(new ConnAckPacket(_random.Next(2) == 1, protocol == MqttProtocol.V5 ? Reason(type) : ReasonCode.NotAuthorized, Set(type)), protocol),
        PacketType.Publish => Encode(Publish(), protocol),
        PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp =>
            Encode(new AckPacket(type, Id(), Reason(type), Set(type)), protocol),
        PacketType.Subscribe => Encode(new SubscribePacket(Id(), [Subscription(), Subscription()], Set(type)), protocol),
        PacketType.Unsubscribe => Encode(new UnsubscribePacket(Id(), [Text(), Text()], Set(type)), protocol),
        PacketType.SubAck or PacketType.UnsubAck => Encode(new SubAckPacket(type, Id(), [Reason(type), Reason(type)], Set(type)), protocol),
        PacketType.Disconnect or PacketType.Auth => Encode(new DisconnectPacket(type, Reason(type), Set(type)), protocol),
        _ => Encode(new PingPacket(type), protocol),
    };

    private static byte[] Again(in PacketFrame frame, ref BodyReader reader, MqttProtocol protocol)
    {
        switch (frame.Type)
        {
            case PacketType.Connect: return ConnectPacket.Read(ref reader) is { } connect ? Encode(connect, connect.Protocol) : [];
            case PacketType.ConnAck: return Encode(ConnAckPacket.Read(ref reader), protocol);
            case PacketType.Publish: return Encode(PublishPacket.Read(ref reader, frame.Flags, new TopicCache(4)), protocol);
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                return Encode(AckPacket.Read(ref reader, frame.Type), protocol);
            case PacketType.Subscribe: return Encode(SubscribePacket.Read(ref reader), protocol);
            case PacketType.Unsubscribe: return Encode(UnsubscribePacket.Read(ref reader), protocol);
            case PacketType.SubAck or PacketType.UnsubAck: return Encode(SubAckPacket.Read(ref reader, frame.Type), protocol);
            case PacketType.Disconnect or PacketType.Auth: return Encode(DisconnectPacket.Read(ref reader, frame.Type), protocol);
            default: return Encode(PingPacket.Read(ref reader, frame.Type), protocol);
        }
    }

    private ConnectPacket Connect()
    {
        var will = _random.Next(2) == 0 ? (PublishPacket?)null : new PublishPacket(
            Text(), Bytes(), (MqttQos)_random.Next(3), _random.Next(2) == 1, Properties: SetOf(PropertyHome.Will));
        return new ConnectPacket(
            protocol, Text(), _random.Next(2) == 1, (ushort)_random.Next(65_536), will, Text(), Bytes(), Set(PacketType.Connect));
    }

    private PublishPacket Publish()
    {
        var qos = (MqttQos)_random.Next(3);
        return new PublishPacket(
            Text(), Bytes(), qos, _random.Next(2) == 1, qos > 0 && _random.Next(2) == 1, qos > 0 ? Id() : (ushort)0, Set(PacketType.Publish));
    }

    private Subscription Subscription() => protocol == MqttProtocol.V5
        ? new(Text(), (MqttQos)_random.Next(3), _random.Next(2) == 1, _random.Next(2) == 1, (RetainHandling)_random.Next(3))
        : new(Text(), (MqttQos)_random.Next(3));

    private MqttProperties? Set(PacketType type) => SetOf((PropertyHome)(1 << (int)type));

    /// <summary>Every property that may stand there, and user properties twice.</summary>
    private MqttProperties? SetOf(PropertyHome home)
    {
        if (protocol != MqttProtocol.V5 || _random.Next(4) == 0) return null;
        var items = s_ids.Where(id => PropertyRule.TryFind(id, out var rule) && (rule.Homes & home) != 0).Select(Property).ToList();
        items.Add(MqttProperty.User(Text(), Text()));
        return new MqttProperties(items);
    }

    private MqttProperty Property(PropertyId id)
    {
        PropertyRule.TryFind(id, out var rule);
        return rule.Kind switch
        {
            PropertyKind.Text => MqttProperty.Of(id, Text()),
            PropertyKind.Binary => MqttProperty.Of(id, Bytes()),
            PropertyKind.Pair => MqttProperty.User(Text(), Text()),
            PropertyKind.Flag => MqttProperty.Of(id, (uint)_random.Next(2)),
            PropertyKind.Short => MqttProperty.Of(id, (uint)_random.Next(1, 65_536)),
            PropertyKind.Variable => MqttProperty.Of(id, (uint)_random.Next(1, VariableByteInteger.Maximum)),
            _ => MqttProperty.Of(id, (uint)_random.NextInt64(1, uint.MaxValue)),
        };
    }

    private ReasonCode Reason(PacketType type)
    {
        if (protocol != MqttProtocol.V5) return ReasonCode.Success;
        var reasons = ReasonCodes.Of(type);
        return reasons[_random.Next(reasons.Length)];
    }

    private ushort Id() => (ushort)_random.Next(1, 65_536);

    private byte[] Bytes()
    {
        var bytes = new byte[_random.Next(300)];
        _random.NextBytes(bytes);
        return bytes;
    }

    // One to four bytes a character in UTF-8.
    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(1, 20)).Select(_ => s_letters[_random.Next(s_letters.Length)]));
}
