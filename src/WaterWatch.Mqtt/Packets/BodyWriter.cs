using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace WaterWatch.Mqtt.Packets;

/// <summary>Writes what follows the fixed header into a scratch buffer that is used again for each packet.</summary>
internal sealed class BodyWriter(MqttProtocol protocol)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    private BodyWriter? _properties;

    public MqttProtocol Protocol { get; } = protocol;

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Clear() => _buffer.ResetWrittenCount();

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.GetSpan(2), value);
        _buffer.Advance(2);
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Variable(int value) => _buffer.Advance(VariableByteInteger.Write(_buffer.GetSpan(4), value));

    public void Bytes(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    /// <summary>Binary data with its two-byte length (MQTT 5.0 §1.5.6).</summary>
    public void Binary(ReadOnlySpan<byte> bytes)
    {
        UInt16(checked((ushort)bytes.Length));
        _buffer.Write(bytes);
    }

    /// <summary>A string with its two-byte length (MQTT 5.0 §1.5.4).</summary>
    public void Text(string text)
    {
        var span = _buffer.GetSpan(2 + Encoding.UTF8.GetMaxByteCount(text.Length));
        var count = Encoding.UTF8.GetBytes(text, span[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(span, checked((ushort)count));
        _buffer.Advance(2 + count);
    }

    /// <summary>The property set with its length; nothing on a 3.1.1 connection.</summary>
    public void Properties(MqttProperties? properties)
    {
        if (Protocol != MqttProtocol.V5) return;
        if (properties is null)
        {
            Byte(0);
            return;
        }
        _properties ??= new BodyWriter(Protocol);
        _properties.Clear();
        foreach (var property in properties.Items) _properties.Property(property);
        Variable(_properties.Written.Length);
        Bytes(_properties.Written);
    }

    private void Property(in MqttProperty property)
    {
        if (!PropertyRule.TryFind(property.Id, out var rule)) throw new ArgumentException($"No property {property.Id}.", nameof(property));
        Byte((byte)property.Id);
        switch (rule.Kind)
        {
            case PropertyKind.Flag or PropertyKind.Byte: Byte((byte)property.Number); break;
            case PropertyKind.Short: UInt16((ushort)property.Number); break;
            case PropertyKind.Int: UInt32(property.Number); break;
            case PropertyKind.Variable: Variable((int)property.Number); break;
            case PropertyKind.Text: Text(property.Text); break;
            case PropertyKind.Binary: Binary(property.Data.Span); break;
            case PropertyKind.Pair:
                Text(property.Name);
                Text(property.Text);
                break;
        }
    }
}
