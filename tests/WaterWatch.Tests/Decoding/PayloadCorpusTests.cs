using WaterWatch.Commands;
using WaterWatch.Configuration;
using WaterWatch.Tests.Configuration;

namespace WaterWatch.Tests.Decoding;

/// <summary>Walks tests/cases/_payloads: real-world shapes of every format, good and bad, each with what <c>decode</c> prints of it.</summary>
public sealed class PayloadCorpusTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "cases", "_payloads");

    private static readonly DateTimeOffset Received = new(2012, 1, 15, 12, 0, 0, TimeSpan.FromHours(8));

    private static readonly Lazy<LoadedConfiguration> Config = new(() => Repository.MustLoad(Repository.Load(Path.Combine(Folder, "config"))));

    public static TheoryData<string> Good => Names("good");

    public static TheoryData<string> Bad => Names("bad");

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_payload_is_read_whole(string name) => Assert.True(IsAsExpected("good", name));

    [Theory]
    [MemberData(nameof(Bad))]
    public void Of_a_bad_payload_something_is_set_aside_with_its_reason(string name) => Assert.False(IsAsExpected("bad", name));

    /// <returns>What <c>decode</c> says: whether nothing is set aside.</returns>
    private static bool IsAsExpected(string kind, string name)
    {
        var file = Path.Combine(Folder, kind, name);
        var expected = File.ReadAllLines(file + ".expected");
        using var output = new StringWriter();
        var feed = Assert.Single(Config.Value.Settings.Feeds);
        var isWhole = DecodeReport.Write(Config.Value, feed, expected[0], File.ReadAllBytes(file + ".payload"), Received, output);
        Assert.Equal(expected[1..], output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        return isWhole;
    }

    private static TheoryData<string> Names(string kind) =>
        [.. Directory.GetFiles(Path.Combine(Folder, kind), "*.payload").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];
}
