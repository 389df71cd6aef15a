using System.Net;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Decoding.Mapping;

namespace WaterWatch.Configuration.Options;

/// <summary>Reads the <c>feeds</c> of <c>waterwatch.yaml</c>.</summary>
internal sealed class FeedReader(string directory, ListedMappings mappings, BrokerSettings broker, Problems problems)
{
    public static SectionKeys FeedKeys { get; } = new(
        "a feed", "name", "address", "alternatives", "listen", "qos", "client_id", "protocol", "topics", "command_topic", "keep_alive", "session_expiry", "user", "password", "password_file", "tls");

    public static SectionKeys TlsKeys { get; } = new("a feed's tls", "ca_file", "certificate_file", "key_file");

    public static SectionKeys TopicKeys { get; } = new("a topic", "filter", "format", "mapping");

    private static ValueKind<FeedProtocol> Protocol { get; } = new(
        "a version of MQTT", "Write \"5\" or \"3.1.1\"", text => text switch { "5" or "5.0" => FeedProtocol.Mqtt5, "3.1.1" => FeedProtocol.Mqtt311, _ => null });

    private static ValueKind<FeedFormat> Format { get; } = new(
        "a format", "Write json, senml, hj212, mapped or status",
        text => text switch
        {
            "json" => FeedFormat.Json,
            "senml" => FeedFormat.SenMl,
            "hj212" => FeedFormat.Hj212,
            "mapped" => FeedFormat.Mapped,
            "status" => FeedFormat.Status,
            _ => null,
        });

    public List<FeedSettings> Read(Section root)
    {
        var feeds = new List<FeedSettings>();
        var sections = root.Sections("feeds", FeedKeys);
        if (root.IsEmptyList("feeds"))
            problems.Remark(root.OriginOf("feeds"), "no feed is listed, so nothing is listened to");

        foreach (var section in sections)
        {
            var feed = Feed(section);
            if (feed.Name.Length > 0 && feeds.Exists(f => f.Name == feed.Name))
                section.Problem("name", $"another feed is named \"{feed.Name}\" too", "Give each feed its own name: it stands in logs and metrics");

            if (feed.Listen is null && feeds.Exists(f => f.Listen is null && f.ClientId == feed.ClientId))
            {
                section.Problem(
                    "client_id",
                    $"another feed has the client id \"{feed.ClientId}\" too",
                    "Give each feed its own: a broker throws out the first of two clients with one id");
            }

            // The second would be one more client of our own broker, which acknowledges at once what the gate does not take.
            if (ReachesBroker(feed) && feeds.Find(ReachesBroker) is { } own)
            {
                section.Problem(
                    "address",
                    $"feed {own.Name} has the embedded broker's address already: what came by this one would be acknowledged before it is stored",
                    $"List these topics in feed {own.Name}, or give the address of another broker");
            }

            if (feed.Listen is { } port && feeds.Exists(f => f.Listen == port))
                section.Problem("listen", $"another feed listens at {port} too", "Give each its own port");

            if (feed.Qos == 0)
                problems.Remark(section.OriginOf("qos"), $"feed {feed.Name} listens with qos 0: what is sent while it is not connected is lost");

            feeds.Add(feed);
        }

        return feeds;
    }

    private bool ReachesBroker(FeedSettings feed) => feed.Listen is null && feed.Alternatives.Prepend(feed.Address).Any(broker.IsReachedAt);

    private FeedSettings Feed(Section section)
    {
        var name = section.RequiredText("name", "local") ?? "";
        if (name == Deciding.RawMessage.FileFeed)
            section.Problem("name", $"name: \"{name}\" stands for what comes with files", "Give the feed another name");

        if (section.Has("listen"))
            return Listener(section, name);

        var shipped = FeedSettings.Local;
        return new FeedSettings(name, Address(section), section.Text("client_id") ?? $"waterwatch-{name}", Topics(section))
        {
            Alternatives = [.. section.Texts("alternatives").Select(a => Address(section, "alternatives", a.Text)).OfType<Endpoint>()],
            Qos = section.Value("qos", ValueKinds.Whole(0, 2)) ?? shipped.Qos,
            Protocol = section.Value("protocol", Protocol) ?? shipped.Protocol,
            KeepAlive = KeepAlive(section) ?? shipped.KeepAlive,
            SessionExpiry = section.Value("session_expiry", ValueKinds.DurationOrZero) ?? shipped.SessionExpiry,
            CommandTopic = CommandTopic(section) ?? shipped.CommandTopic,
            User = section.Text("user") ?? "",
            Password = SecretReader.Read(section, "password", directory),
            Tls = Tls(section.Sub("tls", TlsKeys)),
        };
    }

    /// <summary>A port for devices: nothing that is said of brokers applies to it.</summary>
    private FeedSettings Listener(Section section, string name)
    {
        foreach (var key in FeedKeys.Keys.Where(k => k is not ("name" or "listen") && section.Has(k)))
        {
            section.Problem(key, $"{key} says something of a broker, and this feed listens for devices", "Take it out, or give the broker a feed of its own with address: in place of listen:");
        }

        if (section.RequiredText("listen", "0.0.0.0:9012") is not { } text)
            return new FeedSettings(name, default, "", []);

        if (Endpoint.Parse(text) is not { } at || !IPAddress.TryParse(at.Host, out var address))
        {
            section.Problem("listen", $"listen: \"{text}\" is not an address of this machine", "Write the number of an address and a port, such as 127.0.0.1:9012, or 0.0.0.0:9012 for all addresses");
            return new FeedSettings(name, default, "", []);
        }

        if (!IPAddress.IsLoopback(address))
            problems.Remark(section.OriginOf("listen"), $"feed {name} listens at {at}: HJ 212 has neither encryption nor more than a password of six characters, so let only the stations' own network reach this port");

        return new FeedSettings(name, default, "", []) { Listen = at };
    }

    private static Endpoint Address(Section section) =>
        section.RequiredText("address", "127.0.0.1:1883") is { } text ? Address(section, "address", text) ?? default : default;

    private static Endpoint? Address(Section section, string key, string text)
    {
        if (Endpoint.Parse(text) is { } address)
            return address;

        section.Problem(key, $"{key}: \"{text}\" is not the address of a broker", "Write host:port without a scheme, such as 127.0.0.1:1883");
        return null;
    }

    private FeedTls? Tls(Section? section) => section is null ? null : new FeedTls(
        CertificateReader.Authorities(section, "ca_file", directory),
        CertificateReader.Own(section, "certificate_file", "key_file", directory)?.Own);

    private static TimeSpan? KeepAlive(Section section)
    {
        var keepAlive = section.Value("keep_alive", ValueKinds.Duration);
        if (keepAlive is { } t && (t < TimeSpan.FromSeconds(1) || t > TimeSpan.FromSeconds(65535)))
            section.Problem("keep_alive", $"keep_alive: MQTT counts it in seconds from 1 to 65535, not {section.Text("keep_alive")}", "Write 30s");

        return keepAlive;
    }

    private List<FeedTopic> Topics(Section feed)
    {
        var topics = new List<FeedTopic>();
        if (feed.IsEmptyList("topics"))
            feed.Missing("topics", "[ { filter: \"waterwatch/v1/+river/+station/readings\", format: json } ]");

        foreach (var section in feed.Sections("topics", TopicKeys))
        {
            var format = section.RequiredText("format", "json") is null ? null : section.Value("format", Format);
            var mapping = Mapping(section, format);
            if (section.RequiredText("filter", "\"waterwatch/v1/+river/+station/readings\"") is not { } text)
                continue;

            if (!TopicPattern.TryParse(text, out var pattern, out var why, out var remedy, needsStation: mapping is not { IsStationInTopic: false }))
                section.Problem("filter", $"filter: \"{text}\" {why}", remedy);
            else if (topics.Exists(t => t.Pattern.Filter == pattern.Filter))
                section.Problem("filter", $"filter: \"{text}\" is listed twice in this feed", "Keep one of them");
            else if (format is { } known)
                topics.Add(new FeedTopic(pattern, known) { Mapping = mapping });

            if (pattern?.Group is { Length: > 0 } group)
                problems.Remark(section.OriginOf("filter"), $"what others in the group \"{group}\" take does not come here, and what comes of one station may come out of order: be its only member, or let all of them write to one record");
        }

        return topics;
    }

    private PayloadMapping? Mapping(Section section, FeedFormat? format)
    {
        if (format != FeedFormat.Mapped)
        {
            if (format is not null && section.Has("mapping"))
                section.Problem("mapping", "only a topic of the format mapped has a mapping", "Write format: mapped, or take the mapping out");

            return null;
        }

        return section.RequiredText("mapping", "the name of an entry of mappings") is { } name ? mappings.Find(section, name) : null;
    }

    /// <summary>A topic that is published to: nothing in it may be left open but river and station.</summary>
    private static TopicPattern? CommandTopic(Section section)
    {
        if (section.Text("command_topic") is not { } text)
            return null;

        if (!TopicPattern.TryParse(text, out var pattern, out var why, out var remedy))
            section.Problem("command_topic", $"command_topic: \"{text}\" {why}", remedy);
        else if (!pattern.IsTopic)
            section.Problem("command_topic", $"command_topic: \"{text}\" leaves a level open, so nobody knows where to send", "Write levels with their names, such as waterwatch/v1/+river/+station/command");

        return pattern;
    }
}
