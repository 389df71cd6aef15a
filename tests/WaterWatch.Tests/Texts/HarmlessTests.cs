using WaterWatch.Texts;

namespace WaterWatch.Tests.Texts;

public sealed class HarmlessTests
{
    [Theory]
    [InlineData("Lalang dam, 0.4075 mg/L", "Lalang dam, 0.4075 mg/L")]
    [InlineData("拉浪 超标 3.9 倍", "拉浪 超标 3.9 倍")]
    [InlineData("a\r\nBcc: b", "a  Bcc: b")]
    [InlineData("a\0b\tc\u001B[2Jd\u007Fe\u0085f", "a b c [2Jd e f")]
    [InlineData("a\u2028b\u2029c", "a b c")]
    [InlineData("\u202Egnp\u202C\u2066x\u2069\u200E\u200F\u061C", " gnp  x    ")]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم")]
    public void What_breaks_a_line_or_turns_it_around_becomes_a_blank_and_all_else_stays(string text, string shown) => Assert.Equal(shown, Harmless.OneLine(text));
}
