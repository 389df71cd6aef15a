using System.Buffers.Binary;
using System.Text;

namespace WaterWatch.Storage.Packing;

/// <summary>Reads what <see cref="PackedWriter"/> wrote. Every method throws <see cref="FormatException"/> when the bytes end too early or make no sense.</summary>
internal ref struct PackedReader(ReadOnlySpan<byte> bytes)
{
    public const byte Negative = 0x20;
    public const byte Wide = 0x40;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool AtEnd => _at == _bytes.Length;

    /// <summary>How many bytes were read.</summary>
    public readonly int Position => _at;

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[_at..];

    public byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw EndsEarly();

    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("A packed number is longer than 64 bits.");
    }

    public void Skip(int bytes) => _at = bytes <= _bytes.Length - _at ? _at + bytes : throw EndsEarly();

    public void SkipVarints(int count)
    {
        for (var i = 0; i < count; i++)
        {
            while (Byte() >= 0x80)
            {
            }
        }
    }

    /// <summary>How many items follow. Each takes a byte at least, so that damaged bytes cannot ask for more memory than they have.</summary>
    public int Count()
    {
        var count = Varint();
        return count <= (ulong)(_bytes.Length - _at) ? (int)count : throw EndsEarly();
    }

    /// <summary>A number that says nothing of how many bytes follow.</summary>
    public int Number()
    {
        var number = Varint();
        return number <= int.MaxValue ? (int)number : throw new FormatException("A packed number is larger than it can be.");
    }

    public long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public uint UInt32()
    {
        if (_bytes.Length - _at < sizeof(uint))
        {
            throw EndsEarly();
        }

        _at += sizeof(uint);
        return BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(_at - sizeof(uint))..]);
    }

    public DateTimeOffset Instant() => ToInstant(Signed());

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public string? TextOrNull() => Byte() == 0 ? null : Text();

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Count();
        _at += length;
        return _bytes.Slice(_at - length, length);
    }

    public decimal Decimal()
    {
        var head = Byte();
        var low = Varint();
        var high = 0;
        if ((head & Wide) != 0)
        {
            high = (int)UInt32();
        }

        var scale = (byte)(head & 0x1F);
        return scale <= 28 ? new decimal((int)low, (int)(low >> 32), high, (head & Negative) != 0, scale) : throw new FormatException("A packed decimal has more than 28 places.");
    }

    public static DateTimeOffset ToInstant(long milliseconds)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new FormatException("A packed instant lies outside the years 1 to 9999.", e);
        }
    }

    private static FormatException EndsEarly() => new("The packed bytes end too early.");
}
