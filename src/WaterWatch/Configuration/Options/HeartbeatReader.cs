using WaterWatch.Configuration.Yaml;
using WaterWatch.Mqtt;

namespace WaterWatch.Configuration.Options;

/// <summary>By what others learn whether this service is alive and well. Nothing of it is on unless it is configured.</summary>
/// <param name="Url">Asked for while the service is well; null for none. Whoever knows it can say that all is well, so it is read as a secret.</param>
/// <param name="FailSuffix">Added to the address's path while the service is not well; empty to ask for nothing then.</param>
/// <param name="Topic">A retained one at the broker of each feed; empty for none.</param>
public sealed record HeartbeatSettings(Uri? Url, HttpMethod Method, string FailSuffix, TimeSpan Every, string Topic)
{
    public HeartbeatSettings()
        : this(null, HttpMethod.Get, "", TimeSpan.FromMinutes(1), "")
    {
    }

    public bool IsOff => Url is null && Topic.Length == 0;

    // A record prints its members; the address must never reach a log.
    public override string ToString() => $"heartbeat every {Every}";
}

/// <summary>Reads <c>heartbeat</c> of <c>waterwatch.yaml</c>.</summary>
internal sealed class HeartbeatReader(string directory)
{
    public static SectionKeys HeartbeatKeys { get; } = new("heartbeat", "url", "url_file", "method", "fail_suffix", "every", "status_topic");

    private static readonly TimeSpan Fastest = TimeSpan.FromSeconds(10);

    private static ValueKind<Verb> Method { get; } = new("a method of HTTP", "Write get or post", text => text switch { "get" => Verb.Get, "post" => Verb.Post, _ => null });

    private enum Verb : byte
    {
        Get,
        Post,
    }

    public HeartbeatSettings Read(Section? section)
    {
        var defaults = new HeartbeatSettings();
        if (section is null)
            return defaults;

        var every = section.Value("every", ValueKinds.Duration) ?? defaults.Every;
        if (every < Fastest)
            section.Problem("every", $"every: {section.Text("every")} is more often than a heartbeat need be", "Write 10s or more, such as 1m");

        return new HeartbeatSettings(
            Url(section), section.Value("method", Method) == Verb.Post ? HttpMethod.Post : defaults.Method, FailSuffix(section), every, Topic(section));
    }

    private Uri? Url(Section section)
    {
        var text = SecretReader.Read(section, "url", directory);
        if (text.IsEmpty)
            return null;

        if (Uri.TryCreate(text.Reveal(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;

        section.Problem(section.Has("url") ? "url" : "url_file", "url: what is given is not an address that can be asked for", "Write the one that your monitoring gave you, such as https://monitor.example.org/ping/some-key");
        return null;
    }

    private static string FailSuffix(Section section)
    {
        var suffix = section.Text("fail_suffix") ?? "";
        if (suffix.Length > 0 && (suffix[0] != '/' || suffix.Any(c => char.IsWhiteSpace(c) || c is '?' or '#')))
            section.Problem("fail_suffix", $"fail_suffix: \"{suffix}\" cannot end an address", "Write what your monitoring wants behind the address when something failed, such as /fail");

        return suffix;
    }

    private static string Topic(Section section)
    {
        var topic = section.Text("status_topic") ?? "";
        if (topic.Length > 0 && !Topics.IsName(topic))
            section.Problem("status_topic", $"status_topic: \"{topic}\" is no topic that can be published to", "Write one without wildcards, such as waterwatch/v1/_service/status");

        return topic;
    }
}
