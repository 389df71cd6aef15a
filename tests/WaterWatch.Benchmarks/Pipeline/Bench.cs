using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WaterWatch.Benchmarks.Pipeline;

/// <summary>The places of one run: a broker, a configuration with as many stations as wanted, a folder for the log.</summary>
internal sealed class Bench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-bench-").FullName;
    private readonly Child? _mosquitto;

    private Bench(int stations, bool embedded)
    {
        BrokerPort = FreePort();
        if (!embedded)
        {
            var conf = Path.Combine(_folder, "mosquitto.conf");
            File.WriteAllText(conf, $"listener {BrokerPort} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0\nmax_inflight_bytes 0\n");
            _mosquitto = Child.Program(File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto", "-c", conf);
        }

        Config = Path.Combine(_folder, "config");
        WriteConfig(stations, embedded, Load.Station);
    }

    private Bench(int stations, Func<int, string> name)
    {
        Config = Path.Combine(_folder, "config");
        WriteConfig(stations, embedded: true, name);
    }

    public int BrokerPort { get; }

    public string Config { get; }

    public string Data => Path.Combine(_folder, "data");

    /// <param name="embedded">The service's own broker instead of mosquitto.</param>
    public static async Task<Bench> StartAsync(int stations, bool embedded = false)
    {
        var bench = new Bench(stations, embedded);
        if (bench._mosquitto is { } mosquitto)
        {
            await mosquitto.SaysAsync("running");
        }

        return bench;
    }

    /// <summary>A configuration alone, with stations of these names.</summary>
    public static Bench Configuration(int stations, Func<int, string> name) => new(stations, name);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits for one of the metrics; asks the service twenty times a second, which costs it next to nothing.</summary>
    public static async Task UntilAsync(HttpClient http, string metric, double atLeast)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync())
        {
            var line = (await http.GetStringAsync("/metrics")).Split('\n').FirstOrDefault(l => l.StartsWith(metric + " ", StringComparison.Ordinal));
            if (line is not null && double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture) >= atLeast)
            {
                return;
            }
        }
    }

    /// <summary>The metrics of a service that have no label.</summary>
    public static async Task<IReadOnlyDictionary<string, double>> ReadAsync(HttpClient http) =>
        (await http.GetStringAsync("/metrics")).Split('\n').Where(l => l.Length > 0 && l[0] != '#' && !l.Contains('{', StringComparison.Ordinal))
            .ToDictionary(l => l[..l.IndexOf(' ', StringComparison.Ordinal)], l => double.Parse(l[(l.IndexOf(' ', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture));

    public void Dispose()
    {
        _mosquitto?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void WriteConfig(int stations, bool embedded, Func<int, string> name)
    {
        Directory.CreateDirectory(Path.Combine(Config, "rivers"));
        Directory.CreateDirectory(Path.Combine(Config, "limits"));
        File.Copy(Path.Combine(RepositoryRoot(), "config", "limits", "gb-3838-2002.yaml"), Path.Combine(Config, "limits", "gb-3838-2002.yaml"));
        File.WriteAllText(Path.Combine(Config, "waterwatch.yaml"), $$"""
            broker: { listen: "{{(embedded && BrokerPort > 0 ? $"127.0.0.1:{BrokerPort}" : "")}}" }
            feeds:
              - name: bench
                address: "127.0.0.1:{{Math.Max(1, BrokerPort)}}"
                client_id: waterwatch
                topics: [ { filter: "waterwatch/v1/+river/+station/readings", format: json } ]

            """);
        var river = new StringBuilder("""
            river: bench
            name: { en: Bench, zh: 测试 }
            time_zone: Asia/Shanghai
            defaults:
              limits: { standard: GB 3838-2002, class: III }
              expected: { Cd: 15m, Pb: 15m, pH: 15m }
              quality:
                Cd: { sensor_span: [0, 10], user_span: [0, 1], spike: 0.01, rate_per_hour: 0.1, flat_line: { count: 5, tolerance: 0 } }
            places:

            """);
        for (var i = 0; i < stations; i++)
        {
            river.Append($"  - {{ id: {name(i)}, name: {{ en: Station {i}, zh: 站{i} }} }}\n");
        }

        river.Append("reaches: []\nstations:\n");
        for (var i = 0; i < stations; i++)
        {
            river.Append($"  - {{ id: {name(i)}, name: {{ en: Station {i}, zh: 站{i} }}, place: {name(i)} }}\n");
        }

        File.WriteAllText(Path.Combine(Config, "rivers", "bench.yaml"), river.ToString());
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WaterWatch.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Run the benchmark from a checkout: it uses config/limits.");
    }
}
