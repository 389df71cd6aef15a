using WaterWatch.Access;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Notify;
using WaterWatch.OnCall;

namespace WaterWatch.Configuration.Options;

/// <summary>Reads <c>waterwatch.yaml</c>.</summary>
internal sealed class SettingsReader(string directory, Problems problems)
{
    public static SectionKeys RootKeys { get; } = new("waterwatch.yaml", "data", "web", "broker", "feeds", "mappings", "influxdb", "smtp", "notify", "cap", "pipeline", "retention", "heartbeat");

    public static SectionKeys WebKeys { get; } = new("web", "urls", "public_url", "behind_proxy", "map", "public");

    public static SectionKeys SmtpKeys { get; } = new("smtp", "host", "port", "security", "user", "password", "password_file", "from");

    public static SectionKeys CapKeys { get; } = new("cap", "sender", "sender_name");

    public static SectionKeys NotifyKeys { get; } = new("notify", "telling");

    public static SectionKeys PipelineKeys { get; } = new("pipeline", "allowed_clock_skew", "batch", "batch_wait", "parts_within", "history_after");

    public static SectionKeys RetentionKeys { get; } = new("retention", "notifications", "originals");

    private static ValueKind<SmtpSecurity> Security { get; } = new(
        "a kind of security",
        "Write starttls, tls or none",
        text => text switch { "starttls" => SmtpSecurity.StartTls, "tls" => SmtpSecurity.Tls, "none" => SmtpSecurity.None, _ => null });

    private const string Forever = "forever";

    private static readonly TimeSpan LeastForNotifications = TimeSpan.FromDays(30);

    private static ValueKind<Telling> Mode { get; } = new(
        "a way of telling", "Write live or shadow", text => text switch { "live" => Telling.Live, "shadow" => Telling.Shadow, _ => null });

    public Settings Read(ConfigNode root)
    {
        var defaults = new Settings();
        if (Section.Open(root, RootKeys, problems) is not { } top)
            return defaults;

        var web = top.Sub("web", WebKeys);
        var broker = new BrokerReader(directory).Read(top.Sub("broker", BrokerReader.BrokerKeys), defaults.Broker);
        var mappings = new MappingReader(problems).Read(top);
        var behindProxy = web?.Value("behind_proxy", ValueKinds.TrueOrFalse) ?? defaults.BehindProxy;
        var feeds = top.Has("feeds") ? new FeedReader(directory, mappings, broker, problems).Read(top) : defaults.Feeds;
        mappings.RemarkUnused(problems);
        return new Settings
        {
            DataDirectory = top.Has("data") ? top.RequiredText("data", "data") ?? "" : defaults.DataDirectory,
            WebUrls = Urls(web, behindProxy) ?? defaults.WebUrls,
            PublicUrl = PublicUrl(web),
            BehindProxy = behindProxy,
            Map = MapReader.Read(web?.Sub("map", MapReader.MapKeys)),
            OpenData = OpenDataReader.Read(web?.Sub("public", OpenDataReader.PublicKeys)),
            Broker = broker,
            Feeds = feeds,
            MappedStations = mappings.Stations,
            Influx = new InfluxReader(directory).Read(top.Sub("influxdb", InfluxReader.InfluxKeys)),
            Smtp = Smtp(top.Sub("smtp", SmtpKeys)),
            Cap = Cap(top.Sub("cap", CapKeys)),

            Telling = top.Sub("notify", NotifyKeys)?.Value("telling", Mode) ?? Telling.Live,
            Pipeline = Pipeline(top.Sub("pipeline", PipelineKeys)),
            Retention = Retention(top.Sub("retention", RetentionKeys)),
            Heartbeat = new HeartbeatReader(directory).Read(top.Sub("heartbeat", HeartbeatReader.HeartbeatKeys)),
        };
    }

    private static CapSettings Cap(Section? section)
    {
        var defaults = new CapSettings();
        var sender = section?.Text("sender") ?? defaults.Sender;
        if (sender.Length == 0 || sender.Any(c => char.IsWhiteSpace(c) || c is ',' or '<' or '&'))
        {
            section!.Problem("sender", $"sender: \"{sender}\" cannot be a sender of the Common Alerting Protocol", "Write a name that nobody else has, without blanks, commas, < and &, such as alerts.example.org");
        }

        return new CapSettings(sender, section?.Text("sender_name") ?? defaults.SenderName);
    }

    private static Uri? PublicUrl(Section? web)
    {
        if (web?.Text("public_url") is not { Length: > 0 } text)
            return null;

        if (Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Query.Length: 0, Fragment.Length: 0 })
            return url;

        web.Problem("public_url", $"public_url: \"{text}\" is not an address that people can open", "Write how the service is reached from outside, such as https://water.example.org");
        return null;
    }

    private static List<string>? Urls(Section? web, bool behindProxy)
    {
        if (web is null || !web.Has("urls"))
            return null;

        var urls = web.Texts("urls");
        if (web.IsEmptyList("urls"))
            web.Problem("urls", "urls: without an address nobody could see anything", "Write at least one, such as http://127.0.0.1:8080, or leave urls out");

        foreach (var url in urls.Where(u => !IsHttp(u.Text)))
        {
            web.Problems.Add(
                url.Origin,
                $"urls: \"{url.Text}\" is not an address to serve pages at",
                "Write scheme, host and port, such as http://127.0.0.1:8080");
        }

        foreach (var url in urls.Where(u => !behindProxy && Exposure.AddressOf(u.Text) is { Scheme: "http" } address && !Exposure.IsLoopback(address)))
        {
            web.Problems.Add(
                url.Origin,
                $"urls: \"{url.Text}\" would take passwords from other machines in the clear",
                "Write https, or 127.0.0.1; behind_proxy: true when nobody but a proxy reaches it there");
        }

        return [.. urls.Select(u => u.Text)];
    }

    // Port 0 asks the system for any free one, which tests do; "*" and "+" stand for every address, as Kestrel takes them.
    private static bool IsHttp(string text) =>
        Exposure.AddressOf(text) is { PathAndQuery: "/" };

    private SmtpSettings Smtp(Section? section)
    {
        var defaults = new SmtpSettings();
        if (section is null)
            return defaults;

        var host = section.Text("host") ?? "";
        var from = section.Text("from") ?? "";
        if (host.Length > 0 && !from.Contains('@', StringComparison.Ordinal))
            section.Problem("from", $"from: \"{from}\" is not an address that mail can be sent from", "Write from: waterwatch@example.org");

        var security = section.Value("security", Security) ?? defaults.Security;
        if (security == SmtpSecurity.Tls && !MailClients.DoTls)
            section.Problem("security", "security: tls needs the packaged clients, which are not in this build", "Write starttls, usually with port: 587, or build with -p:PackagedClients=true");

        if (security == SmtpSecurity.None && section.Text("user") is { Length: > 0 })
            section.Problems.Remark(section.OriginOf("user"), "user and password go to the mail server in the clear, with security: none");

        return new SmtpSettings(
            host,
            section.Value("port", ValueKinds.Whole(1, 65535)) ?? defaults.Port,
            security,
            section.Text("user") ?? "",
            SecretReader.Read(section, "password", directory),
            from);
    }

    private static RetentionSettings Retention(Section? section)
    {
        var defaults = new RetentionSettings();
        var notifications = section?.Value("notifications", ValueKinds.Duration) ?? defaults.Notifications;
        if (notifications < LeastForNotifications)
            section!.Problem("notifications", "notifications are kept at least 30 days: people ask what they were told, and links in mails still work", "Write 30d or more, such as 400d");

        // Read so that somebody who writes a time is told, and does not believe that it holds.
        if (section?.Text("originals") is { } originals && originals != Forever)
            section.Problem("originals", $"originals: \"{originals}\" cannot be: raw messages and readings are kept for good, and the law wants originals for five years at least", "Write forever, or take the line out; to save space move the file's backups elsewhere");

        return new RetentionSettings(notifications);
    }

    private static PipelineSettings Pipeline(Section? section)
    {
        var defaults = new PipelineSettings();
        return section is null ? defaults : new PipelineSettings(
            section.Value("allowed_clock_skew", ValueKinds.DurationOrZero) ?? defaults.AllowedClockSkew,
            section.Value("batch", ValueKinds.Whole(1, 100_000)) ?? defaults.Batch,
            section.Value("batch_wait", ValueKinds.DurationOrZero) ?? defaults.BatchWait)
        {
            PartsWithin = section.Value("parts_within", ValueKinds.Duration) ?? defaults.PartsWithin,
            HistoryAfter = section.Value("history_after", ValueKinds.Duration) ?? defaults.HistoryAfter,
        };
    }
}
