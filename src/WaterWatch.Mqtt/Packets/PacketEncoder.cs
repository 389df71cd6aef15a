using System.Buffers;

namespace WaterWatch.Mqtt.Packets;

/// <summary>Writes packets of one connection. Not thread-safe: the output that owns it holds its lock.</summary>
internal sealed class PacketEncoder(MqttProtocol protocol)
{
    private readonly BodyWriter _body = new(protocol);

    public MqttProtocol Protocol => _body.Protocol;

    /// <summary>False, and nothing written, when the packet with its header is larger than <paramref name="maximumSize"/>.</summary>
    public bool TryEncode<T>(in T packet, int maximumSize, IBufferWriter<byte> output)
        where T : IPacket
    {
        _body.Clear();
        packet.WriteBody(_body);
        var body = _body.Written;
        var payload = packet.Payload;
        var remaining = body.Length + payload.Length;
        if (remaining > VariableByteInteger.Maximum || 1 + VariableByteInteger.Size(remaining) + remaining > maximumSize) return false;
        var span = output.GetSpan(5 + remaining);
        span[0] = (byte)(((byte)packet.Type << 4) | packet.Flags);
        var header = 1 + VariableByteInteger.Write(span[1..], remaining);
        body.CopyTo(span[header..]);
        payload.CopyTo(span[(header + body.Length)..]);
        output.Advance(header + remaining);
        return true;
    }
}
