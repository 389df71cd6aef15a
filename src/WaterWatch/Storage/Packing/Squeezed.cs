using System.Buffers.Binary;
using System.Numerics;
using ZstdSharp;

namespace WaterWatch.Storage.Packing;

/// <summary>
/// Blobs as they lie in the file: how the rest is coded (1 byte), its length when opened (varint), CRC-32C over the rest (4 bytes), the rest. A first byte below
/// <see cref="Plain"/> is a blob of schema 1, which lies as it is. Nothing that is hashed is hashed in this form: an auditor needs no compressor to understand the chain.
/// </summary>
internal static class Squeezed
{
    /// <summary>The rest is the content: compressing did not make it smaller.</summary>
    public const byte Plain = 0x80;

    /// <summary>The rest is a Zstandard frame (RFC 8878).</summary>
    public const byte Zstandard = 0x81;

    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }
}

/// <summary>Makes blobs small. Each answer is good until the next call.</summary>
internal sealed class Squeezer : IDisposable
{
    private const int LongestHead = 1 + 10 + sizeof(uint);

    // Measured on our messages: 16 to 1 at 0.3 us a message; higher levels cost more and give little, LZ4 halves the time and doubles the bytes.
    private readonly Compressor _compressor = new(level: 1);
    private byte[] _bytes = new byte[4096];

    public ReadOnlySpan<byte> Squeeze(ReadOnlySpan<byte> content)
    {
        var most = Compressor.GetCompressBound(content.Length);
        if (_bytes.Length < most + LongestHead)
        {
            _bytes = new byte[Math.Max(most + LongestHead, _bytes.Length * 2)];
        }

        var length = _compressor.Wrap(content, _bytes.AsSpan(LongestHead));
        var isSmaller = length < content.Length;
        if (!isSmaller)
        {
            content.CopyTo(_bytes.AsSpan(LongestHead));
            length = content.Length;
        }

        var at = WriteHead(isSmaller ? Squeezed.Zstandard : Squeezed.Plain, content.Length, length);
        return _bytes.AsSpan(at, LongestHead - at + length);
    }

    public void Dispose() => _compressor.Dispose();

    /// <returns>Where the head begins: it ends where the rest begins.</returns>
    private int WriteHead(byte kind, int opened, int length)
    {
        Span<byte> head = stackalloc byte[LongestHead];
        var at = 0;
        head[at++] = kind;
        for (var left = (uint)opened; ; left >>= 7)
        {
            head[at++] = (byte)(left >= 0x80 ? left | 0x80 : left);
            if (left < 0x80)
            {
                break;
            }
        }

        BinaryPrimitives.WriteUInt32LittleEndian(head[at..], Squeezed.Checksum(_bytes.AsSpan(LongestHead, length)));
        at += sizeof(uint);
        head[..at].CopyTo(_bytes.AsSpan(LongestHead - at));
        return LongestHead - at;
    }
}

/// <summary>Opens what a <see cref="Squeezer"/> made small. Each answer is good until the next call.</summary>
internal sealed class Unsqueezer : IDisposable
{
    private readonly Decompressor _decompressor = new();
    private byte[] _bytes = new byte[4096];

    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public ReadOnlySpan<byte> Open(ReadOnlySpan<byte> stored)
    {
        if (stored.IsEmpty || stored[0] < Squeezed.Plain)
        {
            return stored;
        }

        var from = new PackedReader(stored);
        var kind = from.Byte();
        var length = from.Number();
        var checksum = from.UInt32();
        var rest = from.Rest;
        if (Squeezed.Checksum(rest) != checksum)
        {
            throw new FormatException("Its bytes are not those that were written.");
        }

        return kind switch
        {
            Squeezed.Plain when rest.Length == length => rest,
            Squeezed.Zstandard => Decompress(rest, length),
            _ => throw new FormatException($"It is compressed in the unknown way {kind}."),
        };
    }

    public void Dispose() => _decompressor.Dispose();

    private ReadOnlySpan<byte> Decompress(ReadOnlySpan<byte> frame, int length)
    {
        if (_bytes.Length < length)
        {
            _bytes = new byte[Math.Max(length, _bytes.Length * 2)];
        }

        try
        {
            return _decompressor.Unwrap(frame, _bytes.AsSpan(0, length)) == length ? _bytes.AsSpan(0, length) : throw new FormatException("It is shorter than it was.");
        }
        catch (ZstdException e)
        {
            throw new FormatException("It cannot be decompressed.", e);
        }
    }
}
