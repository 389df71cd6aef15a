using System.Globalization;
using System.Text;

namespace WaterWatch.Decoding.Hj212;

/// <summary>Writes what the service says to a device.</summary>
public static class Hj212Answer
{
    /// <summary>The data acknowledgement, command 9014 (HJ 212-2017 §6.6.6): it names the packet by its QN.</summary>
    public static ReadOnlyMemory<byte> To(in Hj212Packet packet) =>
        Pack($"QN={packet.Request};ST=91;CN=9014;PW={packet.Password};MN={packet.Device};Flag=4;CP=&&&&");

    /// <summary>A data segment as a whole packet: head, length, check value and line end.</summary>
    public static ReadOnlyMemory<byte> Pack(string data)
    {
        var bytes = Encoding.UTF8.GetBytes(data);
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"##{data.Length:D4}{data}{Hj212Crc.Of(bytes):X4}\r\n"));
    }
}
