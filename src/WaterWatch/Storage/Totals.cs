using System.Buffers.Binary;

namespace WaterWatch.Storage;

/// <summary>What the log holds, counted since the beginning.</summary>
/// <param name="Readings">Kept readings, corrections included.</param>
/// <param name="Duplicates">Readings that were held already and were only counted.</param>
public sealed record Totals(long Batches, long Messages, long Readings, long SetAside, long Duplicates)
{
    public static Totals None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>How many messages a raw block holds, without making objects of them.</summary>
    internal static int MessagesIn(ReadOnlySpan<byte> rawBlock)
    {
        const int Texts = 4;
        var (count, at) = (0, 0L);
        while (at < rawBlock.Length)
        {
            at += sizeof(long);
            for (var i = 0; i < Texts && at + sizeof(int) <= rawBlock.Length; i++)
            {
                at += sizeof(int) + (long)BinaryPrimitives.ReadUInt32LittleEndian(rawBlock[(int)at..]);
            }

            count++;
        }

        return count;
    }
}
