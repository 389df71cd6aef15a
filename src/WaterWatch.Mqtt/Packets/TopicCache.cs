using System.Text;

namespace WaterWatch.Mqtt.Packets;

/// <summary>
/// The topics that one connection used lately, so that a station's thousandth message allocates no string and is not
/// checked again. Direct-mapped and of fixed size: a sender of endless new topics only displaces its own entries.
/// </summary>
/// <param name="capacity">Number of entries; a power of two.</param>
internal sealed class TopicCache(int capacity)
{
    // Longer topics are rare and would let one connection hold much memory.
    private const int LongestKept = 256;

    private readonly Entry[] _entries = new Entry[capacity];

    /// <summary>The topic of these bytes, or why they are none: Malformed Packet or Topic Name invalid.</summary>
    public ReasonCode Find(ReadOnlySpan<byte> utf8, out string topic)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var entry = ref _entries[hash.ToHashCode() & (_entries.Length - 1)];
        if (entry.Topic is not null && utf8.SequenceEqual(entry.Utf8))
        {
            topic = entry.Topic;
            return ReasonCode.Success;
        }
        topic = "";
        if (!BodyReader.IsText(utf8)) return ReasonCode.MalformedPacket;
        var text = Encoding.UTF8.GetString(utf8);
        if (!Topics.IsName(text)) return ReasonCode.TopicNameInvalid;
        if (utf8.Length <= LongestKept) entry = new Entry(utf8.ToArray(), text);
        topic = text;
        return ReasonCode.Success;
    }

    private readonly record struct Entry(byte[] Utf8, string Topic);
}
