using System.Buffers;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Tests.Mqtt;

public class CodecTests
{
    public static TheoryData<MqttProtocol, byte> AllPackets()
    {
        var data = new TheoryData<MqttProtocol, byte>();
        foreach (var type in Enum.GetValues<PacketType>().Where(t => t != PacketType.None))
        {
            data.Add(MqttProtocol.V5, (byte)type);
            if (type != PacketType.Auth) data.Add(MqttProtocol.V311, (byte)type);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(AllPackets))]
    public void Decoding_what_was_encoded_gives_the_same(MqttProtocol protocol, byte type)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var bytes = new SomePackets(seed, protocol).Next((PacketType)type);
            var (fault, again) = SomePackets.Again(new ReadOnlySequence<byte>(bytes), protocol);
            Assert.Equal(ReasonCode.Success, fault);
            Assert.Equal(bytes, again);
        }
    }

    [Theory]
    [MemberData(nameof(AllPackets))]
    public void A_packet_split_anywhere_is_the_same_packet(MqttProtocol protocol, byte type)
    {
        var bytes = new SomePackets(1, protocol).Next((PacketType)type);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var (fault, again) = SomePackets.Again(Split(bytes, cut), protocol);
            Assert.Equal(ReasonCode.Success, fault);
            Assert.Equal(bytes, again);
        }
    }

    [Theory]
    [MemberData(nameof(AllPackets))]
    public void Part_of_a_packet_is_waited_for(MqttProtocol protocol, byte type)
    {
        var bytes = new SomePackets(2, protocol).Next((PacketType)type);
        for (var length = 0; length < bytes.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(bytes, 0, length);
            Assert.Equal(FrameOutcome.NeedMore, PacketFrame.TryRead(ref buffer, int.MaxValue, out _));
        }
    }

    [Theory]
    [MemberData(nameof(AllPackets))]
    public void A_body_cut_short_or_changed_never_throws(MqttProtocol protocol, byte type)
    {
        var random = new Random(3);
        for (var seed = 0; seed < 300; seed++)
        {
            var bytes = new SomePackets(seed, protocol).Next((PacketType)type);
            var sample = bytes.ToArray();
            sample[random.Next(sample.Length)] = (byte)random.Next(256);
            // What comes out does not matter here: only that it is a value.
            _ = SomePackets.Again(new ReadOnlySequence<byte>(sample), protocol);
        }
    }

    // The table of MQTT 5.0 §1.5.5.
    [Theory]
    [InlineData(0, new byte[] { 0x00 })]
    [InlineData(127, new byte[] { 0x7F })]
    [InlineData(128, new byte[] { 0x80, 0x01 })]
    [InlineData(16_383, new byte[] { 0xFF, 0x7F })]
    [InlineData(16_384, new byte[] { 0x80, 0x80, 0x01 })]
    [InlineData(2_097_151, new byte[] { 0xFF, 0xFF, 0x7F })]
    [InlineData(2_097_152, new byte[] { 0x80, 0x80, 0x80, 0x01 })]
    [InlineData(268_435_455, new byte[] { 0xFF, 0xFF, 0xFF, 0x7F })]
    public void Variable_byte_integers_are_those_of_the_standard(int value, byte[] bytes)
    {
        var written = new byte[4];
        Assert.Equal(bytes.Length, VariableByteInteger.Write(written, value));
        Assert.Equal(bytes, written[..bytes.Length]);
        Assert.Equal(bytes.Length, VariableByteInteger.Size(value));
        Assert.Equal(bytes.Length, VariableByteInteger.Read(bytes, out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("10 FF FF FF FF 01", ReasonCode.MalformedPacket)]          // five bytes of length
    [InlineData("C0 80 00", ReasonCode.MalformedPacket)]                   // length not minimal
    [InlineData("00 00", ReasonCode.MalformedPacket)]                      // packet type 0
    [InlineData("C1 00", ReasonCode.MalformedPacket)]                      // reserved flags
    [InlineData("80 05 00 01 00 00 61", ReasonCode.MalformedPacket)]       // SUBSCRIBE without its flags
    [InlineData("36 06 00 01 61 00 01 00", ReasonCode.MalformedPacket)]    // QoS 3
    [InlineData("38 04 00 01 61 00", ReasonCode.MalformedPacket)]          // DUP with QoS 0
    [InlineData("32 06 00 01 61 00 00 00", ReasonCode.MalformedPacket)]    // packet identifier 0
    [InlineData("30 04 00 01 2B 00", ReasonCode.TopicNameInvalid)]         // wildcard in a topic name
    [InlineData("30 04 00 01 00 00", ReasonCode.MalformedPacket)]          // U+0000
    [InlineData("30 06 00 03 ED A0 80 00", ReasonCode.MalformedPacket)]    // a surrogate
    [InlineData("30 03 00 00 00", ReasonCode.ProtocolError)]               // no topic, no alias
    [InlineData("30 06 00 00 03 23 00 00", ReasonCode.TopicAliasInvalid)]  // alias 0
    [InlineData("30 06 00 01 61 02 01 02", ReasonCode.ProtocolError)]      // flag that is neither 0 nor 1
    [InlineData("30 08 00 01 61 04 01 00 01 00", ReasonCode.ProtocolError)] // property twice
    [InlineData("30 07 00 01 61 03 21 00 05", ReasonCode.MalformedPacket)] // property of another packet
    [InlineData("30 06 00 01 61 02 7E 00", ReasonCode.MalformedPacket)]    // unknown property
    [InlineData("40 03 00 01 92", ReasonCode.ProtocolError)]               // reason code of another packet
    [InlineData("82 03 00 01 00", ReasonCode.ProtocolError)]               // SUBSCRIBE without a filter
    [InlineData("82 07 00 01 00 00 01 61 03", ReasonCode.ProtocolError)]   // QoS 3 asked for
    [InlineData("82 07 00 01 00 00 01 61 40", ReasonCode.MalformedPacket)] // reserved option bits
    [InlineData("C0 01 00", ReasonCode.MalformedPacket)]                   // bytes after the end
    [InlineData("10 0D 00 04 4D 51 54 54 06 02 00 00 00 00 00", ReasonCode.UnsupportedProtocolVersion)]
    [InlineData("10 0D 00 04 4D 51 54 54 05 03 00 00 00 00 00", ReasonCode.MalformedPacket)] // reserved connect flag
    [InlineData("10 10 00 04 4D 51 54 54 05 02 00 00 03 21 00 00 00 00", ReasonCode.ProtocolError)] // receive maximum 0
    public void A_malformed_packet_has_its_reason_code(string hex, ReasonCode reason)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(reason, SomePackets.Again(new ReadOnlySequence<byte>(bytes), MqttProtocol.V5).Fault);
    }

    [Fact]
    public void A_packet_that_is_too_large_is_known_from_its_header()
    {
        var buffer = new ReadOnlySequence<byte>([0x30, 0xFF, 0xFF, 0x7F]);
        Assert.Equal(FrameOutcome.TooLarge, PacketFrame.TryRead(ref buffer, 1_000_000, out _));
    }

    [Fact]
    public void A_topic_seen_before_is_the_same_string()
    {
        var cache = new TopicCache(16);
        Assert.Equal(ReasonCode.Success, cache.Find("river/lalang"u8, out var first));
        Assert.Equal(ReasonCode.Success, cache.Find("river/lalang"u8, out var second));
        Assert.Same(first, second);
    }

    private static ReadOnlySequence<byte> Split(byte[] bytes, int cut)
    {
        var first = new Segment(bytes.AsMemory(0, cut), 0);
        var last = first.Append(bytes.AsMemory(cut));
        return new ReadOnlySequence<byte>(first, 0, last, bytes.Length - cut);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long start) => (Memory, RunningIndex) = (memory, start);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
