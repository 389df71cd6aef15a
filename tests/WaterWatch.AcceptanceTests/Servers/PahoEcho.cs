using System.Diagnostics;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>Debian's Python client of MQTT (Eclipse Paho), which sends back what it hears: from <c>to/python</c> to <c>from/python</c>, with the same QoS.</summary>
internal sealed class PahoEcho : IAsyncDisposable
{
    // Debian's own interpreter has it; another that comes first in PATH need not.
    private const string Python = "/usr/bin/python3";

    private const string Script =
        """
        import sys, paho.mqtt.client as mqtt
        port, version, qos, ca, certificate, key = sys.argv[1:]
        client = mqtt.Client("python", protocol=mqtt.MQTTv5 if version == "5" else mqtt.MQTTv311)
        if ca:
            client.tls_set(ca, certfile=certificate or None, keyfile=key or None)
        client.on_connect = lambda client, *rest: client.subscribe("to/python", int(qos))
        client.on_subscribe = lambda *rest: print("ready", flush=True)
        client.on_message = lambda client, data, message: client.publish("from/python", message.payload, message.qos)
        client.connect("127.0.0.1", int(port))
        client.loop_forever()
        """;

    private readonly Process _process;

    private PahoEcho(Process process) => _process = process;

    /// <summary>Skips the test when it is not installed; fails it when WATERWATCH_REQUIRE_SERVERS=1.</summary>
    public static void RequireOrSkip()
    {
        if (Directory.Exists("/usr/lib/python3/dist-packages/paho")) return;
        Installed.RequireOrSkip(["python3-paho-mqtt"], "python3-paho-mqtt");
    }

    /// <summary>Has connected and subscribed when this returns.</summary>
    public static async Task<PahoEcho> StartAsync(int port, string version, int qos, OwnAuthority? authority = null)
    {
        var (certificate, key) = authority?.FilesOf("CN=python") ?? ("", "");
        var echo = new PahoEcho(Process.Start(new ProcessStartInfo(Python, ["-c", Script, $"{port}", version, $"{qos}", authority?.CaFile ?? "", certificate, key]) { RedirectStandardOutput = true })!);
        Assert.Equal("ready", await echo._process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience));
        return echo;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
