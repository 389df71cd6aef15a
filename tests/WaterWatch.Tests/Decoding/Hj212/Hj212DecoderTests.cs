using System.Text;
using WaterWatch.Decoding;
using WaterWatch.Decoding.Hj212;
using WaterWatch.Readings;

namespace WaterWatch.Tests.Decoding.Hj212;

public class Hj212DecoderTests
{
    private const string Head = "QN=20120115093000000;ST=21;PW=123456;MN=450000000000000000000001;";
    private static readonly TimeZoneInfo Beijing = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private static readonly DateTimeOffset HalfPastNine = new(2012, 1, 15, 9, 30, 0, TimeSpan.FromHours(8));

    [Fact]
    public void A_reading_comes_with_its_unit_its_mark_and_the_clock_of_the_place()
    {
        var decoded = Decode(
            "##0171QN=20120115093000000;ST=21;CN=2011;PW=123456;MN=450000000000000000000001;Flag=5;CP=&&DataTime=20120115093000;w20115-Rtd=408.0,w20115-Flag=N;w01001-Rtd=7.82,w01001-Flag=N&&9181\r\n");
        Assert.Empty(decoded.Faults);
        Assert.Equal(["Cd 0.4080 mg/L N", "pH 7.82 pH N"], decoded.Readings.Select(Shown));
        Assert.All(decoded.Readings, r => Assert.Equal((HalfPastNine, 0, ""), (r.TakenAt, r.PeriodSeconds, r.Source)));
        Assert.Empty(decoded.Device!.Shapes);
    }

    /// <summary>Table B.1: what 1 of each code's own unit is in ours.</summary>
    [Theory]
    [InlineData("w20115", "Cd 0.001 mg/L")]
    [InlineData("w20143", "Cd 0.001 mg/L")]
    [InlineData("w20120", "Pb 0.001 mg/L")]
    [InlineData("w20144", "Pb 1 mg/L")]
    [InlineData("w20119", "As 0.001 mg/L")]
    [InlineData("w20141", "As 1 mg/L")]
    [InlineData("w20111", "Hg 0.001 mg/L")]
    [InlineData("w20142", "Hg 0.001 mg/L")]
    [InlineData("w20117", "Cr6 0.001 mg/L")]
    [InlineData("w20116", "Cr 1 mg/L")]
    [InlineData("w20089", "Tl 0.000001 mg/L")]
    [InlineData("w20122", "Cu 1 mg/L")]
    [InlineData("w20138", "Cu 1 mg/L")]
    [InlineData("w20123", "Zn 1 mg/L")]
    [InlineData("w20139", "Zn 1 mg/L")]
    [InlineData("w20121", "Ni 1 mg/L")]
    [InlineData("w20124", "Mn 1 mg/L")]
    [InlineData("w20125", "Fe 1 mg/L")]
    [InlineData("w20126", "Ag 1 mg/L")]
    [InlineData("w20127", "Be 0.001 mg/L")]
    [InlineData("w20128", "Se 0.001 mg/L")]
    [InlineData("w20140", "Se 1 mg/L")]
    [InlineData("w20012", "Ba 1 mg/L")]
    [InlineData("w20023", "B 1 mg/L")]
    [InlineData("w20038", "Co 1 mg/L")]
    [InlineData("w20061", "Mo 1 mg/L")]
    [InlineData("w01009", "DO 1 mg/L")]
    [InlineData("w01012", "SS 1 mg/L")]
    [InlineData("w01014", "Conductivity 1 uS/cm")]
    [InlineData("w01010", "Temperature 1 Cel")]
    [InlineData("w00000", "Flow 0.001 m3/s")]
    public void Each_code_has_the_unit_of_the_table(string code, string expected) =>
        Assert.Equal([expected], Decode(Packet(2011, $"DataTime=20120115093000;{code}-Rtd=1")).Readings.Select(r => $"{r.Determinand} {r.Value}"));

    [Theory]
    [InlineData(2051, 600)]
    [InlineData(2061, 3600)]
    [InlineData(2031, 86400)]
    public void A_value_of_a_period_begins_at_DataTime_with_its_extremes_beside_it(int command, int seconds)
    {
        var decoded = Decode(Packet(command, "DataTime=20160801080000;w20115-Min=1.0,w20115-Avg=2.0,w20115-Max=9.0,w20115-Flag=N"));
        Assert.Empty(decoded.Faults);
        Assert.Equal(["Cd 0.0020 mg/L N ", "Cd 0.0010 mg/L N min", "Cd 0.0090 mg/L N max"], decoded.Readings.Select(r => $"{Shown(r)} {r.Source}"));
        Assert.All(decoded.Readings, r => Assert.Equal((new DateTimeOffset(2016, 8, 1, 8, 0, 0, TimeSpan.FromHours(8)), seconds), (r.TakenAt, r.PeriodSeconds)));
    }

    [Fact]
    public void The_time_of_the_sample_goes_before_that_of_the_data()
    {
        var decoded = Decode(Packet(2011, "DataTime=20120115093000;w20115-SampleTime=20120115080000,w20115-Rtd=5.0;w01001-Rtd=7.8"));
        Assert.Equal([HalfPastNine.AddMinutes(-90), HalfPastNine], decoded.Readings.Select(r => r.TakenAt));
    }

    [Fact]
    public void The_malformed_shapes_that_the_standard_prints_cost_no_reading()
    {
        var decoded = Decode(Packet(2011, "DataTime=20120115093000,w20115-Rtd=5.0,20122-Rtd=0.02;w01001-Rtd=7.8"));
        Assert.Equal(["Cd", "Cu", "pH"], decoded.Readings.Select(r => r.Determinand.Key));
        Assert.Equal([Hj212Shapes.MissingLetter | Hj212Shapes.CommaBetweenItems], decoded.Device!.Shapes);
    }

    [Fact]
    public void A_device_number_of_fourteen_characters_is_read_and_counted()
    {
        var decoded = Decode(Text(Hj212Answer.Pack("QN=20120115093000000;ST=21;CN=2011;PW=123456;MN=45000000000001;Flag=4;CP=&&DataTime=20120115093000;w20115-Rtd=5.0&&")));
        Assert.Single(decoded.Readings);
        Assert.Equal([Hj212Shapes.ShortDeviceNumber], decoded.Device!.Shapes);
    }

    [Theory]
    [InlineData("L", "<0.0005 mg/L", "N")]
    [InlineData("T", "0.0005 mg/L", "T")]
    [InlineData("Q", "0.0005 mg/L", "Q")]
    [InlineData("", "0.0005 mg/L", "")]
    public void Marks_are_those_of_table_8_and_below_detection(string sent, string value, string mark)
    {
        var reading = Assert.Single(Decode(Packet(2011, $"DataTime=20120115093000;w20115-Rtd=0.5,w20115-Flag={sent}")).Readings);
        Assert.Equal((value, mark), ($"{reading.Value}", $"{reading.Mark}"));
    }

    [Fact]
    public void A_dialect_says_what_other_marks_and_codes_mean()
    {
        var dialect = Hj212Dialect.Standard with
        {
            Marks = new Dictionary<string, Hj212Mark> { ["R"] = new(Mark.From("M")), ["H"] = new(Mark.Normal, Qualifier.Above) },
            Codes = new Dictionary<string, Hj212Factor> { ["w20004"] = new(Determinand.Find("Sb")!, Fraction.Total, Unit.MicrogramPerLitre), ["w20143"] = new(Determinand.Find("Cd")!, Fraction.Dissolved, Unit.MicrogramPerLitre) },
            Ignored = new HashSet<string> { "w21003" },
        };
        var decoded = Decode(Packet(2011, "DataTime=20120115093000;w20004-Rtd=5,w20004-Flag=R;w20143-Rtd=2;w20115-Rtd=3,w20115-Flag=H;w21003-Rtd=0.2"), dialect);
        Assert.Empty(decoded.Faults);
        Assert.Equal(["Sb Total 0.005 mg/L M", "Cd Dissolved 0.002 mg/L ", "Cd Total >0.003 mg/L N"], decoded.Readings.Select(r => $"{r.Determinand} {r.Fraction} {r.Value} {r.Mark}"));
    }

    [Fact]
    public void What_cannot_be_read_is_set_aside_factor_by_factor_and_the_rest_goes_through()
    {
        var decoded = Decode(Packet(2011, "DataTime=20120115093000;w20115-Rtd=5.0;w99999-Rtd=1;w20004-Rtd=2;w20120-Rtd=--;w20119-Flag=D;w20111-Rtd="));
        Assert.Equal(["Cd"], decoded.Readings.Select(r => r.Determinand.Key));
        Assert.Equal(
            [
                (SetAsideReason.UnknownDeterminand, "w99999"), (SetAsideReason.UnknownUnit, "w20004 (Sb)"), (SetAsideReason.UnreadableValue, "w20120 (Pb)"),
                (SetAsideReason.MissingMember, "w20119 (As)"), (SetAsideReason.MissingMember, "w20111 (Hg)"),
            ],
            decoded.Faults.Select(f => (f.Reason, f.Detail[..f.Detail.IndexOfAny([':', ' '], f.Detail.Contains(" (", StringComparison.Ordinal) ? f.Detail.IndexOf(')', StringComparison.Ordinal) : 0)])));
    }

    [Fact]
    public void A_packet_without_a_time_leaves_its_values_for_alerting()
    {
        var fault = Assert.Single(Decode(Packet(2011, "w20115-Rtd=408.0")).Faults);
        Assert.Equal((SetAsideReason.MissingMember, "Cd 0.4080 mg/L "), (fault.Reason, Shown(fault.Undated!.Value)));
        fault = Assert.Single(Decode(Packet(2011, "DataTime=20121301093000;w20115-Rtd=408.0")).Faults);
        Assert.Equal((SetAsideReason.UnreadableTime, "Cd 0.4080 mg/L "), (fault.Reason, Shown(fault.Undated!.Value)));
    }

    [Fact]
    public void A_packet_with_a_wrong_check_value_is_no_reading_and_keeps_none_back()
    {
        var good = Packet(2011, "DataTime=20120115093000;w20115-Rtd=5.0");
        var decoded = Decode(good.Replace("5.0", "9.0", StringComparison.Ordinal) + good);
        Assert.Equal(["Cd 0.0050 mg/L "], decoded.Readings.Select(Shown));
        Assert.Equal(SetAsideReason.Unreadable, Assert.Single(decoded.Faults).Reason);
        Assert.StartsWith("Packet 1: Its check value", decoded.Faults[0].Detail, StringComparison.Ordinal);
        Assert.Empty(decoded.Device!.Answers);
    }

    [Fact]
    public void Two_codes_for_the_same_water_are_not_a_correction_of_one_another()
    {
        var decoded = Decode(Packet(2011, "DataTime=20120115093000;w20115-Rtd=5.0;w20143-Rtd=4.0"));
        Assert.Equal(["Cd 0.0050 mg/L "], decoded.Readings.Select(Shown));
        Assert.Equal((SetAsideReason.UnknownDeterminand, "Cd 0.0040 mg/L "), (decoded.Faults[0].Reason, Shown(decoded.Faults[0].Undated!.Value)));
    }

    [Theory]
    [InlineData(2062)]
    [InlineData(2065)]
    public void Checks_with_standards_are_kept_apart(int command)
    {
        var decoded = Decode(Packet(command, "DataTime=20120115093000;w20115-Rtd=10.0,w20115-Flag=N"));
        Assert.Equal(0, decoded.Readings.Count);
        Assert.Empty(decoded.Faults);
        var control = Assert.Single(decoded.Device!.Controls);
        Assert.Equal((command, HalfPastNine, "DataTime=20120115093000;w20115-Rtd=10.0,w20115-Flag=N"), (control.Command, control.At, control.Values));
    }

    [Theory]
    [InlineData(2021, "DataTime=20120115093000;i12001-Info=0")]
    [InlineData(9014, "")]
    [InlineData(1062, "RtdInterval=30")]
    public void What_devices_say_beside_values_is_no_fault(int command, string content)
    {
        var decoded = Decode(Packet(command, content));
        Assert.Equal(0, decoded.Readings.Count);
        Assert.Empty(decoded.Faults);
        Assert.Empty(decoded.Device!.Controls);
    }

    [Fact]
    public void Another_stations_device_and_a_wrong_password_are_no_readings_and_still_alert()
    {
        var dialect = Hj212Dialect.Standard with { Device = "450000000000000000000009", Password = "654321" };
        var packet = Packet(2011, "DataTime=20120115093000;w20115-Rtd=408.0");
        var decoded = Decode(packet, dialect);
        Assert.Equal(0, decoded.Readings.Count);
        Assert.Equal([SetAsideReason.WrongDevice, SetAsideReason.WrongDevice], decoded.Faults.Select(f => f.Reason));
        Assert.Equal("Cd 0.4080 mg/L ", Shown(decoded.Faults[1].Undated!.Value));
        Assert.Empty(decoded.Device!.Answers);

        decoded = Decode(packet, dialect with { Device = "" });
        Assert.Equal([SetAsideReason.WrongPassword, SetAsideReason.WrongPassword], decoded.Faults.Select(f => f.Reason));
        Assert.Empty(Decode(packet, dialect with { Device = "450000000000000000000001", Password = "123456" }).Faults);
        Assert.Equal(SetAsideReason.WrongDevice, Decode(packet, Hj212Dialect.Standard, isOthers: true).Faults[0].Reason);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    [InlineData(7, 1)]
    public void Who_asks_for_an_answer_gets_one(int flag, int answers)
    {
        var decoded = Decode(Packet(2011, "DataTime=20120115093000;w20115-Rtd=5.0", flag, "PNUM=1;PNO=1;"));
        Assert.Equal(answers, decoded.Device!.Answers.Count);
    }

    [Fact]
    public void Parts_of_a_packet_say_which_they_are()
    {
        var decoded = Decode(Packet(2061, "DataTime=20160801080000;w20115-Avg=5.0", 6, "PNUM=2;PNO=1;") + Packet(2061, "DataTime=20160801080000;w20120-Avg=1", 6, "PNUM=2;PNO=2;"));
        Assert.Equal(2, decoded.Readings.Count);
        Assert.Equal([(1, 2), (2, 2)], decoded.Device!.Parts.Select(p => (p.Part, p.Parts)));
        Assert.Single(decoded.Device.Parts.Select(p => p.Of).Distinct());
    }

    [Fact]
    public void What_is_no_packet_is_a_fault()
    {
        Assert.Equal(0, Decode("").Readings.Count);
        Assert.Equal(SetAsideReason.Unreadable, Assert.Single(Decode("\r\n").Faults).Reason);
        Assert.Equal(SetAsideReason.Unreadable, Assert.Single(Decode("hello").Faults).Reason);
    }

    private static string Packet(int command, string content, int flag = 4, string parts = "") =>
        Text(Hj212Answer.Pack($"{Head}CN={command};Flag={flag};{parts}CP=&&{content}&&"));

    private static string Text(ReadOnlyMemory<byte> packet) => Encoding.ASCII.GetString(packet.Span);

    private static Decoded Decode(string payload, Hj212Dialect? dialect = null, bool isOthers = false) =>
        Hj212Decoder.Decode(Encoding.UTF8.GetBytes(payload), dialect ?? Hj212Dialect.Standard, _ => isOthers, Beijing, new ReadingBuffer());

    private static string Shown(DecodedReading reading) => $"{reading.Determinand} {reading.Value} {reading.Mark}";
}
