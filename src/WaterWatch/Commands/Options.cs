using System.CommandLine;
using System.Globalization;
using WaterWatch.Access;
using WaterWatch.Configuration;
using WaterWatch.Configuration.Options;
using Endpoint = WaterWatch.Configuration.Options.Endpoint;

namespace WaterWatch.Commands;

/// <summary>Options that several commands share, and how they are laid over the configuration.</summary>
internal static class Options
{
    public static Option<string> Config() => new("--config") { Description = "The configuration folder.", DefaultValueFactory = _ => "config", HelpName = "DIR" };

    public static Option<string?> Data() => new("--data") { Description = "The folder of the database.", HelpName = "DIR" };

    public static Option<string?> Urls() => new("--urls") { Description = "Where pages and API are served; several with semicolons.", HelpName = "URL" };

    public static Option<string?> Mqtt() => new("--mqtt") { Description = "Where the embedded broker listens.", HelpName = "HOST:PORT" };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "Lays a value over waterwatch.yaml, such as pipeline.batch=1000. May be given several times.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    public static Option<string> Speed(string standard) => new("--speed")
    {
        Description = "Story seconds a second, or max.",
        DefaultValueFactory = _ => standard,
        HelpName = "N|max",
    };

    /// <exception cref="UsageException">Neither a positive number nor max.</exception>
    public static double ReadSpeed(string text) =>
        text == "max" ? double.PositiveInfinity
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed > 0 && double.IsFinite(speed) ? speed
        : throw new UsageException($"--speed is a number above 0 or max; it was \"{text}\".");

    public static IReadOnlyDictionary<string, string> Environment() =>
        System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");

    /// <summary>The configured folder of the database; <c>data</c> when the configuration cannot be read: a record must be provable without it.</summary>
    public static string DataDirectory(string directory, IReadOnlyList<string> sets) =>
        ConfigurationFolder.Load(directory, Environment(), sets).TryGet(out var loaded) ? loaded.Settings.DataDirectory : "data";

    /// <summary>Loads a configuration, or prints every problem of it.</summary>
    public static LoadedConfiguration? Load(string directory, IReadOnlyList<string> sets)
    {
        var result = ConfigurationFolder.Load(directory, Environment(), sets);
        if (result.TryGet(out var loaded))
        {
            return loaded;
        }

        CheckReport.Write(result, Console.Error);
        return null;
    }

    /// <summary>Lays the options over the settings. A feed that listened to the embedded broker follows it to its new address.</summary>
    public static LoadedConfiguration With(this LoadedConfiguration configuration, string? data, string? urls, string? mqtt)
    {
        var settings = configuration.Settings;
        settings = settings with
        {
            DataDirectory = data ?? settings.DataDirectory,
            WebUrls = urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? settings.WebUrls,
        };
        if (mqtt is not null)
        {
            var listen = Endpoint.Parse(mqtt) ?? throw new UsageException($"--mqtt is HOST:PORT, such as 127.0.0.1:1883; it was \"{mqtt}\".");
            settings = settings with
            {
                Broker = settings.Broker with { Listen = listen },
                Feeds = [.. settings.Feeds.Select(f => settings.Broker.Listen is { } before && f.Address.IsSameAs(before) ? f with { Address = listen } : f)],
            };
        }

        return configuration with { Settings = settings };
    }

    /// <summary>Nobody but this machine sees the record without having signed in, no password goes in the clear, and a broker that listens has a feed.</summary>
    /// <param name="isOpen">Everything is served without sign-in.</param>
    /// <exception cref="UsageException">The settings are not safe; the message says what to do.</exception>
    public static void RequireSafe(Settings settings, bool isOpen)
    {
        if (Exposure.Unsafe(settings, isOpen, () => AccessStore.HasUsersIn(settings.DataDirectory)) is { } why)
        {
            throw new UsageException(why);
        }

        var broker = settings.Broker;
        if (broker.IsOff)
        {
            return;
        }

        if (broker is { Listen: { } listen, Anonymous: true } && !Exposure.IsLoopback(listen.Host))
        {
            throw new UsageException($"The embedded broker at {listen} would let anybody on the network publish. Use 127.0.0.1; or broker.users with broker.anonymous: false, best with broker.tls.");
        }

        if (broker.Users.Count == 0 && (!broker.Anonymous || broker.Tls is { } tls && !Exposure.IsLoopback(tls.Listen.Host)))
        {
            throw new UsageException("Nobody could use the embedded broker: whoever is not on this machine needs a user, and so does everybody with broker.anonymous: false. List them in broker.users.");
        }

        // Without its feed the broker would acknowledge what nobody stores; a second one would be a client that it acknowledges to before the commit.
        FeedSettings[] own = [.. settings.Feeds.Where(f => broker.ListensAt(f.Address))];
        if (own.Length > 1)
        {
            throw new UsageException($"The feeds {own[0].Name} and {own[1].Name} both have the address of the embedded broker: what came by the second would be acknowledged before it is stored. List all topics in one of them, or switch the broker off with broker.listen: \"\".");
        }

        if (own.Length == 0)
        {
            throw new UsageException($"The embedded broker listens at {broker.Listen ?? broker.Tls!.Listen}, but no feed does: what stations publish there would be acknowledged and lost. Give a feed that address, or switch the broker off with broker.listen: \"\".");
        }
    }
}
