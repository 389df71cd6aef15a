using System.Text;
using WaterWatch.Decoding;
using WaterWatch.Readings;
using WaterWatch.Tests.Deciding;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Decoding;

public sealed class ReadingsJsonTests
{
    [Fact]
    public void The_example_of_the_contract_is_read()
    {
        var decoded = Decode("""
            {"taken_at":"2012-01-15T09:30:00+08:00","seq":41,
             "readings":[{"determinand":"Cd","fraction":"total","value":0.4075,"unit":"mg/L"},
                         {"determinand":"As","value":"<0.0005","unit":"mg/L","mark":"N","source":"icp1"},
                         {"determinand":"pH","value":7.82}]}
            """);

        var at = new DateTimeOffset(2012, 1, 15, 1, 30, 0, TimeSpan.Zero);
        Assert.Empty(decoded.Faults);
        Assert.Equal(
            [
                new DecodedReading(Some.Cd, Fraction.Total, Some.MgPerL(0.4075m), Mark.None, "", 0, at),
                new DecodedReading(Determinand.Find("As")!, Fraction.Total, Some.MgPerL(0.0005m, Qualifier.Below), Mark.Normal, "icp1", 0, at),
                new DecodedReading(Some.PH, Fraction.Total, new Concentration(7.82m, Unit.PH), Mark.None, "", 0, at),
            ],
            decoded.Readings);
    }

    [Theory]
    [InlineData("""{"determinand":"Cd","value":5.00,"unit":"ug/L"}""", "0.00500 mg/L")]
    [InlineData("""{"determinand":"Cd","value":"5.0","unit":"\u00b5g/L"}""", "0.0050 mg/L")]
    [InlineData("""{"determinand":"cd","value":"> 2.0","unit":"mg/L"}""", ">2.0 mg/L")]
    [InlineData("""{"determinand":"Cd","value":"\u003C0.0005","unit":"mg/L"}""", "<0.0005 mg/L")]
    [InlineData("""{"determinand":"Cd","value":5e-3,"unit":"mg/L"}""", "0.005 mg/L")]
    [InlineData("""{"determinand":"Cd","value":0,"unit":"g/L"}""", "0 mg/L")]
    [InlineData("""{"determinand":"Flow","value":1250,"unit":"L/s"}""", "1.250 m3/s")]
    [InlineData("""{"determinand":"pH","value":7,"unit":"pH","colour":{"a":[1,{}]},"note":null}""", "7 pH")]
    [InlineData("""{"determinand":"Cd","value":1,"value":0.4075,"unit":"mg/L"}""", "0.4075 mg/L")]
    public void A_value_is_kept_in_the_unit_of_its_determinand(string reading, string expected) =>
        Assert.Equal(expected, Assert.Single(Decode(Message(reading)).Readings).Value.ToString());

    [Theory]
    [InlineData("""{"value":1,"unit":"mg/L"}""", SetAsideReason.MissingMember)]
    [InlineData("""{"determinand":"Cd","unit":"mg/L"}""", SetAsideReason.MissingMember)]
    [InlineData("""{"determinand":"Cd","value":1}""", SetAsideReason.MissingMember)]
    [InlineData("""{"determinand":"Cd","value":1,"unit":null}""", SetAsideReason.MissingMember)]
    [InlineData("""{"determinand":"Xx","value":1,"unit":"mg/L"}""", SetAsideReason.UnknownDeterminand)]
    [InlineData("""{"determinand":7,"value":1,"unit":"mg/L"}""", SetAsideReason.UnknownDeterminand)]
    [InlineData("""{"determinand":"Cd","value":1,"unit":"ppb"}""", SetAsideReason.UnknownUnit)]
    [InlineData("""{"determinand":"Cd","value":1,"unit":"pH"}""", SetAsideReason.UnknownUnit)]
    [InlineData("""{"determinand":"Cd","value":null,"unit":"mg/L"}""", SetAsideReason.UnreadableValue)]
    [InlineData("""{"determinand":"Cd","value":true,"unit":"mg/L"}""", SetAsideReason.UnreadableValue)]
    [InlineData("""{"determinand":"Cd","value":[0.4],"unit":"mg/L"}""", SetAsideReason.UnreadableValue)]
    [InlineData("""{"determinand":"Cd","value":"NaN","unit":"mg/L"}""", SetAsideReason.UnreadableValue)]
    [InlineData("""{"determinand":"Cd","value":"","unit":"mg/L"}""", SetAsideReason.UnreadableValue)]
    [InlineData("""{"determinand":"Cd","value":"<","unit":"mg/L"}""", SetAsideReason.UnreadableValue)]
    [InlineData("""{"determinand":"Cd","value":"0,4075","unit":"mg/L"}""", SetAsideReason.UnreadableValue)]
    [InlineData("""{"determinand":"Cd","value":1e400,"unit":"mg/L"}""", SetAsideReason.UnreadableValue)]
    [InlineData("""{"determinand":"Cd","value":1e-40,"unit":"mg/L"}""", SetAsideReason.UnreadableValue)]
    [InlineData("""{"determinand":"Cd","value":1,"unit":"mg/L","fraction":"some"}""", SetAsideReason.UnreadableValue)]
    [InlineData("""{"determinand":"Cd","value":1,"unit":"mg/L","period_s":-1}""", SetAsideReason.UnreadableValue)]
    [InlineData("""{"determinand":"Cd","value":1,"unit":"mg/L","period_s":0.5}""", SetAsideReason.UnreadableValue)]
    [InlineData("""{"determinand":"Cd","value":1,"unit":"mg/L","taken_at":"yesterday"}""", SetAsideReason.UnreadableTime)]
    [InlineData("""{"determinand":"Cd","value":1,"unit":"mg/L","taken_at":1326591000}""", SetAsideReason.UnreadableTime)]
    [InlineData("7", SetAsideReason.Unreadable)]
    public void A_reading_that_cannot_be_read_is_a_fault_and_keeps_back_no_other(string reading, SetAsideReason expected)
    {
        var decoded = Decode(Message(reading + """,{"determinand":"Pb","value":0.06,"unit":"mg/L"}"""));

        Assert.Equal(expected, Assert.Single(decoded.Faults).Reason);
        Assert.Equal(Some.Pb, Assert.Single(decoded.Readings).Determinand);
    }

    [Theory]
    [InlineData("2012-01-15T09:30:00+08:00")]
    [InlineData("2012-01-15T09:30:00")]
    [InlineData("2012-01-15T09:30:00\\u002B08:00")]
    [InlineData("2012-01-15T01:30:00Z")]
    public void A_time_may_be_written_in_each_of_these_ways(string text) =>
        Assert.Equal("2012-01-15T01:30:00Z", Instants.Format(Assert.Single(Decode(Message("""{"determinand":"pH","value":7}""", text)).Readings).TakenAt));

    [Fact]
    public void A_reading_may_have_its_own_time_and_period()
    {
        var reading = Assert.Single(Decode(Message("""{"determinand":"pH","value":7,"taken_at":"2012-01-14T00:00:00Z","period_s":3600,"fraction":"dissolved"}""")).Readings);

        Assert.Equal(("2012-01-14T00:00:00Z", 3600, Fraction.Dissolved), (Instants.Format(reading.TakenAt), reading.PeriodSeconds, reading.Fraction));
    }

    [Fact]
    public void A_time_behind_the_readings_is_theirs() =>
        Assert.Single(Decode("""{"readings":[{"determinand":"pH","value":7}],"taken_at":"2012-01-14T00:00:00Z"}""").Readings);

    [Fact]
    public void Without_a_time_a_reading_is_a_fault() =>
        Assert.Equal(SetAsideReason.MissingMember, Assert.Single(Decode("""{"readings":[{"determinand":"pH","value":7}]}""").Faults).Reason);

    [Fact]
    public void Several_messages_may_come_as_an_array()
    {
        var one = Message("""{"determinand":"pH","value":7}""");

        Assert.Equal(2, Decode($"[{one},{one}]").Readings.Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"taken_at":"2012-01-15T09:30:00Z","readings":{"determinand":"pH"}}""")]
    [InlineData("""{"taken_at":"2012-01-15T09:30:00Z","readings":[]}""")]
    [InlineData("7")]
    public void A_message_of_an_array_that_holds_no_readings_is_a_fault_beside_the_others(string empty)
    {
        var decoded = Decode($$"""[{{empty}},{{Message("""{"determinand":"pH","value":7}""")}}]""");

        Assert.Single(decoded.Faults);
        Assert.Single(decoded.Readings);
    }

    [Theory]
    [InlineData("", SetAsideReason.Unreadable)]
    [InlineData("   ", SetAsideReason.Unreadable)]
    [InlineData("Cd=0.4075", SetAsideReason.Unreadable)]
    [InlineData("{\"taken_at\":\"2012-01-15T09:30:00Z\",\"readings\":[{\"determinand\":\"Cd\",\"value\":0.4", SetAsideReason.Unreadable)]
    [InlineData("{\"readings\":[{\"determinand\":\"Cd\",\"value\":NaN}]}", SetAsideReason.Unreadable)]
    [InlineData("{\"readings\":[]} {\"readings\":[]}", SetAsideReason.Unreadable)]
    [InlineData("null", SetAsideReason.Unreadable)]
    [InlineData("[]", SetAsideReason.MissingMember)]
    [InlineData("{}", SetAsideReason.MissingMember)]
    [InlineData("{\"readings\":null}", SetAsideReason.MissingMember)]
    [InlineData("{\"readings\":[{\"determinand\":\"\\uD800\",\"value\":1}]}", SetAsideReason.Unreadable)]
    public void What_is_not_a_message_is_one_fault(string payload, SetAsideReason expected)
    {
        var decoded = Decode(payload);

        Assert.Equal(0, decoded.Readings.Count);
        Assert.Equal(expected, Assert.Single(decoded.Faults).Reason);
    }

    [Fact]
    public void Deep_nesting_is_refused_without_harm()
    {
        var decoded = Decode("""{"taken_at":"2012-01-15T09:30:00Z","x":""" + new string('[', 100_000) + new string(']', 100_000) + "}");

        Assert.Equal(SetAsideReason.Unreadable, Assert.Single(decoded.Faults).Reason);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_refused_without_harm()
    {
        byte[] payload = [.. Encoding.UTF8.GetBytes("{\"readings\":[{\"determinand\":\""), 0xC3, 0x28, 0xFF, .. Encoding.UTF8.GetBytes("\",\"value\":1}]}")];

        Assert.Equal(SetAsideReason.Unreadable, Assert.Single(ReadingsJson.Decode(payload, Some.Zone).Faults).Reason);
    }

    [Fact]
    public void A_payload_over_one_mebibyte_is_not_looked_into() =>
        Assert.Equal(SetAsideReason.PayloadTooLarge, Assert.Single(ReadingsJson.Decode(new byte[ReadingsJson.MaximumPayload + 1], Some.Zone).Faults).Reason);

    [Fact]
    public void A_byte_order_mark_is_passed_over() => Assert.Single(Decode("\uFEFF" + Message("""{"determinand":"pH","value":7}""")).Readings);

    [Fact]
    public void No_payload_whatever_is_thrown_at()
    {
        var random = new Random(9014);
        var good = Encoding.UTF8.GetBytes(Message("""{"determinand":"Cd","fraction":"total","value":"<0.4075","unit":"mg/L","mark":"N","source":"a","period_s":60}"""));
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = good.AsSpan(0, random.Next(1, good.Length + 1)).ToArray();
            for (var change = random.Next(4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var decoded = ReadingsJson.Decode(bytes, Some.Zone);

            Assert.True(decoded.Readings.Count + decoded.Faults.Count > 0, Convert.ToHexString(bytes));
        }
    }

    private static Decoded Decode(string payload) => ReadingsJson.Decode(Encoding.UTF8.GetBytes(payload), Some.Zone);

    private static string Message(string readings, string takenAt = "2012-01-15T09:30:00+08:00") => $$"""{"taken_at":"{{takenAt}}","readings":[{{readings}}]}""";
}
