using System.Text;
using WaterWatch.Decoding.Hj212;

namespace WaterWatch.Tests.Decoding.Hj212;

public class Hj212PacketTests
{
    /// <summary>HJ 212-2017 appendix A, its own example.</summary>
    private const string OfTheStandard = "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80";

    [Fact]
    public void The_check_value_is_that_of_the_standards_example() =>
        Assert.Equal(0x1C80, Hj212Crc.Of(Encoding.ASCII.GetBytes(OfTheStandard[6..^4])));

    [Fact]
    public void The_standards_example_is_read()
    {
        Assert.Null(Hj212Packet.Read(Encoding.ASCII.GetBytes(OfTheStandard), out var packet));
        Assert.Equal(("20160801085857223", "32", 1062, "100000", "010000A8900016F000169DC0"), (packet.Request, packet.System, packet.Command, packet.Password, packet.Device));
        Assert.True(packet.WantsAnswer);
        Assert.Equal((1, 1), (packet.Part, packet.Parts));
        Assert.Equal("RtdInterval=30", Encoding.ASCII.GetString(packet.Content.Span));
        Assert.Equal(Hj212Shapes.None, packet.Shapes);
    }

    [Fact]
    public void The_check_value_of_Modbus_is_refused_and_the_words_name_the_right_one()
    {
        var modbus = OfTheStandard[..^4] + "0759";
        Assert.Contains("1C80", Hj212Packet.Read(Encoding.ASCII.GetBytes(modbus), out _), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_packet_says_how_much_of_it_came()
    {
        var why = Hj212Packet.Read(Encoding.ASCII.GetBytes(OfTheStandard[..60]), out _);
        Assert.Equal("It ends after 60 of the 111 characters that it announces.", why);
    }

    [Fact]
    public void A_wrong_length_is_tolerated_when_the_check_value_is_right_and_counted()
    {
        Assert.Null(Hj212Packet.Read(Encoding.ASCII.GetBytes("##0099" + OfTheStandard[6..]), out var packet));
        Assert.Equal(Hj212Shapes.WrongLength, packet.Shapes);
    }

    [Fact]
    public void A_check_value_in_lower_case_is_read_and_counted()
    {
        Assert.Null(Hj212Packet.Read(Encoding.ASCII.GetBytes(OfTheStandard[..^4] + "1c80"), out var packet));
        Assert.Equal(Hj212Shapes.LowerCaseCrc, packet.Shapes);
    }

    [Fact]
    public void Chinese_counts_by_characters()
    {
        var packet = Hj212Answer.Pack("QN=20160801085857223;ST=21;CN=2021;PW=1;MN=1;Flag=4;CP=&&i11001-Info=//清洗//&&");
        Assert.Null(Hj212Packet.Read(packet[..^2], out var read));
        Assert.Equal(Hj212Shapes.None, read.Shapes);
    }

    [Theory]
    [InlineData("Flag=5CP=&&RtdInterval=30&&", Hj212Shapes.MissingSemicolon)]
    [InlineData("Flag=5;CP=&& &&", Hj212Shapes.BlankContent)]
    public void The_malformed_shapes_that_the_standard_prints_are_read_and_counted(string end, Hj212Shapes expected)
    {
        var packet = Hj212Answer.Pack($"QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;{end}");
        Assert.Null(Hj212Packet.Read(packet[..^2], out var read));
        Assert.Equal(expected, read.Shapes);
        Assert.Equal(1062, read.Command);
        Assert.True(read.WantsAnswer);
    }

    [Fact]
    public void An_answer_names_the_packet_and_is_itself_a_packet()
    {
        Assert.Null(Hj212Packet.Read(Encoding.ASCII.GetBytes(OfTheStandard), out var asked));
        var answer = Hj212Answer.To(asked);
        Assert.EndsWith("\r\n", Encoding.ASCII.GetString(answer.Span), StringComparison.Ordinal);
        Assert.Null(Hj212Packet.Read(answer[..^2], out var read));
        Assert.Equal((asked.Request, "91", 9014, asked.Password, asked.Device), (read.Request, read.System, read.Command, read.Password, read.Device));
        Assert.False(read.WantsAnswer);
        Assert.True(read.Content.IsEmpty);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("")]
    public void Packets_one_behind_the_other_are_told_apart(string between)
    {
        var bytes = Encoding.ASCII.GetBytes(OfTheStandard + between + OfTheStandard + between);
        Assert.Equal([OfTheStandard, OfTheStandard], Frames(bytes));
    }

    [Fact]
    public void What_is_broken_takes_no_more_with_it_than_itself()
    {
        var bytes = Encoding.ASCII.GetBytes("noise " + OfTheStandard[..40] + OfTheStandard + "\r\n##9999" + OfTheStandard);
        Assert.Equal(["noise", OfTheStandard[..40], OfTheStandard, "##9999", OfTheStandard], Frames(bytes));
    }

    [Fact]
    public void In_a_stream_a_packet_is_found_as_soon_as_it_is_whole_and_no_sooner()
    {
        var bytes = Encoding.ASCII.GetBytes(OfTheStandard);
        for (var length = 1; length < bytes.Length; length++)
        {
            Assert.Equal(0, Hj212Frames.Next(bytes.AsSpan(0, length), isAll: false, out _));
        }

        Assert.Equal(bytes.Length, Hj212Frames.Next(bytes, isAll: false, out var frame));
        Assert.Equal(OfTheStandard, Encoding.ASCII.GetString(frame));
    }

    private static List<string> Frames(ReadOnlySpan<byte> bytes)
    {
        var found = new List<string>();
        while (!bytes.IsEmpty)
        {
            var used = Hj212Frames.Next(bytes, isAll: true, out var frame);
            Assert.NotEqual(0, used);
            if (!frame.IsEmpty)
            {
                found.Add(Encoding.ASCII.GetString(frame));
            }

            bytes = bytes[used..];
        }

        return found;
    }
}
