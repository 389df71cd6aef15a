namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>Where a service lives over its restarts: its configuration, its data and its ports.</summary>
internal sealed class ServiceHome : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-service-").FullName;

    public ServiceHome(TestConfig config, params string[] settings)
    {
        Config = Path.Combine(_folder, "config");
        Data = Path.Combine(_folder, "data");
        Settings = settings;
        config.Write(Config);
    }

    public string Config { get; }

    /// <summary>Not there before the first start.</summary>
    public string Data { get; init; }

    public int HttpPort { get; } = FreePort.Next();

    /// <summary>Of a page.</summary>
    public string Url(string path) => $"http://127.0.0.1:{HttpPort}{path}";

    /// <summary>Of the embedded broker.</summary>
    public int MqttPort { get; } = FreePort.Next();

    /// <summary>Laid over the configuration with --set. With a feed of its own the embedded broker is off.</summary>
    public IReadOnlyList<string> Settings { get; }

    public IEnumerable<string> Arguments =>
    [
        "run", "--config", Config, "--data", Data, "--urls", $"http://127.0.0.1:{HttpPort}",
        .. UsesOtherBroker ? (string[])[] : ["--mqtt", $"127.0.0.1:{MqttPort}"],
        .. Settings.SelectMany(s => (string[])["--set", s]),
    ];

    private bool UsesOtherBroker => Settings.Any(s => s.StartsWith("broker.listen=", StringComparison.Ordinal));

    /// <summary>The settings of a service that takes its messages from a broker elsewhere.</summary>
    public static string[] FeedAt(int port) => ["broker.listen=", $"feeds.0.address=127.0.0.1:{port}"];

    public ServiceProcess Start() => ServiceProcess.Start(this);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
