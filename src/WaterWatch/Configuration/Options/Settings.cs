using System.Security.Cryptography.X509Certificates;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Decoding.Mapping;
using WaterWatch.OnCall;

namespace WaterWatch.Configuration.Options;

/// <summary>All of <c>waterwatch.yaml</c> with environment and <c>--set</c> laid over it. What is not written has the defaults given here.</summary>
public sealed record Settings
{
    /// <summary>The folder of the database; relative to where the service was started.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Where pages and API are served.</summary>
    public IReadOnlyList<string> WebUrls { get; init; } = ["http://127.0.0.1:8080"];

    /// <summary>Where people reach the service, for links in mails; null when nobody said.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Nobody but a proxy, which does TLS, reaches the service at its urls.</summary>
    public bool BehindProxy { get; init; }

    public MapSettings Map { get; init; } = MapSettings.Plain;

    /// <summary>The terms of the public page and its data.</summary>
    public OpenDataSettings OpenData { get; init; } = new();

    public BrokerSettings Broker { get; init; } = new(new Endpoint("127.0.0.1", 1883), Anonymous: true);

    public IReadOnlyList<FeedSettings> Feeds { get; init; } = [FeedSettings.Local];

    /// <summary>Which stations mappings name, and where.</summary>
    internal IReadOnlyList<(string Station, Origin Place)> MappedStations { get; init; } = [];

    public InfluxSettings Influx { get; init; } = new();

    public SmtpSettings Smtp { get; init; } = new();

    public CapSettings Cap { get; init; } = new();

    /// <summary>Live, or shadow: everything runs, and nobody is told. Demo and replay are exercises whatever it says.</summary>
    public Telling Telling { get; init; }

    public PipelineSettings Pipeline { get; init; } = new();

    public RetentionSettings Retention { get; init; } = new();

    public HeartbeatSettings Heartbeat { get; init; } = new();
}

/// <summary>The version of MQTT that a feed speaks.</summary>
public enum FeedProtocol : byte
{
    Mqtt5,
    Mqtt311,
}

/// <summary>What the payloads of a topic are.</summary>
public enum FeedFormat : byte
{
    /// <summary>Readings as JSON.</summary>
    Json,

    /// <summary><c>online</c> or <c>offline</c>.</summary>
    Status,

    /// <summary>Packets of HJ 212-2017.</summary>
    Hj212,

    /// <summary>SenML in JSON, RFC 8428.</summary>
    SenMl,

    /// <summary>Other JSON, by a mapping.</summary>
    Mapped,
}

/// <summary>A filter to subscribe to, and what its payloads are.</summary>
public sealed record FeedTopic(TopicPattern Pattern, FeedFormat Format)
{
    /// <summary>How a payload of others is read; null for formats of which that is known.</summary>
    public PayloadMapping? Mapping { get; init; }

    /// <summary>The station that a topic's level means: its id, or what the mapping says of the device of that name. A device that is not known there keeps its name.</summary>
    public string StationOf(string level) => level.Length == 0 ? "" : Mapping?.DeviceOf(level)?.Station ?? level;
}

/// <summary>TLS to a broker.</summary>
/// <param name="Authorities">Who signs its certificate; null for those that the machine trusts.</param>
/// <param name="Certificate">Our own; null for none.</param>
public sealed record FeedTls(X509Certificate2Collection? Authorities, X509Certificate2? Certificate);

/// <summary>One broker that is listened to; or, with <see cref="Listen"/>, a port at which devices call.</summary>
public sealed record FeedSettings(string Name, Endpoint Address, string ClientId, IReadOnlyList<FeedTopic> Topics)
{
    /// <summary>Where devices are listened for that send HJ 212 over TCP; null for a broker.</summary>
    public Endpoint? Listen { get; init; }

    /// <summary>The shipped feed: the embedded broker's topics.</summary>
    public static FeedSettings Local { get; } = new(
        "local",
        new Endpoint("127.0.0.1", 1883),
        "waterwatch",
        [
            Topic("waterwatch/v1/+river/+station/readings", FeedFormat.Json),
            Topic("waterwatch/v1/+river/+station/senml", FeedFormat.SenMl),
            Topic("waterwatch/v1/+river/+station/hj212", FeedFormat.Hj212),
            Topic("waterwatch/v1/+river/+station/status", FeedFormat.Status),
        ]);

    /// <summary>Brokers that are tried in turn when the one at <see cref="Address"/> takes no connection.</summary>
    public IReadOnlyList<Endpoint> Alternatives { get; init; } = [];

    /// <summary>0, 1 or 2.</summary>
    public int Qos { get; init; } = 1;

    public FeedProtocol Protocol { get; init; } = FeedProtocol.Mqtt5;

    /// <summary>A ping is sent after this long without anything else to send.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the broker keeps what it could not deliver while this service is away; MQTT 5 only, 3.1.1 keeps it for good.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(30);

    public string User { get; init; } = "";

    public Secret Password { get; init; }

    /// <summary>Null without TLS.</summary>
    public FeedTls? Tls { get; init; }

    /// <summary>Where commands to a station are published.</summary>
    public TopicPattern CommandTopic { get; init; } = Topic("waterwatch/v1/+river/+station/command", FeedFormat.Json).Pattern;

    private static FeedTopic Topic(string text, FeedFormat format) =>
        TopicPattern.TryParse(text, out var pattern, out var why, out _) ? new(pattern, format) : throw new InvalidOperationException(why);
}

/// <summary>The projection into an external InfluxDB.</summary>
/// <param name="Url">Null when it is off.</param>
public sealed record InfluxSettings(Uri? Url = null, string Database = "waterwatch", string User = "", Secret Password = default, Secret Token = default);

/// <summary>How the connection to the mail server is kept from others' eyes.</summary>
public enum SmtpSecurity : byte
{
    None,
    StartTls,
    Tls,
}

/// <summary>The mail server.</summary>
/// <param name="Host">Empty when there is none, which is a standing alarm.</param>
public sealed record SmtpSettings(
    string Host = "",
    int Port = 587,
    SmtpSecurity Security = SmtpSecurity.StartTls,
    string User = "",
    Secret Password = default,
    string From = "");

/// <summary>Who sends alerts of the Common Alerting Protocol.</summary>
/// <param name="Sender">Unique in the world, such as a domain name.</param>
/// <param name="SenderName">As people know it.</param>
public sealed record CapSettings(string Sender = "waterwatch.invalid", string SenderName = "WaterWatch");

/// <summary>How long is kept what need not be kept for good. Raw messages, readings, the timeline and all that belongs to an incident are.</summary>
/// <param name="Notifications">Those of no incident, once they are sent or given up.</param>
public sealed record RetentionSettings(TimeSpan Notifications)
{
    public RetentionSettings()
        : this(TimeSpan.FromDays(400))
    {
    }
}

/// <param name="AllowedClockSkew">How far a sample time may lie after its receipt.</param>
/// <param name="Batch">Most messages in one transaction.</param>
/// <param name="BatchWait">Longest wait for a batch to fill; added to every acknowledgement on a quiet river.</param>
public sealed record PipelineSettings(TimeSpan AllowedClockSkew, int Batch, TimeSpan BatchWait)
{
    /// <summary>How long the rest of a packet is waited for that a device has split (HJ 212).</summary>
    public TimeSpan PartsWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What a file brings that was taken longer ago calls nobody.</summary>
    public TimeSpan HistoryAfter { get; init; } = TimeSpan.FromDays(7);

    public PipelineSettings()
        : this(TimeSpan.FromMinutes(5), 4096, TimeSpan.FromMilliseconds(5))
    {
    }
}
