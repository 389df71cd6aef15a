using System.Text;
using System.Text.Json;
using WaterWatch.Decoding;
using WaterWatch.Decoding.Hj212;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Decoding.Sparkplug;
using WaterWatch.Feeds.Sparkplug;
using WaterWatch.Tests.Deciding;
using WaterWatch.Tests.Decoding.Mapping;
using WaterWatch.Tests.Feeds.Sparkplug;

namespace WaterWatch.Tests.Decoding;

/// <summary>
/// Random and mutated payloads, the same at every run: some thousands a decoder here, a million with WATERWATCH_TEST_LONG=1. Nothing is thrown, nothing is read where there
/// is nothing of the format, and a payload costs no more memory than its size explains.
/// </summary>
public sealed class DecoderFuzzTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("WATERWATCH_TEST_LONG") == "1" ? 1_000_000 : 15_000;

    private static readonly string[] Json =
    [
        """{"taken_at":"2012-01-15T09:30:00+08:00","seq":41,"readings":[{"determinand":"Cd","fraction":"total","value":0.4075,"unit":"mg/L"},{"determinand":"As","value":"<0.0005","unit":"mg/L","mark":"N","source":"icp1"},{"determinand":"pH","value":7.82}]}""",
        """[{"readings":[{"taken_at":"2012-01-15 09:30","determinand":"Pb","value":1e-3,"unit":"ug/L","period_s":3600}]},{"taken_at":"2012-01-15T09:30Z","readings":[{"determinand":"t","value":-0.4}]}]""",
    ];

    private static readonly string[] Packs =
    [
        """[{"bn":"urn:dev:ow:lalang01:","bt":1326591000,"n":"cd","u":"kg/m3","v":0.000408},{"n":"ph","u":"pH","v":7.82},{"n":"t","u":"Cel","v":12.4}]""",
        """[{"bver":10,"bn":"a/","bu":"mg/L","bv":1e-5,"n":"pb_dissolved","v":0.001,"t":-60.5},{"n":"as","vs":"<0.0005"},{"n":"zn","s":1},{"n":"cu","vb":true}]""",
    ];

    private static readonly string[] Segments =
    [
        "QN=20120115093000000;ST=21;CN=2011;PW=123456;MN=450000000000000000000001;Flag=5;CP=&&DataTime=20120115093000;w20115-Rtd=408.0,w20115-Flag=N;w01001-Rtd=7.82,w01001-Flag=N&&",
        "QN=20160801090100534;ST=21;CN=2061;PW=123456;MN=45000000000001;Flag=7;PNUM=2;PNO=1;CP=&&DataTime=20160801080000;w20115-Min=1.0,w20115-Avg=2.0,w20115-Max=9.0,w20115-Flag=L;01018-Avg=1&&",
        "QN=1;ST=21;CN=2011;PW=1;MN=1;Flag=5CP=&&DataTime=20120115093000,w20120-SampleTime=20120115080000,w20120-Rtd=<0.5;w99999-Rtd=1;w20004-Rtd=2&&",
    ];

    private static readonly string[] Mapped =
    [
        """{"Lalang":[{"ts":1326591000000,"values":{"cd":0.408,"what":"LEAD","unit":"ug/L","pb":"<3.10","q":"good","by":"asv1","over_s":60}}],"Sancha":{"ts":"1326591000000","values":{"cd":-9999}}}""",
        """[{"site":"lalang","ts":"2012-01-15T09:30:00+08:00/2012-01-15T10:30:00+08:00","values":{"what":"Cd","unit":"mg/L","pb":1e-3}},{"site":7,"values":{}}]""",
    ];

    private static readonly string[] Lines =
    [
        "# a comment\nwater,station=lalang,metal=cd value=0.408,flag=\"N\" 1326591000000000000\nwater\\ quality,station=lalang,metal=Pb value=12i,ok=true 1326591000000000000",
    ];

    private static readonly string[] Sparkplug =
    [
        Encoding.Latin1.GetString(new Edge().DeviceBirth(0.408)),
        Encoding.Latin1.GetString(new Edge { Seq = 9 }.Payload(Edge.Cadmium(0.408, isHistorical: true), Edge.Named(Edge.Cadmium(408, timestamp: null), "cd_mgL"))),
    ];

    [Fact]
    public void Payloads_of_Sparkplug_B() => Fuzz(9, Sparkplug, Mutated, BySparkplug, bytes => SparkplugPayload.Read(bytes, out _) is not null);

    [Fact]
    public void JSON_of_others() => Fuzz(6, Mapped, Mutated, (bytes, into) => ByMapping(bytes, Mappings.Gateway, into), IsJson);

    [Fact]
    public void Records_of_others() => Fuzz(7, [Mapped[1]], Mutated, (bytes, into) => ByMapping(bytes, Mappings.Records, into), IsJson);

    [Fact]
    public void Lines_of_the_line_protocol() => Fuzz(8, Lines, Mutated, (bytes, into) => ByMapping(bytes, Mappings.Lines, into), bytes => bytes.Contains((byte)'='));

    [Fact]
    public void Readings_in_JSON() => Fuzz(
        1, Json, Mutated, (bytes, into) => ReadingsJson.Decode(bytes, Some.Zone, into), IsJson);

    [Fact]
    public void Packs_of_SenML() => Fuzz(
        2, Packs, Mutated, (bytes, into) => SenMl.Decode(bytes, Some.Start, into), IsJson);

    [Fact]
    public void Packets_of_HJ_212_as_they_are_broken_on_the_way() => Fuzz(
        3, [.. Segments.Select(s => Packed(Encoding.ASCII.GetBytes(s))).Select(Encoding.Latin1.GetString)], Mutated, Hj212, HoldsPacket);

    [Fact]
    public void Packets_of_HJ_212_as_devices_get_them_wrong() => Fuzz(
        4, Segments, (random, seed) => Packed(Mutated(random, seed)), Hj212, HoldsPacket);

    [Fact]
    public void A_stream_of_HJ_212_gives_the_same_packets_however_it_is_cut()
    {
        var random = new Random(5);
        for (var round = 0; round < Rounds / 10; round++)
        {
            var stream = Enumerable.Range(0, random.Next(1, 6)).SelectMany(_ => random.Next(3) == 0
                ? Mutated(random, Segments[random.Next(Segments.Length)]).Append((byte)'\n')
                : Packed(Encoding.ASCII.GetBytes(Segments[random.Next(Segments.Length)])).Concat("\r\n"u8.ToArray())).ToArray();
            var whole = Cut(stream, () => stream.Length);
            Assert.Equal(whole, Cut(stream, () => random.Next(1, 200)));
        }
    }

    private static void Fuzz(int seed, string[] seeds, Func<Random, string, byte[]> make, Func<byte[], ReadingBuffer, Decoded> decode, Predicate<byte[]> isOfTheFormat)
    {
        var random = new Random(seed);
        var into = new ReadingBuffer();
        var (read, outside) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var payload = make(random, seeds[random.Next(seeds.Length)]);
            into.Clear();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var decoded = decode(payload, into);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 64 * 1024 + (400 * payload.Length), $"{allocated} bytes for {payload.Length}, round {round}");
            Assert.True(decoded.Readings.Count > 0 || decoded.Faults.Count > 0 || decoded.Device is not null, $"Neither read nor set aside, round {round}: {Encoding.Latin1.GetString(payload)}");
            read += decoded.Readings.Count;
            if (!isOfTheFormat(payload))
            {
                outside++;
                Assert.True(decoded.Readings.Count == 0, $"A reading out of nothing, round {round}: {Encoding.Latin1.GetString(payload)}");
            }
        }

        // The seeds are readable and the mutations break them: both must have happened for the above to say anything.
        Assert.InRange(read, Rounds / 100, int.MaxValue);
        Assert.True(outside > 0 || seed == 4);
    }

    private static Decoded BySparkplug(byte[] payload, ReadingBuffer into)
    {
        var content = new SparkplugSessions(TimeProvider.System).Read("f", Edge.DeviceTopic("DBIRTH"), payload, Some.Start, isNews: true);
        var read = content.WhyUnreadable is { } why ? Decoded.Unreadable(SetAsideReason.Unreadable, why)
            : SparkplugReadings.Decode(content, new PayloadMapping("plant") { Readings = [Mappings.Cadmium("cd_mgL")] }, new MappedDevice("lalang"), into);

        // Metrics that the mapping does not name are kept with the message and of no concern.
        return read.Readings.Count + read.Faults.Count > 0 ? read : Decoded.Unreadable(SetAsideReason.MissingMember, "nothing of the mapping");
    }

    private static Decoded ByMapping(byte[] payload, PayloadMapping mapping, ReadingBuffer into)
    {
        var parts = MappedJson.Decode(payload, mapping, "", id => id == "nobody" ? null : Some.Zone, Some.Start, into);
        var faults = parts.SelectMany(p => p.IsKnown || p.Content.Faults.Count > 0 ? p.Content.Faults : [new DecodeFault(SetAsideReason.UnknownStation, p.Device)]).ToList();
        return new Decoded(into.Segment(0), faults);
    }

    private static Decoded Hj212(byte[] payload, ReadingBuffer into) => Hj212Decoder.Decode(payload, Hj212Dialect.Standard, _ => false, Some.Zone, into);

    private static byte[] Mutated(Random random, string seed)
    {
        var bytes = Encoding.Latin1.GetBytes(seed).ToList();
        for (var changes = random.Next(0, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 12), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length)); break;
                case 4: bytes.InsertRange(at, Enumerable.Repeat(bytes[at], random.Next(1, 60))); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Packed(byte[] segment) =>
        [.. Encoding.ASCII.GetBytes($"##{Math.Min(9999, segment.Length):D4}"), .. segment, .. Encoding.ASCII.GetBytes($"{Hj212Crc.Of(segment):X4}")];

    private static bool IsJson(byte[] payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload.AsMemory(payload.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Somewhere between a head and any four characters behind it stands what they are the check value of.</summary>
    private static bool HoldsPacket(byte[] payload)
    {
        for (var start = 0; start + 10 <= payload.Length; start++)
        {
            if (payload[start] != '#' || payload[start + 1] != '#')
            {
                continue;
            }

            var register = 0xFFFF;
            for (var end = start + 6; end + 4 <= payload.Length; end++)
            {
                if ($"{register:X4}".Equals(Encoding.Latin1.GetString(payload.AsSpan(end, 4)), StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }

                register = register >> 8 ^ payload[end];
                for (var bit = 0; bit < 8; bit++)
                {
                    register = (register & 1) == 1 ? register >> 1 ^ 0xA001 : register >> 1;
                }
            }
        }

        return false;
    }

    private static List<string> Cut(byte[] stream, Func<int> next)
    {
        var (found, held) = (new List<string>(), Array.Empty<byte>());
        for (var at = 0; at < stream.Length;)
        {
            var take = Math.Min(next(), stream.Length - at);
            held = [.. held, .. stream.AsSpan(at, take)];
            at += take;
            int used;
            while (held.Length > 0 && (used = Hj212Frames.Next(held, at == stream.Length, out var frame)) > 0)
            {
                if (!frame.IsEmpty)
                {
                    found.Add(Encoding.Latin1.GetString(frame));
                }

                held = held[used..];
            }
        }

        return found;
    }
}
