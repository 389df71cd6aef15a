using WaterWatch.Deciding;

namespace WaterWatch.Tests.Deciding;

public sealed class RawBlockTests
{
    private static readonly RawMessage[] Messages =
    [
        new("local", "waterwatch/v1/龙江/lalang/readings", "lalang", Some.Start.AddMilliseconds(1), new byte[] { 0, 255, 10 }),
        new("", "", "", DateTimeOffset.UnixEpoch.AddMilliseconds(-1), ReadOnlyMemory<byte>.Empty),
        new("local", "t", "s", Some.At(1), new byte[70_000]),
    ];

    [Fact]
    public void What_is_written_is_read_again()
    {
        var read = RawBlock.Read(RawBlock.Write(Messages));

        Assert.Equal(Messages.Select(Words), read.Select(Words));
    }

    [Fact]
    public void No_messages_are_no_bytes()
    {
        Assert.True(RawBlock.Write([]).IsEmpty);
        Assert.Empty(RawBlock.Read(default));
    }

    [Fact]
    public void A_block_that_was_cut_is_no_block()
    {
        var block = RawBlock.Write([Messages[0]]);

        Assert.All(Enumerable.Range(1, block.Length - 1), length => Assert.Throws<FormatException>(() => RawBlock.Read(block[..length])));
    }

    private static (string, string, string, DateTimeOffset, string) Words(RawMessage m) =>
        (m.Feed, m.Topic, m.Station, m.ReceivedAt, Convert.ToHexString(m.Payload.Span));
}
