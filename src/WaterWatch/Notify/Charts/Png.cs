using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace WaterWatch.Notify.Charts;

/// <summary>Writes pixels as PNG (ISO/IEC 15948): 8 bits each of red, green and blue, one block of data.</summary>
internal static class Png
{
    private static readonly uint[] s_crc = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) == 1 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static byte[] Of(Canvas canvas)
    {
        using var png = new MemoryStream();
        png.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, canvas.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), canvas.Height);
        (header[8], header[9]) = (8, 2);
        Chunk(png, "IHDR", header);
        Chunk(png, "IDAT", Squeezed(canvas));
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    /// <summary>Each row as its difference to the row above (filter 2): most of a chart's rows are alike.</summary>
    private static byte[] Squeezed(Canvas canvas)
    {
        using var squeezed = new MemoryStream();
        using (var zlib = new ZLibStream(squeezed, CompressionLevel.Optimal))
        {
            var stride = canvas.Width * 3;
            var row = new byte[stride + 1];
            row[0] = 2;
            for (var y = 0; y < canvas.Height; y++)
            {
                for (var x = 0; x < stride; x++)
                {
                    row[x + 1] = (byte)(canvas.Pixels[y * stride + x] - (y == 0 ? 0 : canvas.Pixels[(y - 1) * stride + x]));
                }

                zlib.Write(row);
            }
        }

        return squeezed.ToArray();
    }

    private static void Chunk(MemoryStream png, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        var named = new byte[4 + data.Length];
        Encoding.ASCII.GetBytes(type, named);
        data.CopyTo(named, 4);
        png.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~named.Aggregate(uint.MaxValue, (crc, b) => s_crc[(crc ^ b) & 255] ^ (crc >> 8)));
        png.Write(number);
    }
}
