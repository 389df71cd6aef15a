using WaterWatch.Demo;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Demo;

public sealed class DemoScreenTests
{
    private static readonly Dictionary<string, LocalizedName> Names = new() { ["luodong"] = new("Luodong dam", "洛东") };

    private static TimelineEntry Entry(EntryKind kind, string level = "Orange") => new()
    {
        At = new DateTimeOffset(2012, 1, 19, 9, 0, 0, TimeSpan.Zero),
        Kind = kind,
        By = "rule",
        Station = "luodong",
        Data = new Dictionary<string, string> { ["determinand"] = "Cd", ["value"] = "0.0247", ["unit"] = "mg/L", ["limit"] = "0.005", ["level"] = level, ["from_level"] = "Yellow" },
    };

    [Fact]
    public void A_line_has_local_time_level_place_and_sentence() =>
        Assert.Equal(
            "01-19 17:00  ◆ Orange    Luodong dam 洛东                     Cadmium raised from Yellow to Orange: 0.0247 mg/L, 4.9 times the limit of 0.005 mg/L (超标 3.9 倍)",
            new DemoScreen(coloured: false, Names).Line(Entry(EntryKind.AlertLevelRaised)));

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(true, "", true)]
    [InlineData(true, "1", false)]
    [InlineData(false, null, false)]
    public void Colour_goes_to_a_terminal_without_NO_COLOR_only(bool isTerminal, string? noColor, bool wanted) =>
        Assert.Equal(wanted, DemoScreen.WantsColour(isTerminal, noColor));

    [Fact]
    public void Colour_ends_with_the_level()
    {
        var line = new DemoScreen(coloured: true, Names).Line(Entry(EntryKind.AlertLevelRaised, "Red"))!;

        Assert.Contains("\u001b[1;31m■ Red      \u001b[0m Luodong", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', new DemoScreen(coloured: false, Names).Line(Entry(EntryKind.AlertLevelRaised, "Red"))!);
    }

    [Fact]
    public void Every_kind_has_a_line_or_is_left_out_on_purpose() =>
        Assert.All(Enum.GetValues<EntryKind>(), kind => Assert.Equal(DemoScreen.IsShown(kind), new DemoScreen(true, Names).Line(Entry(kind)) is not null));

    [Fact]
    public void What_has_no_level_is_not_shown_as_compliant()
    {
        var line = new DemoScreen(true, Names).Line(Entry(EntryKind.FeedLost) with { Data = new Dictionary<string, string>() })!;

        Assert.DoesNotContain("\u001b[32m", line, StringComparison.Ordinal);
        Assert.Contains("· ", line, StringComparison.Ordinal);
    }
}
