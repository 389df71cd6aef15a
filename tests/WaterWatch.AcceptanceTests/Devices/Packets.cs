using System.Globalization;
using System.Text;

namespace WaterWatch.AcceptanceTests.Devices;

/// <summary>Packets of HJ 212-2017 as a device makes them; nothing here is the service's own code.</summary>
internal static class Packets
{
    public const string Device = "450000000000000000000001";

    /// <summary>The example of the reference: total cadmium 408.0 µg/L and pH 7.82 at half past nine in Beijing, with its published check value.</summary>
    public const string Example =
        "##0171QN=20120115093000000;ST=21;CN=2011;PW=123456;MN=450000000000000000000001;Flag=5;CP=&&DataTime=20120115093000;w20115-Rtd=408.0,w20115-Flag=N;w01001-Rtd=7.82,w01001-Flag=N&&9181\r\n";

    /// <summary>Cadmium in µg/L at so many minutes of the 15th of January 2012, asking for an answer. The request's number is that of the minute.</summary>
    public static string Cadmium(int minute, string micrograms, string device = Device) => Data(
        string.Create(CultureInfo.InvariantCulture, $"QN=20120115000000{minute:D3};ST=21;CN=2011;PW=123456;MN={device};Flag=5;CP=&&DataTime=20120115{minute / 60:D2}{minute % 60:D2}00;w20115-Rtd={micrograms},w20115-Flag=N&&"));

    public static string Data(string data) => string.Create(CultureInfo.InvariantCulture, $"##{data.Length:D4}{data}{Check(data):X4}\r\n");

    /// <summary>Appendix A, written a second time so that the two can differ.</summary>
    private static int Check(string data)
    {
        var crc = 0xFFFF;
        foreach (var b in Encoding.ASCII.GetBytes(data))
        {
            crc = crc >> 8 ^ b;
            for (var i = 0; i < 8; i++) crc = (crc & 1) == 1 ? crc >> 1 ^ 0xA001 : crc >> 1;
        }

        return crc;
    }
}
