using System.Text;
using WaterWatch.Texts;

namespace WaterWatch.Tests.Texts;

public class VisibleTests
{
    [Fact]
    public void Control_characters_and_marks_of_direction_are_shown_and_bytes_that_are_no_text_are_hex() =>
        Assert.Equal("a␀␛[31m␊\nb⟨U+202E⟩c⟨FF⟩镉", Visible.Of([.. Encoding.UTF8.GetBytes("a\0\u001b[31m\nb\u202Ec"), 0xFF, .. Encoding.UTF8.GetBytes("镉")]));

    [Fact]
    public void On_one_line_a_line_end_is_its_picture() => Assert.Equal("a␊b␡⟨U+200B⟩⟨U+2028⟩", Visible.OneLine("a\nb\u007f\u200b\u2028"));

    [Fact]
    public void Hex_is_sixteen_bytes_a_line() =>
        Assert.Equal("0000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f\n0010  10", Visible.Hex([.. Enumerable.Range(0, 17).Select(i => (byte)i)]));
}
