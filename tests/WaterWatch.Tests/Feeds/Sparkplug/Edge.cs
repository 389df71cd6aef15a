using Google.Protobuf;
using WaterWatch.Feeds.Sparkplug.Wire;

namespace WaterWatch.Tests.Feeds.Sparkplug;

/// <summary>An edge node of Sparkplug B as it writes: births with names and aliases, data by alias, numbers from 0 to 255.</summary>
internal sealed class Edge(ulong bdSeq = 1)
{
    public const string Node = "River/edge1";

    /// <summary>2012-01-15T01:30:00Z.</summary>
    public const ulong At = 1326591000000;

    private const uint Double = 10;
    private const uint Int64 = 4;

    public ulong Seq { get; set; }

    public static string NodeTopic(string type) => $"spBv1.0/River/{type}/edge1";

    public static string DeviceTopic(string type) => $"spBv1.0/River/{type}/edge1/lalang";

    public static Metric Cadmium(double value, ulong? timestamp = At, bool isHistorical = false)
    {
        var metric = new Metric { Alias = 7, Datatype = Double, DoubleValue = value };
        if (timestamp is { } at) metric.Timestamp = at;
        if (isHistorical) metric.IsHistorical = true;
        return metric;
    }

    public static Metric Named(Metric metric, string name)
    {
        metric.Name = name;
        return metric;
    }

    public byte[] NodeBirth()
    {
        Seq = 0;
        return Payload(new Metric { Name = "bdSeq", Datatype = Int64, LongValue = bdSeq }, new Metric { Name = "Node Control/Rebirth", Datatype = 11, BooleanValue = false });
    }

    /// <summary>The will, which has no number.</summary>
    public byte[] NodeDeath() => new Payload { Metrics = { new Metric { Name = "bdSeq", Datatype = Int64, LongValue = bdSeq } } }.ToByteArray();

    public byte[] DeviceBirth(double cadmium) => Payload(Named(Cadmium(cadmium), "cd_mgL"), new Metric { Name = "Battery", Alias = 8, FloatValue = 3.6f, Datatype = 9 });

    public byte[] Payload(params Metric[] metrics)
    {
        var payload = new Payload { Timestamp = At, Seq = Seq, Metrics = { metrics } };
        Seq = (Seq + 1) % 256;
        return payload.ToByteArray();
    }
}
