using System.Security.Cryptography;
using System.Text;
using WaterWatch.Tests.Deciding;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Timeline;

public sealed class ChainTests
{
    private static readonly TimelineEntry Entry = new()
    {
        Seq = 7,
        At = new DateTimeOffset(2012, 1, 15, 9, 30, 0, TimeSpan.FromHours(8)),
        RecordedAt = new DateTimeOffset(2012, 1, 15, 1, 35, 0, 250, TimeSpan.Zero),
        Kind = EntryKind.AlertRaised,
        Incident = 12,
        Station = "lalang",
        By = "waterwatch",
        Data = new Dictionary<string, string> { ["value"] = "0.4075", ["Unit"] = "mg/L", ["note"] = "a \"b\" \\ é\n\u0001/", ["\u20ac"] = "", ["\ud83d\ude00"] = "x" },
        Prev = new string('0', 64),
    };

    /// <summary>Written by hand by RFC 8785: members sorted by UTF-16 code units (U before n before v before € before the surrogates of an emoji), no blanks.</summary>
    private const string ByHand =
        "{\"at\":\"2012-01-15T01:30:00Z\",\"by\":\"waterwatch\",\"data\":{\"Unit\":\"mg/L\",\"note\":\"a \\\"b\\\" \\\\ é\\n\\u0001/\",\"value\":\"0.4075\",\"\u20ac\":\"\",\"\ud83d\ude00\":\"x\"},"
        + "\"incident\":\"12\",\"kind\":\"AlertRaised\",\"prev\":\"0000000000000000000000000000000000000000000000000000000000000000\","
        + "\"recorded_at\":\"2012-01-15T01:35:00.250Z\",\"seq\":\"7\",\"station\":\"lalang\"}";

    [Fact]
    public void The_hashed_form_is_RFC_8785() => Assert.Equal(ByHand, CanonicalEntry.Of(Entry));

    [Fact]
    public void The_hash_is_SHA_256_of_the_form() =>
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ByHand))), Chain.HashOf(Entry));

    [Fact]
    public void What_is_absent_is_null() =>
        Assert.Contains("\"incident\":null,", CanonicalEntry.Of(Entry with { Incident = null, Station = null }), StringComparison.Ordinal);

    [Fact]
    public void Changing_any_member_changes_the_hash()
    {
        TimelineEntry[] changed =
        [
            Entry with { Seq = 8 },
            Entry with { At = Entry.At.AddMilliseconds(1) },
            Entry with { RecordedAt = Entry.RecordedAt.AddMilliseconds(1) },
            Entry with { Kind = EntryKind.AlertCleared },
            Entry with { Incident = 13 },
            Entry with { Incident = null },
            Entry with { Station = "luodong" },
            Entry with { Station = null },
            Entry with { By = "somebody" },
            Entry with { Prev = new string('1', 64) },
            Entry with { Data = new Dictionary<string, string>() },
            Entry with { Data = new Dictionary<string, string>(Entry.Data) { ["value"] = "0.0075" } },
            Entry with { Data = new Dictionary<string, string>(Entry.Data) { ["more"] = "" } },
        ];

        Assert.Equal(changed.Length + 1, changed.Append(Entry).Select(Chain.HashOf).Distinct().Count());
    }

    [Fact]
    public void The_hash_is_not_over_itself() => Assert.Equal(Chain.HashOf(Entry), Chain.HashOf(Entry with { Hash = "anything" }));

    [Fact]
    public void Entries_follow_one_another()
    {
        var first = Chain.Append(ChainHead.Start, Entry, Some.Start);
        var second = Chain.Append(new ChainHead(first.Seq, first.Hash), Entry, Some.Start);

        Assert.Equal((1L, ChainHead.Start.Hash), (first.Seq, first.Prev));
        Assert.Equal((2L, first.Hash, Chain.HashOf(second)), (second.Seq, second.Prev, second.Hash));
    }

    [Fact]
    public void A_blocks_hash_is_over_the_one_before_and_its_bytes() =>
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. new byte[32], 1, 2, 3])), Chain.HashOfBlock(ChainHead.Start.Hash, [1, 2, 3]));

    [Fact]
    public void A_head_is_read_as_it_is_written()
    {
        var head = new ChainHead(41, Chain.HashOf(Entry));

        Assert.True(ChainHead.TryParse(head.ToString(), out var read));
        Assert.Equal(head, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("41")]
    [InlineData(":00")]
    [InlineData("41:00")]
    [InlineData("-1:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("x:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("41:g000000000000000000000000000000000000000000000000000000000000000")]
    public void Anything_else_is_no_head(string text) => Assert.False(ChainHead.TryParse(text, out _));
}
