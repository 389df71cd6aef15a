using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace WaterWatch.Deciding;

/// <summary>
/// The bytes of a batch's messages, as stored and hashed: per message the received time (milliseconds since 1970, 8 bytes), then feed, topic, station
/// and payload, each as a length (4 bytes) and its bytes. Little-endian.
/// </summary>
public static class RawBlock
{
    public static ReadOnlyMemory<byte> Write(IReadOnlyCollection<RawMessage> messages)
    {
        var block = new ArrayBufferWriter<byte>(Math.Max(256, messages.Sum(m => m.Payload.Length + m.Topic.Length + 64)));
        foreach (var message in messages)
        {
            Append(block, message);
        }

        return block.WrittenMemory;
    }

    /// <summary>Writes one message behind those that the block holds already.</summary>
    public static void Append(ArrayBufferWriter<byte> block, RawMessage message)
    {
        BinaryPrimitives.WriteInt64LittleEndian(block.GetSpan(8), message.ReceivedAt.ToUnixTimeMilliseconds());
        block.Advance(8);
        WriteText(block, message.Feed);
        WriteText(block, message.Topic);
        WriteText(block, message.Station);
        WriteLength(block, message.Payload.Length);
        block.Write(message.Payload.Span);
    }

    /// <exception cref="FormatException">The bytes are not a block.</exception>
    public static IReadOnlyList<RawMessage> Read(ReadOnlyMemory<byte> block)
    {
        var messages = new List<RawMessage>();
        var rest = block;
        while (!rest.IsEmpty)
        {
            var receivedAt = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, 8).Span));
            var feed = ReadText(ref rest);
            var topic = ReadText(ref rest);
            var station = ReadText(ref rest);
            messages.Add(new RawMessage(feed, topic, station, receivedAt, Take(ref rest, ReadLength(ref rest))));
        }

        return messages;
    }

    private static void WriteText(ArrayBufferWriter<byte> block, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteLength(block, length);
        Encoding.UTF8.GetBytes(text, block.GetSpan(length));
        block.Advance(length);
    }

    private static void WriteLength(ArrayBufferWriter<byte> block, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block.GetSpan(4), length);
        block.Advance(4);
    }

    private static string ReadText(ref ReadOnlyMemory<byte> rest) => Encoding.UTF8.GetString(Take(ref rest, ReadLength(ref rest)).Span);

    private static int ReadLength(ref ReadOnlyMemory<byte> rest) => BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, 4).Span);

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest, int count)
    {
        if (count < 0 || count > rest.Length)
        {
            throw new FormatException("The raw block ends in the middle of a message.");
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
