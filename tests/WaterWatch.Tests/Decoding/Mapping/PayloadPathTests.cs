using System.Text.Json;
using WaterWatch.Decoding.Mapping;

namespace WaterWatch.Tests.Decoding.Mapping;

public sealed class PayloadPathTests
{
    [Theory]
    [InlineData("a", "1")]
    [InlineData("b.c", "2")]
    [InlineData("b[\"x.y\"]", "3")]
    [InlineData("d[1]", "5")]
    [InlineData("d[2].e", "6")]
    [InlineData("$.a", "0")]
    [InlineData("$[\"a\"]", "0")]
    [InlineData("null", "null")]
    public void A_path_finds_its_place_in_the_record_or_with_a_dollar_in_the_message(string path, string expected)
    {
        var message = JsonDocument.Parse("""{"a":0}""").RootElement;
        var record = JsonDocument.Parse("""{"a":1,"b":{"c":2,"x.y":3},"d":[4,5,{"e":6}],"null":null}""").RootElement;
        Assert.True(Mappings.Path(path).TryFind(message, record, out var found));
        Assert.Equal(expected, found.GetRawText());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a.b")]
    [InlineData("d[3]")]
    [InlineData("d[99999]")]
    [InlineData("a[0]")]
    [InlineData("d.e")]
    public void What_is_not_there_is_not_found(string path)
    {
        var record = JsonDocument.Parse("""{"a":1,"d":[4,5,6]}""").RootElement;
        Assert.False(Mappings.Path(path).TryFind(record, record, out _));
    }

    [Theory]
    [InlineData("p.cd", """{"p":{}}""", true)]
    [InlineData("p.cd", """{"p":{"pb":1}}""", true)]
    [InlineData("p.cd", """{"p":{"cd":null}}""", false)]
    [InlineData("p.cd", """{"p":null}""", false)]
    [InlineData("p.cd", """{}""", false)]
    [InlineData("cd", """{}""", true)]
    [InlineData("cd", """[]""", false)]
    [InlineData("p[0]", """{"p":[]}""", false)]
    public void A_member_is_left_out_only_of_an_object_that_is_there(string path, string record, bool isLeftOut)
    {
        var json = JsonDocument.Parse(record).RootElement;
        Assert.Equal(isLeftOut, Mappings.Path(path).IsLeftOut(json, json));
    }

    [Theory]
    [InlineData("+station[*]", """{"a":[1,2],"b":3}""", "a:1 a:2 b:3")]
    [InlineData("x[*].y", """{"x":[{"y":1},{},{"y":2}]}""", ":1 :2")]
    [InlineData("[*]", """[1,[2]]""", ":1 :[2]")]
    [InlineData("[*]", """7""", ":7")]
    [InlineData("$", """7""", ":7")]
    [InlineData("+station", """[1]""", "")]
    public void Records_are_found_in_order_each_with_its_device(string path, string message, string expected) =>
        Assert.Equal(expected, string.Join(' ', Mappings.Path(path).FindAll(JsonDocument.Parse(message).RootElement).Select(r => $"{r.Device}:{r.Found.GetRawText()}")));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a.", "no name behind it")]
    [InlineData(".a", "no name behind it")]
    [InlineData("a[", "bracket")]
    [InlineData("a[-1]", "bracket")]
    [InlineData("a[0]b", "directly behind a bracket")]
    [InlineData("a]", "never opened")]
    [InlineData("+station.+station", "more than once")]
    public void What_is_no_path_is_said(string text, string words)
    {
        Assert.False(PayloadPath.TryParse(text, out _, out var why));
        Assert.Contains(words, why, StringComparison.Ordinal);
    }
}
