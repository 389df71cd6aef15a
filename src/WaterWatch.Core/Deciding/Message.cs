using WaterWatch.Decoding;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Decoding.Sparkplug;

namespace WaterWatch.Deciding;

/// <summary>How a topic's payload is to be read.</summary>
public enum PayloadFormat : byte
{
    Json,

    /// <summary><c>online</c> or <c>offline</c>, the station's own word or its will.</summary>
    Status,

    /// <summary>Packets of HJ 212.</summary>
    Hj212,

    /// <summary>SenML, RFC 8428.</summary>
    SenMl,

    /// <summary>JSON that others have laid out, by the mapping that comes with the message.</summary>
    Mapped,

    /// <summary>Sparkplug B, read by the feed as far as no mapping is needed for it.</summary>
    Sparkplug,
}

/// <summary>A message with what its topic says of it.</summary>
/// <param name="River">The topic's <c>{river}</c>; empty when the topic does not name one.</param>
/// <param name="IsRetained">A copy that the broker kept: known before, so it says nothing of whether the station still speaks.</param>
public sealed record Message(RawMessage Raw, PayloadFormat Format, string River, bool IsRetained)
{
    /// <summary>What is wrong with rows of a file, by who read it: the payload is those rows and is not read again. Empty for all else.</summary>
    public IReadOnlyList<DecodeFault> Faults { get; init; } = [];

    /// <summary>How it is laid out, by the configuration of when it was made; null for formats of which that is known.</summary>
    public PayloadMapping? Mapping { get; init; }

    /// <summary>What a message of Sparkplug B says; null for other formats.</summary>
    public SparkplugContent? Sparkplug { get; init; }

    /// <summary>What a mapped topic says of the device, as the sender calls it; empty when it says nothing.</summary>
    public string Device { get; init; } = "";
}

/// <summary>A message and what was read from it.</summary>
/// <param name="Station">The station it comes from; null when no such station is configured.</param>
/// <param name="Known">What is remembered of the station; null when nothing came from it yet.</param>
public readonly record struct DecodedMessage(Message Message, WatchedStation? Station, StationState? Known, Decoded Content)
{
    /// <summary>The same message as far as it is of other stations; null when it is of one, as nearly all are.</summary>
    public IReadOnlyList<DecodedMessage>? Further { get; init; }

    /// <summary>Nothing in it is of a station, and nothing is wrong with that: it is kept, and no more.</summary>
    public bool IsOfNobody { get; init; }

    /// <summary>This one and the further ones.</summary>
    public IEnumerable<DecodedMessage> OfEach => Further is null ? [this] : [this with { Further = null }, .. Further];
}

/// <summary>Whether a feed is connected with its backlog drained, since when, or why not.</summary>
public sealed record FeedState(string Feed, bool Listening, DateTimeOffset Since, string Why = "")
{
    /// <summary>A feed at start that has not connected yet is not a lost one: it is only known not to listen.</summary>
    public bool IsStarting { get; init; }
}
