using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace WaterWatch.Mqtt.Packets;

/// <summary>
/// Reads what follows the fixed header. The first fault sticks and everything after it reads as empty, so that the
/// packet types need to look at <see cref="Fault"/> only once, at the end.
/// </summary>
internal ref struct BodyReader(ReadOnlySpan<byte> body, MqttProtocol protocol)
{
    private ReadOnlySpan<byte> _rest = body;

    public MqttProtocol Protocol { get; } = protocol;

    public ReasonCode Fault { get; private set; } = ReasonCode.Success;

    public readonly bool AtEnd => _rest.IsEmpty;

    public void Fail(ReasonCode reason)
    {
        if (Fault == ReasonCode.Success) Fault = reason;
        _rest = default;
    }

    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    public ushort UInt16() => Take(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;

    public uint UInt32() => Take(4) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;

    public int Variable()
    {
        var size = VariableByteInteger.Read(_rest, out var value);
        if (size <= 0)
        {
            Fail(ReasonCode.MalformedPacket);
            return 0;
        }
        _rest = _rest[size..];
        return value;
    }

    public ReadOnlySpan<byte> Binary() => Take(UInt16());

    public ReadOnlySpan<byte> Rest() => Take(_rest.Length);

    /// <summary>A packet identifier, which is never zero [MQTT-2.2.1-3].</summary>
    public ushort PacketId()
    {
        var id = UInt16();
        if (id == 0) Fail(ReasonCode.MalformedPacket);
        return id;
    }

    /// <summary>UTF-8 encoded string: well formed, without U+0000 (MQTT 5.0 §1.5.4).</summary>
    public string Text()
    {
        var bytes = Binary();
        if (bytes.IsEmpty) return "";
        if (IsText(bytes)) return Encoding.UTF8.GetString(bytes);
        Fail(ReasonCode.MalformedPacket);
        return "";
    }

    /// <summary>A topic name, from the cache when this connection has used it before. An empty one is left to the caller.</summary>
    public string Topic(TopicCache cache)
    {
        var bytes = Binary();
        if (bytes.IsEmpty) return "";
        var fault = cache.Find(bytes, out var topic);
        if (fault != ReasonCode.Success) Fail(fault);
        return topic;
    }

    /// <summary>The properties of a version 5 packet; null when it has none or the connection speaks 3.1.1.</summary>
    public MqttProperties? Properties(PropertyHome home)
    {
        if (Protocol != MqttProtocol.V5) return null;
        var inner = new BodyReader(Take(Variable()), Protocol);
        if (inner.AtEnd) return null;
        var properties = PropertyReader.Read(ref inner, home);
        if (inner.Fault != ReasonCode.Success) Fail(inner.Fault);
        return properties;
    }

    /// <summary>Bytes after the end of a packet are malformed.</summary>
    public void End()
    {
        if (!AtEnd) Fail(ReasonCode.MalformedPacket);
    }

    public static bool IsText(ReadOnlySpan<byte> bytes) => !bytes.Contains((byte)0) && Utf8.IsValid(bytes);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            Fail(ReasonCode.MalformedPacket);
            return default;
        }
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
