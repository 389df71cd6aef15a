using System.Buffers.Binary;
using System.Text;

namespace WaterWatch.Storage.Packing;

/// <summary>
/// Writes values as few bytes: numbers as base-128 varints, signed ones zigzag first, texts as UTF-8 behind their length.
/// Used again after <see cref="Clear"/>, so that a batch makes no garbage of its size.
/// </summary>
internal sealed class PackedWriter
{
    private const int LongestVarint = 10;

    private readonly int _partLength = int.MaxValue;
    private readonly Part? _take;

    private byte[] _bytes = new byte[1024];
    private int _at;

    public PackedWriter()
    {
    }

    /// <summary>Hands what was written on in parts, so that none of it is ever whole in memory.</summary>
    /// <param name="partLength">About how long a part is; a value is never cut.</param>
    public PackedWriter(int partLength, Part take) => (_partLength, _take) = (partLength, take);

    public delegate void Part(ReadOnlySpan<byte> part);

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _at);

    public int Length => _at;

    public void Clear() => _at = 0;

    /// <summary>Hands on the last part.</summary>
    public void End()
    {
        _take?.Invoke(Written);
        Clear();
    }

    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[_at++] = value;
    }

    public void Varint(ulong value)
    {
        Reserve(LongestVarint);
        while (value >= 0x80)
        {
            _bytes[_at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[_at++] = (byte)value;
    }

    public void UInt32(uint value)
    {
        Reserve(sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_at), value);
        _at += sizeof(uint);
    }

    public void Count(int value) => Varint((uint)value);

    public void Signed(long value) => Varint((ulong)(value << 1 ^ value >> 63));

    /// <summary>Milliseconds since 1970; what is finer was trimmed by whoever made the value.</summary>
    public void Instant(DateTimeOffset at) => Signed(at.ToUnixTimeMilliseconds());

    public void Text(string text) => Text(text.AsSpan());

    public void Text(ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Count(length);
        Reserve(length);
        _at += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_at));
    }

    /// <summary>Null and empty stay different.</summary>
    public void TextOrNull(string? text)
    {
        Byte(text is null ? (byte)0 : (byte)1);
        if (text is not null)
        {
            Text(text);
        }
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Count(bytes.Length);
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_at));
        _at += bytes.Length;
    }

    /// <summary>Exactly, with its scale and the sign of a zero: scale, sign and width in one byte, then the digits as a number.</summary>
    public void Decimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var head = (byte)(bits[3] >> 16 & 0x1F | (bits[3] < 0 ? PackedReader.Negative : 0) | (bits[2] != 0 ? PackedReader.Wide : 0));
        Byte(head);
        Varint((uint)bits[0] | (ulong)(uint)bits[1] << 32);
        if (bits[2] != 0)
        {
            UInt32((uint)bits[2]);
        }
    }

    private void Reserve(int count)
    {
        if (_at >= _partLength)
        {
            End();
        }

        if (_bytes.Length - _at < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _at + count));
        }
    }
}
