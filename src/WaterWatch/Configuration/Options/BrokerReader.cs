using System.Security.Cryptography.X509Certificates;
using WaterWatch.Access;
using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Configuration.Options;

/// <summary>Reads <c>broker</c> of <c>waterwatch.yaml</c>.</summary>
internal sealed class BrokerReader(string directory)
{
    public static SectionKeys BrokerKeys { get; } = new("broker", "listen", "anonymous", "tls", "users", "limits", "keep_alive_max");

    public static SectionKeys TlsKeys { get; } = new("broker.tls", "listen", "certificate_file", "key_file", "client_ca_file", "require_client_certificate");

    public static SectionKeys UserKeys { get; } = new("a broker user", "name", "password", "password_file", "certificate", "station", "role");

    public static SectionKeys LimitKeys { get; } = new(
        "broker.limits", "packet_bytes", "connections", "connections_per_address", "sessions", "queued_messages", "queued_bytes",
        "messages_per_second", "bytes_per_second", "cut_off_messages_per_second", "cut_off_bytes_per_second");

    private static readonly TimeSpan LongestKeepAlive = TimeSpan.FromSeconds(ushort.MaxValue);

    private enum Role : byte
    {
        Reader,
    }

    private static ValueKind<Role> Roles { get; } = new("a role", "Write reader, or take the line out and name the station", text => text == "reader" ? Role.Reader : null);

    public BrokerSettings Read(Section? section, BrokerSettings defaults)
    {
        if (section is null)
            return defaults;

        var broker = new BrokerSettings(Listen(section, defaults.Listen), section.Value("anonymous", ValueKinds.TrueOrFalse) ?? defaults.Anonymous)
        {
            Tls = Tls(section.Sub("tls", TlsKeys)),
            Users = Users(section),
            Limits = Limits(section.Sub("limits", LimitKeys), defaults.Limits),
            MaximumKeepAlive = KeepAlive(section) ?? defaults.MaximumKeepAlive,
        };
        Remark(section, broker);
        return broker;
    }

    private static void Remark(Section section, BrokerSettings broker)
    {
        if (broker.Listen is not { } listen || Exposure.IsLoopback(listen.Host))
            return;

        section.Problems.Remark(
            section.OriginOf("listen"),
            broker.Anonymous
                ? $"the embedded broker at {listen} is open to anyone who reaches it: anonymous is meant for loopback"
                : $"passwords go to the embedded broker at {listen} in the clear: tls keeps them from others' eyes");
    }

    private static Endpoint? Listen(Section section, Endpoint? unwritten)
    {
        var text = section.Text("listen");
        if (text is not { Length: > 0 })
            return text is null ? unwritten : null;

        var listen = Endpoint.Parse(text);
        if (listen is null)
            section.Problem("listen", $"listen: \"{text}\" is not an address", "Write host:port, such as 127.0.0.1:1883, or \"\" to switch the embedded broker off");

        return listen;
    }

    private BrokerTlsSettings? Tls(Section? section)
    {
        if (section is null)
            return null;

        var listen = Listen(section, unwritten: null);
        var own = CertificateReader.Own(section, "certificate_file", "key_file", directory);
        var authorities = CertificateReader.Authorities(section, "client_ca_file", directory);
        var required = section.Value("require_client_certificate", ValueKinds.TrueOrFalse) ?? false;
        if (required && section.Text("client_ca_file") is not { Length: > 0 })
            section.Problem("require_client_certificate", "clients are asked for a certificate, and no authority is known that could have signed it", "Name the authority's certificate: client_ca_file: ca.pem");

        if (listen is not { } at)
            return null;

        if (own is { } with)
            return new BrokerTlsSettings(at, with.Own, with.Intermediates, authorities, required);

        if (section.Text("certificate_file") is not { Length: > 0 } && section.Text("key_file") is not { Length: > 0 })
            section.Missing("certificate_file", "server.pem, and key_file: server.key");

        return null;
    }

    private List<BrokerUser> Users(Section broker)
    {
        var users = new List<BrokerUser>();
        foreach (var section in broker.Sections("users", UserKeys))
        {
            var user = User(section);
            if (users.Exists(u => u.Name == user.Name))
                section.Problem("name", $"another user of the broker is named \"{user.Name}\" too", "Give each its own name: a station has a user to itself");

            if (user.Certificate.Length > 0 && users.Exists(u => u.Certificate == user.Certificate))
                section.Problem("certificate", $"another user of the broker has the certificate \"{user.Certificate}\" too", "Give each its own");

            users.Add(user);
        }

        return users;
    }

    private BrokerUser User(Section section)
    {
        var name = section.RequiredText("name", "lalang") ?? "";
        var password = SecretReader.Read(section, "password", directory);
        var certificate = Certificate(section);
        if (password.IsEmpty && certificate.Length == 0 && section.Text("password_file") is not { Length: > 0 })
            section.Missing("password_file", $"a file with the password of {name}; or certificate: CN={name}");

        var role = section.Value("role", Roles);
        var station = section.Text("station") ?? "";
        var parts = station.Split('/');
        var isStation = parts is [{ Length: > 0 }, { Length: > 0 }];
        if (role is null && station.Length == 0 && !section.Has("role"))
            section.Missing("station", "longjiang/lalang; or role: reader for a program that only listens");
        else if (role is not null && station.Length > 0)
            section.Problem("role", $"{name} is a station and a reader at once", "Keep station or role");
        else if (station.Length > 0 && !isStation)
            section.Problem("station", $"station: \"{station}\" is not a river and its station", "Write both ids, such as longjiang/lalang");

        return new BrokerUser(name, password, certificate, isStation ? parts[0] : "", isStation ? parts[1] : "") { Place = section.OriginOf("station") };
    }

    /// <summary>Written as people write it, compared as certificates have it.</summary>
    private static string Certificate(Section section)
    {
        if (section.Text("certificate") is not { Length: > 0 } text)
            return "";

        try
        {
            return new X500DistinguishedName(new X500DistinguishedName(text).RawData).Name;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            section.Problem("certificate", $"certificate: \"{text}\" is not the subject of a certificate", "Write it as the certificate has it, such as CN=lalang");
            return "";
        }
    }

    private static TimeSpan? KeepAlive(Section section)
    {
        var longest = section.Value("keep_alive_max", ValueKinds.Duration);
        if (longest < TimeSpan.FromSeconds(1) || longest > LongestKeepAlive)
            section.Problem("keep_alive_max", $"keep_alive_max: MQTT counts it in seconds from 1 to 65535, not {section.Text("keep_alive_max")}", "Write 60s");

        return longest;
    }

    private static BrokerLimits Limits(Section? section, BrokerLimits defaults) => section is null ? defaults : new BrokerLimits
    {
        PacketBytes = section.Value("packet_bytes", ValueKinds.Whole(1024, 256 * 1024 * 1024)) ?? defaults.PacketBytes,
        Connections = section.Value("connections", ValueKinds.Whole(1, 1_000_000)) ?? defaults.Connections,
        ConnectionsPerAddress = section.Value("connections_per_address", ValueKinds.Whole(1, 1_000_000)) ?? defaults.ConnectionsPerAddress,
        Sessions = section.Value("sessions", ValueKinds.Whole(1, 1_000_000)) ?? defaults.Sessions,
        QueuedMessages = section.Value("queued_messages", ValueKinds.Whole(1, 100_000_000)) ?? defaults.QueuedMessages,
        QueuedBytes = section.Value("queued_bytes", ValueKinds.Whole(1024, int.MaxValue)) ?? defaults.QueuedBytes,
        MessagesPerSecond = Rate(section, "messages_per_second"),
        BytesPerSecond = Rate(section, "bytes_per_second"),
        CutOffMessagesPerSecond = Rate(section, "cut_off_messages_per_second"),
        CutOffBytesPerSecond = Rate(section, "cut_off_bytes_per_second"),
    };

    private static int Rate(Section section, string key) => section.Value(key, ValueKinds.Whole(0, int.MaxValue)) ?? 0;
}
