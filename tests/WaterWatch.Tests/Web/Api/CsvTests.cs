using WaterWatch.Web.Api;

namespace WaterWatch.Tests.Web.Api;

public sealed class CsvTests
{
    [Theory]
    [InlineData("-9999")]
    [InlineData("-0.5")]
    [InlineData("-1.5E-05")]
    [InlineData("0.0247")]
    [InlineData("<0.001")]
    public void A_number_stays_one(string digits) => Assert.Equal($"{digits}\r\n", Csv.Line(digits));

    [Theory]
    [InlineData("=1+2")]
    [InlineData("-1+2")]
    [InlineData("-9999-cmd")]
    [InlineData("--1")]
    [InlineData("-A1")]
    [InlineData("+1")]
    [InlineData("@SUM(A1)")]
    [InlineData("－1")]
    public void What_a_spreadsheet_would_reckon_stays_text(string text) => Assert.Equal($"'{text}\r\n", Csv.Line(text));
}
