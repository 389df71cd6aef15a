namespace WaterWatch.Decoding.Sparkplug;

/// <summary>What a message of Sparkplug B is, by its topic (Eclipse Sparkplug 3.0.0, 4.1).</summary>
public enum SparkplugKind : byte
{
    NodeBirth,
    NodeDeath,
    NodeData,
    DeviceBirth,
    DeviceDeath,
    DeviceData,

    /// <summary>Commands and the state of hosts: nothing that a station says.</summary>
    OfOthers,
}

/// <summary>One metric with its name, by which its sender may have meant it with no more than an alias.</summary>
/// <param name="Name">Empty when no birth that is known explains the alias.</param>
/// <param name="Value">The digits of a number, or a text; null when none was sent or it is said to be null.</param>
/// <param name="Timestamp">Its own, or else the payload's: milliseconds since 1970; null when neither has one.</param>
public readonly record struct SparkplugMetric(string Name, ulong Alias, string? Value, ulong? Timestamp)
{
    /// <summary>It has a name, and only a birth can say whether its value is a number below zero or a large one.</summary>
    public bool LacksType { get; init; }
}

/// <summary>What a message of Sparkplug B says.</summary>
/// <param name="Node">Group and edge node with a slash between them.</param>
/// <param name="Device">Below the node; empty for the node itself.</param>
public sealed record SparkplugContent(SparkplugKind Kind, string Node, string Device, IReadOnlyList<SparkplugMetric> Metrics)
{
    /// <summary>Null when it could be read.</summary>
    public string? WhyUnreadable { get; init; }

    /// <summary>A death of a session before the newest one (bdSeq): nobody has died.</summary>
    public bool IsLateWill { get; init; }

    /// <summary>Some of it was kept by its sender and comes late (is_historical): it says nothing of a clock.</summary>
    public bool IsHistorical { get; init; }

    /// <summary>The sequence number that came where another was due; null when none was missed.</summary>
    public (int Due, int Came)? Missed { get; init; }

    /// <summary>Where the edge node is to be asked for its births; empty when it need not be.</summary>
    public string RebirthTopic { get; init; } = "";

    public bool IsBirth => Kind is SparkplugKind.NodeBirth or SparkplugKind.DeviceBirth;

    public bool IsDeath => !IsLateWill && Kind is (SparkplugKind.NodeDeath or SparkplugKind.DeviceDeath);

    /// <summary>As a mapping's table of devices names it.</summary>
    public string Sender => Device.Length == 0 ? Node : $"{Node}/{Device}";
}
