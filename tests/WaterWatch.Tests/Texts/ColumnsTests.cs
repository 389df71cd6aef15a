using WaterWatch.Texts;

namespace WaterWatch.Tests.Texts;

public sealed class ColumnsTests
{
    [Theory]
    [InlineData("Lalang dam", 10)]
    [InlineData("拉浪", 4)]
    [InlineData("超标 3.9 倍，", 13)]
    public void A_Chinese_character_takes_two_columns(string text, int width) => Assert.Equal(width, Columns.Width(text));

    [Fact]
    public void Words_are_kept_whole() => Assert.Equal(["one two", "three"], Columns.Wrap("one two three", 9));

    [Fact]
    public void Chinese_is_broken_between_characters()
    {
        var lines = Columns.Wrap("以上间隔仅适用于本次重演", 10);

        Assert.All(lines, l => Assert.True(Columns.Width(l) <= 10));
        Assert.Equal("以上间隔仅适用于本次重演", string.Concat(lines));
    }

    [Fact]
    public void Padding_never_cuts() => Assert.Equal(("拉浪  ", "拉浪"), (Columns.Pad("拉浪", 6), Columns.Pad("拉浪", 2)));
}
