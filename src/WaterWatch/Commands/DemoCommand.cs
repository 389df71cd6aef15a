using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using WaterWatch.Configuration.Options;
using WaterWatch.Demo;
using WaterWatch.Replay;
using Endpoint = WaterWatch.Configuration.Options.Endpoint;

namespace WaterWatch.Commands;

/// <summary><c>demo</c>: the service with the Longjiang story published to it over MQTT, its clock being the story's.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var (config, data, urls, mqtt, set, speed) = (Options.Config(), Options.Data(), Options.Urls(), Options.Mqtt(), Options.Set(), Options.Speed("7200"));
        var exit = new Option<bool>("--exit") { Description = "Ends when the story does and prints the timeline." };
        var command = new Command("demo", "Plays the Longjiang incident of January 2012, published over MQTT to the running service.") { config, data, urls, mqtt, set, speed, exit };
        command.SetAction(async (parsed, cancellation) =>
        {
            var pace = Options.ReadSpeed(parsed.GetValue(speed)!);
            if (Options.Load(parsed.GetValue(config)!, parsed.GetValue(set)!) is not { } loaded)
            {
                return CommandLine.FoundWrong;
            }

            using var folder = parsed.GetValue(data) is null ? new TemporaryFolder("waterwatch-demo") : null;
            var directory = parsed.GetValue(data) ?? folder!.Path;
            if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            {
                throw new UsageException($"The demo writes a record of its own: --data {directory} must be an empty folder or none.");
            }

            var configuration = loaded.AsExercise().With(directory, parsed.GetValue(urls) ?? FreeUrl(loaded.Settings), parsed.GetValue(mqtt) ?? FreeEndpoint(loaded.Settings));

            // What it shows is a story's, and nobody's secret behind a proxy either.
            Options.RequireSafe(configuration.Settings with { BehindProxy = false }, isOpen: true);
            return await DemoSession.RunAsync(configuration, pace, parsed.GetValue(exit), Console.Out, cancellation);
        });
        return command;
    }

    /// <summary>The configured address, or any free port when another program has it: a first try must not fail on that.</summary>
    private static string? FreeEndpoint(Settings settings)
    {
        var listen = settings.Broker.Listen ?? new Endpoint("127.0.0.1", 1883);
        return $"127.0.0.1:{FreePort(listen.Port)}";
    }

    private static string? FreeUrl(Settings settings) =>
        Uri.TryCreate(settings.WebUrls[0], UriKind.Absolute, out var url) ? $"http://127.0.0.1:{FreePort(url.Port)}" : null;

    private static int FreePort(int wanted)
    {
        foreach (var port in (int[])[wanted, 0])
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) when (port != 0)
            {
                // Taken: any other will do.
            }
        }

        return wanted;
    }
}
