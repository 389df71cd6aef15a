using WaterWatch.Decoding.Sparkplug;

namespace WaterWatch.Feeds.Sparkplug;

/// <summary>Topics of Sparkplug B: <c>spBv1.0/group/NDATA/edge</c>, <c>spBv1.0/group/DDATA/edge/device</c> (Eclipse Sparkplug 3.0.0, 4.1).</summary>
/// <param name="Node">Group and edge node with a slash between them.</param>
/// <param name="Device">Empty for the node itself.</param>
internal readonly record struct SparkplugTopic(SparkplugKind Kind, string Node, string Device)
{
    private const string Namespace = "spBv1.0";

    /// <summary>Of what is no topic of a node or device, such as the state of a host, the kind is <see cref="SparkplugKind.OfOthers"/>.</summary>
    public static SparkplugTopic Of(string topic)
    {
        var levels = topic.Split('/');
        var kind = levels is [Namespace, _, var type, ..] ? KindOf(type, levels.Length) : SparkplugKind.OfOthers;
        return kind == SparkplugKind.OfOthers ? new(kind, "", "") : new(kind, $"{levels[1]}/{levels[3]}", levels.Length > 4 ? levels[4] : "");
    }

    /// <summary>Where the node takes commands.</summary>
    public string CommandTopic => $"{Namespace}/{Node.Insert(Node.IndexOf('/', StringComparison.Ordinal), "/NCMD")}";

    private static SparkplugKind KindOf(string type, int levels) => (type, levels) switch
    {
        ("NBIRTH", 4) => SparkplugKind.NodeBirth,
        ("NDEATH", 4) => SparkplugKind.NodeDeath,
        ("NDATA", 4) => SparkplugKind.NodeData,
        ("DBIRTH", 5) => SparkplugKind.DeviceBirth,
        ("DDEATH", 5) => SparkplugKind.DeviceDeath,
        ("DDATA", 5) => SparkplugKind.DeviceData,
        _ => SparkplugKind.OfOthers,
    };
}
