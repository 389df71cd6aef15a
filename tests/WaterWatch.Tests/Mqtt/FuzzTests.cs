using System.Buffers;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Tests.Mqtt;

/// <summary>Random and mutated packets: a reason or a packet comes of each, never an exception, and no more memory than its size explains. A million with WATERWATCH_TEST_LONG=1.</summary>
public class FuzzTests
{
    // A byte of a packet becomes at most one property, filter or reason; the rest is what any packet costs.
    private const int MostBytesForOne = 64;
    private const int MostBytesForAny = 16 * 1024;

    private static readonly int s_packets = Environment.GetEnvironmentVariable("WATERWATCH_TEST_LONG") == "1" ? 1_000_000 : 40_000;

    private static readonly PacketType[] s_types = [.. Enum.GetValues<PacketType>().Where(t => t != PacketType.None)];

    [Theory]
    [InlineData(MqttProtocol.V311)]
    [InlineData(MqttProtocol.V5)]
    public void Mutated_packets_are_packets_or_have_a_reason(MqttProtocol protocol)
    {
        var random = new Random(11);
        var outcomes = Run(protocol, () => Mutated(random, protocol));
        // Otherwise nothing was tried: some are still whole, most are not.
        Assert.All([ReasonCode.Success, ReasonCode.MalformedPacket, ReasonCode.ProtocolError], r => Assert.Contains(r, outcomes));
    }

    [Theory]
    [InlineData(MqttProtocol.V311)]
    [InlineData(MqttProtocol.V5)]
    public void Random_bytes_are_packets_or_have_a_reason(MqttProtocol protocol)
    {
        var random = new Random(12);
        var outcomes = Run(protocol, () => Random(random));
        Assert.All([ReasonCode.Success, ReasonCode.MalformedPacket], r => Assert.Contains(r, outcomes));
    }

    private static HashSet<ReasonCode> Run(MqttProtocol protocol, Func<byte[]> next)
    {
        HashSet<ReasonCode> outcomes = [];
        for (var i = 0; i < s_packets; i++)
        {
            var bytes = next();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var outcome = Read(bytes, protocol);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > MostBytesForAny + (MostBytesForOne * bytes.Length)) Assert.Fail($"{allocated} bytes for {Convert.ToHexString(bytes)}");
            if (outcome is { } known) outcomes.Add(known);
        }
        return outcomes;
    }

    /// <summary>Null when more bytes are waited for.</summary>
    private static ReasonCode? Read(byte[] bytes, MqttProtocol protocol)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        switch (PacketFrame.TryRead(ref buffer, 1024 * 1024, out var frame))
        {
            case FrameOutcome.NeedMore: return null;
            case FrameOutcome.Malformed: return ReasonCode.MalformedPacket;
            case FrameOutcome.TooLarge: return ReasonCode.PacketTooLarge;
        }
        var reader = frame.Open(protocol);
        SomePackets.Read(frame, ref reader);
        return reader.Fault;
    }

    private static byte[] Mutated(Random random, MqttProtocol protocol)
    {
        var bytes = new SomePackets(random.Next(), protocol).Next(s_types[random.Next(s_types.Length)]);
        for (var change = random.Next(4); change > 0; change--)
        {
            var at = random.Next(bytes.Length);
            bytes = random.Next(4) switch
            {
                0 => bytes[..Math.Max(1, at)],
                1 => [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]],
                2 => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
                _ => Changed(bytes, at, random),
            };
        }
        // The length is often made right again, or hardly anything would come beyond the first bytes.
        return random.Next(3) == 0 ? bytes : WithLength(bytes);
    }

    private static byte[] Random(Random random)
    {
        var bytes = new byte[random.Next(1, 200)];
        random.NextBytes(bytes);
        return random.Next(3) == 0 ? bytes : WithLength(bytes);
    }

    private static byte[] Changed(byte[] bytes, int at, Random random)
    {
        bytes[at] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static byte[] WithLength(byte[] bytes)
    {
        var header = bytes.AsSpan(1).IndexOfAnyInRange((byte)0, (byte)0x7F) is var end and >= 0 and < 4 ? end + 2 : 1;
        var length = new byte[4];
        var count = VariableByteInteger.Write(length, bytes.Length - header);
        return [bytes[0], .. length[..count], .. bytes[header..]];
    }
}
