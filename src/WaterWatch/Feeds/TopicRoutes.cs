using System.Collections.Concurrent;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Feeds.Sparkplug;
using WaterWatch.Timeline;

namespace WaterWatch.Feeds;

/// <summary>Turns a topic into what it says: river, station and format. Made once a topic, since stations repeat theirs for years.</summary>
/// <param name="sessions">What edge nodes of Sparkplug B have said of themselves.</param>
public sealed class TopicRoutes(string feed, IReadOnlyList<FeedTopic> topics, SparkplugSessions sessions)
{
    /// <summary>More topics than that are matched each time, so that an inventive client cannot fill the memory.</summary>
    private const int MostKnown = 100_000;

    /// <summary>A topic may have 64 KiB; longer ones than that no station repeats for years.</summary>
    private const int LongestKnown = 256;

    private readonly ConcurrentDictionary<string, Route> _routes = new();

    /// <summary>Where a device that sends to a topic is answered.</summary>
    public static string AnswersTo(string topic) => topic + "/ack";

    /// <summary>How many topics are remembered.</summary>
    internal int Known => _routes.Count;

    public IEnumerable<string> Filters => topics.Select(t => t.Pattern.Filter);

    /// <summary>What a topic begins with before any filter's first wildcard, such as <c>waterwatch/v1/</c>.</summary>
    private readonly string[] _prefixes =
        [.. topics.Select(t => t.Pattern.Topics).Select(f => f[..Math.Max(0, f.AsSpan().IndexOfAny('+', '#'))]).Where(p => p.Length > 0).Distinct()];

    /// <summary>
    /// True for every topic that one of the filters matches, and for all others below their common beginnings: a mistyped topic must be set aside and seen, not
    /// acknowledged and gone. What goes from the service to stations is not for the service.
    /// </summary>
    public bool Claims(string topic) =>
        Find(topic).Format is not null
        || Array.Exists(_prefixes, p => topic.StartsWith(p, StringComparison.Ordinal))
            && !topic.EndsWith("/command", StringComparison.Ordinal) && !topic.EndsWith("/ack", StringComparison.Ordinal);

    /// <summary>The feed is connected, for the first time or again: where edge nodes of Sparkplug B are to be asked for their births.</summary>
    public IReadOnlyList<string> NodesToAsk() => sessions.Connected(
        feed,
        topics.Where(t => t.Mapping is { Layout: PayloadLayout.SparkplugB }).SelectMany(t => t.Mapping!.Devices!.Keys).Select(d => string.Join('/', d.Split('/').Take(2))).Distinct());

    /// <summary>The message with what its topic says; a topic that nothing matches, as a broker may send by a wider filter, is of no station.</summary>
    /// <param name="isNews">It has come just now, and is not read once more.</param>
    public Message ToMessage(string topic, ReadOnlyMemory<byte> payload, bool isRetained, DateTimeOffset receivedAt, bool isNews = true)
    {
        var route = Find(topic);
        return new Message(
            new RawMessage(feed, topic, route.Station, Instants.Trim(receivedAt), payload),
            route.Format ?? PayloadFormat.Json,
            route.River,
            isRetained)
        {
            Mapping = route.Mapping,
            Device = route.Device,
            Sparkplug = route.Format == PayloadFormat.Sparkplug ? sessions.Read(feed, topic, payload, receivedAt, isNews) : null,
        };
    }

    private Route Find(string topic)
    {
        if (_routes.TryGetValue(topic, out var known))
        {
            return known;
        }

        var route = Match(topic);
        if (topic.Length <= LongestKnown && _routes.Count < MostKnown)
        {
            _routes[topic] = route;
        }

        return route;
    }

    private Route Match(string topic)
    {
        foreach (var candidate in topics)
        {
            if (candidate.Pattern.TryMatch(topic, out string river, out string station))
            {
                return new Route(river, candidate.StationOf(station), FormatOf(candidate), candidate.Mapping, station);
            }
        }

        return new Route("", "", null, null, "");
    }

    private static PayloadFormat FormatOf(FeedTopic topic) => topic.Format switch
    {
        FeedFormat.Status => PayloadFormat.Status,
        FeedFormat.Hj212 => PayloadFormat.Hj212,
        FeedFormat.SenMl => PayloadFormat.SenMl,
        FeedFormat.Mapped => topic.Mapping!.Layout == PayloadLayout.SparkplugB ? PayloadFormat.Sparkplug : PayloadFormat.Mapped,
        _ => PayloadFormat.Json,
    };

    private sealed record Route(string River, string Station, PayloadFormat? Format, PayloadMapping? Mapping, string Device);
}
