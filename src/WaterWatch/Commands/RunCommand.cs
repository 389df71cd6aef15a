using System.CommandLine;
using System.Net.Sockets;
using System.Security.Cryptography;
using WaterWatch.Access;
using WaterWatch.Configuration;
using WaterWatch.Configuration.Options;

namespace WaterWatch.Commands;

/// <summary><c>run</c>, which is also what happens without a command: the service.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Runs the service (what happens without a command, too).");
        AddTo(command);
        return command;
    }

    public static void AddTo(Command command)
    {
        var (config, data, urls, mqtt, set) = (Options.Config(), Options.Data(), Options.Urls(), Options.Mqtt(), Options.Set());
        var open = new Option<bool>("--open") { Description = "Serves everything without sign-in, on this machine only." };
        foreach (var option in new Option[] { config, data, urls, mqtt, set, open })
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            if (Options.Load(parsed.GetValue(config)!, parsed.GetValue(set)!) is not { } loaded)
            {
                return CommandLine.FoundWrong;
            }

            return await RunAsync(loaded.With(parsed.GetValue(data), parsed.GetValue(urls), parsed.GetValue(mqtt)), parsed.GetValue(open), cancellation);
        });
    }

    private static async Task<int> RunAsync(LoadedConfiguration configuration, bool isOpen, CancellationToken cancellation)
    {
        Options.RequireSafe(configuration.Settings, isOpen);
        await using var app = WatchHost.Build(configuration, TimeProvider.System, ClockMode.OfTheWall, isOpen: isOpen);
        using var reload = ReloadOnHangup.Start(app.Services);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception wrong) when (IsTls(configuration.Settings) && wrong is InvalidOperationException or CryptographicException or FileNotFoundException or DirectoryNotFoundException)
        {
            await Console.Error.WriteLineAsync(
                $"https needs a certificate: {wrong.Message.Split('\n')[0].Trim()} Give PEM files by the environment, Kestrel__Certificates__Default__Path and Kestrel__Certificates__Default__KeyPath.");
            return CommandLine.FoundWrong;
        }
        catch (Exception busy) when (busy is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync($"{busy.Message} Another program may listen there: choose other addresses with --urls and --mqtt.");
            return CommandLine.FoundWrong;
        }

        await Console.Out.WriteLineAsync($"WaterWatch is ready: {string.Join(", ", app.Urls)}; stations publish to {configuration.Settings.Broker.Listen?.ToString() ?? "the configured brokers"}.");
        if (!isOpen && app.Services.GetRequiredService<FirstAdminLink>().Make() is { } token)
        {
            await Console.Out.WriteLineAsync(Invitation(app, configuration.Settings, token));
        }

        await app.WaitForShutdownAsync(cancellation);

        // Set when the service ended itself because it could not go on.
        return Environment.ExitCode == 0 ? CommandLine.Done : CommandLine.FoundWrong;
    }

    private static bool IsTls(Settings settings) => settings.WebUrls.Any(u => Exposure.AddressOf(u) is { Scheme: "https" });

    /// <summary>To the terminal alone, and never to the log: whoever has it becomes the admin.</summary>
    private static string Invitation(WebApplication app, Settings settings, string token)
    {
        var here = new UriBuilder(app.Urls.First());

        // Every address is none that a browser can go to.
        here.Host = here.Host.Trim('[', ']') is "0.0.0.0" or "::" ? "localhost" : here.Host;
        var at = new Uri(settings.PublicUrl ?? here.Uri, $"{FirstAdminLink.Path}/{token}");
        return app.Services.GetRequiredService<AccessGate>().IsOpen
            ? $"There is no user yet, so this machine is served without sign-in; from the first user on sign-in is needed. Make the first admin within 24 hours at {at}"
            : $"There is no user yet, and sign-in is needed. Make the first admin within 24 hours at {at}";
    }
}
