using System.Text;
using WaterWatch.Decoding;
using WaterWatch.Readings;

namespace WaterWatch.Tests.Decoding;

public class SenMlTests
{
    private static readonly DateTimeOffset Now = new(2012, 1, 15, 1, 31, 5, TimeSpan.Zero);

    [Fact]
    public void A_pack_with_base_fields_is_read_in_mg_per_litre()
    {
        var decoded = Decode("""[{"bn":"urn:dev:ow:lalang01:","bt":1326591000,"n":"cd","u":"kg/m3","v":0.000408},{"n":"ph","u":"pH","v":7.82},{"n":"t","u":"Cel","v":12.4}]""");
        Assert.Empty(decoded.Faults);
        Assert.Equal(["Cd 0.408 mg/L", "pH 7.82 pH", "Temperature 12.4 Cel"], decoded.Readings.Select(Shown));
        Assert.All(decoded.Readings, r => Assert.Equal(new DateTimeOffset(2012, 1, 15, 9, 30, 0, TimeSpan.FromHours(8)), r.TakenAt));
    }

    [Theory]
    [InlineData("kg/m3", "cd", "0.000005", "Cd 0.005 mg/L")]
    [InlineData("ug/m3", "cd", "5000", "Cd 0.005 mg/L")]
    [InlineData("mg/L", "cd", "0.005", "Cd 0.005 mg/L")]
    [InlineData("ug/l", "pb", "5.0", "Pb 0.0050 mg/L")]
    [InlineData("S/m", "cond", "0.0268", "Conductivity 268 uS/cm")]
    [InlineData("K", "temp", "285.55", "Temperature 12.40 Cel")]
    [InlineData("l/s", "flow", "1500", "Flow 1.5 m3/s")]
    [InlineData("mm", "level", "1250", "Stage 1.25 m")]
    public void Units_of_the_registry_become_ours(string unit, string name, string value, string expected)
    {
        var reading = Assert.Single(Decode($$"""[{"n":"{{name}}","u":"{{unit}}","v":{{value}}}]""").Readings);
        Assert.Equal(expected.Split(' ')[0], reading.Determinand.Key);
        Assert.Equal(decimal.Parse(expected.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), reading.Value.Value);
        Assert.Equal(expected.Split(' ')[2], reading.Value.Unit.Symbol());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(""","t":0""", 0)]
    [InlineData(""","t":-10""", -10)]
    [InlineData(""","bt":-60,"t":-10.5""", -70.5)]
    [InlineData(""","t":268435455""", 268435455)]
    public void Times_below_two_to_the_28th_are_relative_to_the_receipt(string times, double seconds) =>
        Assert.Equal(Now.AddSeconds(seconds), Assert.Single(Decode($$"""[{"n":"cd","u":"mg/L","v":1{{times}}}]""").Readings).TakenAt);

    [Fact]
    public void From_two_to_the_28th_on_a_time_is_counted_from_1970() =>
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(268435456), Assert.Single(Decode("""[{"n":"cd","u":"mg/L","v":1,"t":2.68435456e8}]""").Readings).TakenAt);

    [Fact]
    public void Base_fields_hold_from_their_record_on()
    {
        var decoded = Decode("""[{"bn":"a:","bu":"mg/L","bv":0.001,"bt":1326591000},{"n":"cd","v":0.004},{"bn":"b:","n":"pb_dissolved","v":0.009,"t":60},{"n":"zn","u":"g/L","v":0,"t":1}]""");
        Assert.Empty(decoded.Faults);
        Assert.Equal(["Cd 0.005 mg/L", "Pb 0.010 mg/L", "Zn 1 mg/L"], decoded.Readings.Select(Shown));
        Assert.Equal([Fraction.Total, Fraction.Dissolved, Fraction.Total], decoded.Readings.Select(r => r.Fraction));
        Assert.Equal([0, 60, 1], decoded.Readings.Select(r => (r.TakenAt - DateTimeOffset.FromUnixTimeSeconds(1326591000)).TotalSeconds));
    }

    [Fact]
    public void A_bound_is_a_text_with_its_sign() =>
        Assert.Equal("As <0.0005 mg/L", Shown(Assert.Single(Decode("""[{"n":"as","u":"mg/L","vs":"<0.0005"}]""").Readings)));

    [Theory]
    [InlineData("""{"n":"cd","u":"mg/L","s":5}""", SetAsideReason.UnreadableValue, "a sum")]
    [InlineData("""{"bs":1,"n":"cd","u":"mg/L","v":5}""", SetAsideReason.UnreadableValue, "a sum")]
    [InlineData("""{"n":"cd","u":"mg/L"}""", SetAsideReason.MissingMember, "no value")]
    [InlineData("""{"n":"cd","v":5}""", SetAsideReason.MissingMember, "no unit")]
    [InlineData("""{"n":"cd","u":"Cel","v":5}""", SetAsideReason.UnknownUnit, "does not measure it")]
    [InlineData("""{"n":"cd","u":"ppm","v":5}""", SetAsideReason.UnknownUnit, "does not measure it")]
    [InlineData("""{"n":"xy","u":"mg/L","v":5}""", SetAsideReason.UnknownDeterminand, "xy")]
    [InlineData("""{"n":"cd","u":"mg/L","vb":true}""", SetAsideReason.UnreadableValue, "truth value")]
    [InlineData("""{"n":"cd","u":"mg/L","vs":"high"}""", SetAsideReason.UnreadableValue, "high")]
    [InlineData("""{"n":"cd","u":"mg/L","v":5,"t":1e30}""", SetAsideReason.UnreadableTime, "no time")]
    [InlineData("""{"n":"cd","u":"mg/L","v":5,"t":"x"}""", SetAsideReason.UnreadableTime, "no time")]
    public void What_cannot_be_read_is_set_aside_and_the_rest_goes_through(string record, SetAsideReason reason, string words)
    {
        var decoded = Decode($$"""[{{record}},{"n":"pH","u":"pH","v":7.8,"t":0}]""");
        var fault = decoded.Faults[0];
        Assert.Equal(reason, fault.Reason);
        Assert.Contains(words, fault.Detail, StringComparison.Ordinal);
        Assert.Equal(record.Contains("bs", StringComparison.Ordinal) ? 0 : 1, decoded.Readings.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{\"n\":\"cd\",\"u\":\"mg/L\",\"v\":1}")]
    [InlineData("[{\"n\":\"cd\",\"u\":\"mg/L\",\"v\":1}] []")]
    [InlineData("[{\"bver\":11,\"n\":\"cd\",\"u\":\"mg/L\",\"v\":1}]")]
    [InlineData("[{\"n\":\"cd\",\"u\":\"mg/L\",\"v\":1,\"critical_\":1}]")]
    [InlineData("[{\"bv\":\"x\",\"n\":\"cd\",\"u\":\"mg/L\",\"v\":1}]")]
    public void A_pack_that_must_not_be_read_gives_nothing_but_why(string payload)
    {
        var decoded = Decode(payload);
        Assert.Equal(0, decoded.Readings.Count);
        Assert.Equal(SetAsideReason.Unreadable, Assert.Single(decoded.Faults).Reason);
    }

    private static Decoded Decode(string payload) => SenMl.Decode(Encoding.UTF8.GetBytes(payload), Now, new ReadingBuffer());

    private static string Shown(DecodedReading reading) => $"{reading.Determinand} {reading.Value}";
}
