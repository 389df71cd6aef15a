using System.Buffers.Binary;
using System.Text;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>
/// MQTT packets as bytes, written by hand from the standard and not with the library's own codec: a mistake that encoder and decoder share would not show otherwise.
/// </summary>
internal static class Raw
{
    public const int V311 = 4;
    public const int V5 = 5;

    public static readonly byte[] Ping = [0xC0, 0];
    public static readonly byte[] Disconnect = [0xE0, 0];

    /// <summary>CONNECT (MQTT 5.0 §3.1). The will is QoS 1; its properties and those of the packet are bytes without their length.</summary>
    public static byte[] Connect(
        int version, string client, bool clean = true, ushort keepAlive = 0, byte[]? properties = null, (string Topic, string Payload)? will = null, byte[]? willProperties = null, (string Name, string Password)? user = null)
    {
        var flags = (clean ? 0b10 : 0) | (will is null ? 0 : 0b1100) | (user is null ? 0 : 0b1100_0000);
        List<byte> body = [.. Text("MQTT"), (byte)version, (byte)flags, .. Number(keepAlive), .. Properties(version, properties), .. Text(client)];
        if (will is { } left) body.AddRange([.. Properties(version, willProperties), .. Text(left.Topic), .. Text(left.Payload)]);
        if (user is { } who) body.AddRange([.. Text(who.Name), .. Text(who.Password)]);
        return Packet(0x10, [.. body]);
    }

    /// <summary>CONNACK with Success (MQTT 5.0 §3.2), as a server sends it.</summary>
    public static byte[] ConnAck(bool sessionPresent = false, params byte[] properties) =>
        Packet(0x20, [sessionPresent ? (byte)1 : (byte)0, 0, .. Properties(V5, properties)]);

    public static byte[] Publish(
        int version, string topic, string payload, int qos = 1, int id = 1, bool retain = false, bool duplicate = false, byte[]? properties = null) =>
        Packet(
            (byte)(0x30 | (duplicate ? 8 : 0) | (qos << 1) | (retain ? 1 : 0)),
            [.. Text(topic), .. qos == 0 ? [] : Number(id), .. Properties(version, properties), .. Encoding.UTF8.GetBytes(payload)]);

    /// <summary>SUBSCRIBE to one filter; the options are those of version 5, of which 3.1.1 has the QoS only.</summary>
    public static byte[] Subscribe(int version, string filter, byte options = 1, int id = 1, byte[]? properties = null) =>
        Packet(0x82, [.. Number(id), .. Properties(version, properties), .. Text(filter), options]);

    public static byte[] PubAck(int id) => Packet(0x40, Number(id));

    public static byte[] PubRec(int id) => Packet(0x50, Number(id));

    public static byte[] PubRel(int id) => Packet(0x62, Number(id));

    public static byte[] PubComp(int id) => Packet(0x70, Number(id));

    public static byte[] TopicAlias(int alias) => [0x23, .. Number(alias)];

    public static byte[] TopicAliasMaximum(int count) => [0x22, .. Number(count)];

    public static byte[] MessageExpiry(uint seconds) => Property(0x02, seconds);

    /// <summary>Below 128, so that it takes one byte.</summary>
    public static byte[] SubscriptionIdentifier(byte id) => [0x0B, id];

    public static byte[] SessionExpiry(uint seconds) => Property(0x11, seconds);

    public static byte[] WillDelay(uint seconds) => Property(0x18, seconds);

    public static byte[] ReceiveMaximum(int count) => [0x21, .. Number(count)];

    public static byte[] Number(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Number(bytes.Length), .. bytes];
    }

    public static byte[] Packet(byte header, byte[] body) => [header, .. Length(body.Length), .. body];

    private static byte[] Property(byte id, uint value)
    {
        var bytes = new byte[5];
        bytes[0] = id;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Properties(int version, byte[]? properties) =>
        version != V5 ? [] : [.. Length(properties?.Length ?? 0), .. properties ?? []];

    private static byte[] Length(int length)
    {
        List<byte> bytes = [];
        do
        {
            bytes.Add((byte)((length & 0x7F) | (length > 0x7F ? 0x80 : 0)));
            length >>= 7;
        }
        while (length > 0);
        return [.. bytes];
    }
}
