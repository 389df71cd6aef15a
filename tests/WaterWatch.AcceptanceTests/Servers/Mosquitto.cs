using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>The real mosquitto: a broker on a free port, and its pub and sub tools with their output.</summary>
public sealed class Mosquitto : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>stdbuf lets the tools' lines come as they are written.</summary>
    private static readonly string[] Tools = ["mosquitto", "mosquitto_pub", "mosquitto_sub", "stdbuf"];

    private readonly string _folder;
    private readonly string _configuration;
    private Process _process;

    private Mosquitto(string folder, string configuration, int port, int tlsPort)
    {
        (_folder, _configuration, Port, TlsPort) = (folder, configuration, port, tlsPort);
        _process = StartProcess();
    }

    public int Port { get; }

    /// <summary>Where it speaks TLS with those who have a certificate; 0 without an authority.</summary>
    public int TlsPort { get; }

    /// <summary>Skips the test when mosquitto is not installed; fails it when WATERWATCH_REQUIRE_SERVERS=1.</summary>
    public static void RequireOrSkip() => Installed.RequireOrSkip(Tools, "mosquitto mosquitto-clients coreutils");

    /// <summary>A broker that lets everyone in and keeps every message, and is listening when this returns.</summary>
    /// <param name="authority">Who signs its certificate for TLS, and those of who may come that way.</param>
    internal static async Task<Mosquitto> StartAsync(OwnAuthority? authority = null)
    {
        var folder = Directory.CreateTempSubdirectory("waterwatch-mosquitto-").FullName;
        var port = FreePort.Next();
        var configuration = Path.Combine(folder, "mosquitto.conf");
        var tlsPort = authority is null ? 0 : FreePort.Next();
        var tls = authority?.FilesOf("CN=localhost") is var (certificate, key)
            ? $"listener {tlsPort} 127.0.0.1\ncafile {authority.CaFile}\ncertfile {certificate}\nkeyfile {key}\nrequire_certificate true\nuse_subject_as_username true\n"
            : "";
        // Started by root, as in a container, it would become a user who may read neither its key nor its folder.
        await File.WriteAllTextAsync(configuration, $"user root\nlistener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\npersistence true\npersistence_location {folder}/\nlog_type none\nlog_type information\nconnection_messages false\n{tls}");
        var broker = new Mosquitto(folder, configuration, port, tlsPort);
        await broker.ListeningAsync();
        return broker;
    }

    /// <summary>Kills the broker.</summary>
    public Task StopAsync() => KillAsync(_process);

    /// <summary>Ends the broker as its operator does: it writes its sessions down.</summary>
    public async Task EndAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Starts the broker again on the same ports, with the sessions that it wrote down.</summary>
    public async Task StartAgainAsync()
    {
        _process = StartProcess();
        await ListeningAsync();
    }

    /// <summary>Runs mosquitto_pub to its end; its exit code is 0 once QoS 1 is acknowledged.</summary>
    public static async Task<int> PublishAsync(int port, params string[] arguments)
    {
        using var tool = StartPublish(port, arguments);
        using var patience = new CancellationTokenSource(s_patience);
        await tool.WaitForExitAsync(patience.Token);
        return tool.ExitCode;
    }

    /// <summary>Starts mosquitto_pub; for tests that look at when it ends.</summary>
    public static Process StartPublish(int port, params string[] arguments) =>
        Run("mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{port}", .. arguments]);

    /// <summary>Starts mosquitto_sub and returns once its subscriptions are made.</summary>
    public static async Task<Subscriber> SubscribeAsync(int port, params string[] arguments)
    {
        // Into a pipe mosquitto_sub holds its output back until it ends; stdbuf (coreutils) makes it speak line by line.
        var subscriber = new Subscriber(Run("stdbuf", ["-oL", Installed.Find("mosquitto_sub")!, "-h", "127.0.0.1", "-p", $"{port}", "-d", "-F", "MSG %t %q %r %p", .. arguments]));
        await subscriber.SubscribedAsync();
        return subscriber;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync(_process);
        Directory.Delete(_folder, recursive: true);
    }

    private static Process Run(string tool, params string[] arguments) => Process.Start(new ProcessStartInfo(Installed.Find(tool)!, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardOutputEncoding = Encoding.UTF8,
    })!;

    private static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private Process StartProcess() => Run("mosquitto", "-c", _configuration);

    private async Task ListeningAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var said = new List<string>();
        // It logs to standard error, "running" once its listeners stand.
        while (await _process.StandardError.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains("running", StringComparison.Ordinal)) return;
            said.Add(line);
        }
        throw new InvalidOperationException($"mosquitto ended before it listened:\n{string.Join('\n', said)}");
    }

    /// <summary>A running mosquitto_sub.</summary>
    public sealed class Subscriber : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();
        private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Subscriber(Process process)
        {
            _process = process;
            process.OutputDataReceived += (_, line) => Take(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        /// <summary>The next message as "topic qos retain payload".</summary>
        public async Task<string> NextAsync() => await _messages.Reader.ReadAsync().AsTask().WaitAsync(s_patience);

        /// <summary>Ends it without DISCONNECT.</summary>
        public async ValueTask DisposeAsync() => await KillAsync(_process);

        internal Task SubscribedAsync() => _subscribed.Task.WaitAsync(s_patience);

        private void Take(string? line)
        {
            if (line is null) _messages.Writer.TryComplete();
            else if (line.StartsWith("MSG ", StringComparison.Ordinal)) _messages.Writer.TryWrite(line[4..]);
            else if (line.Contains("Subscribed", StringComparison.Ordinal)) _subscribed.TrySetResult();
        }
    }
}
