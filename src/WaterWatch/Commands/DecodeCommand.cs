using System.CommandLine;
using System.Text;
using WaterWatch.Configuration;
using WaterWatch.Configuration.Options;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Decoding;
using WaterWatch.Decoding.Hj212;
using WaterWatch.Feeds;

namespace WaterWatch.Commands;

/// <summary><c>decode FILE --feed NAME</c>: what would be read from a payload, and what would be set aside and why. Writes nothing and needs no service.</summary>
internal static class DecodeCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A payload as it was sent; - for standard input." };
        var feed = new Option<string>("--feed") { Description = "The feed by which it would come.", HelpName = "NAME", Required = true };
        var topic = new Option<string?>("--topic") { Description = "The topic that it was sent to; needed where the feed has several, or one with wildcards.", HelpName = "TOPIC" };
        var receivedAt = new Option<string?>("--received-at") { Description = "When it would come in, RFC 3339; now where nothing is said.", HelpName = "TIME" };
        var (config, set) = (Options.Config(), Options.Set());
        var command = new Command("decode", "Shows what would be read from a payload, and what would be set aside and why; exit code 1 on any of that.") { file, feed, topic, receivedAt, config, set };
        command.SetAction(parsed =>
        {
            var at = Instant(parsed.GetValue(receivedAt)) ?? TimeProvider.System.GetUtcNow();
            if (Options.Load(parsed.GetValue(config)!, parsed.GetValue(set)!) is not { } loaded)
            {
                return CommandLine.FoundWrong;
            }

            var of = FeedOf(loaded, parsed.GetValue(feed)!);
            var payload = BytesOf(parsed.GetValue(file)!);
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            return DecodeReport.Write(loaded, of, TopicOf(of, parsed.GetValue(topic), payload), payload, at, Console.Out) ? CommandLine.Done : CommandLine.FoundWrong;
        });
        return command;
    }

    /// <summary>What stands for the topic of a payload: what was said, or what the feed leaves no choice of.</summary>
    /// <exception cref="UsageException">Nobody can know it.</exception>
    internal static string TopicOf(FeedSettings feed, string? said, ReadOnlyMemory<byte> payload)
    {
        if (feed.Listen is not null)
        {
            return said is null ? DeviceTopic.Of(DeviceIn(payload.Span)) : throw new UsageException($"Devices call at the feed {feed.Name} by themselves, and there are no topics: leave --topic out.");
        }

        return said ?? (feed.Topics is [{ Pattern: { IsTopic: true, NamesStation: false } only }]
            ? only.Topics
            : throw new UsageException($"Give the topic that it was sent to with --topic: one of {string.Join(", ", feed.Topics.Select(t => t.Pattern.Text))}, with its levels filled in."));
    }

    private static string DeviceIn(ReadOnlySpan<byte> payload)
    {
        Hj212Frames.Next(payload, isAll: true, out var packet);
        return Hj212Packet.Read(packet.ToArray(), out var header) is null ? header.Device : Hj212Packet.ClaimedDevice(packet.ToArray());
    }

    private static FeedSettings FeedOf(LoadedConfiguration loaded, string name) =>
        loaded.Settings.Feeds.FirstOrDefault(f => f.Name == name)
        ?? throw new UsageException($"--feed: no feed \"{name}\" is configured. {Nearest.Remedy(name, loaded.Settings.Feeds.Select(f => f.Name))}.");

    private static byte[] BytesOf(string file)
    {
        try
        {
            if (file != "-")
            {
                return File.ReadAllBytes(file);
            }

            using var input = Console.OpenStandardInput();
            using var all = new MemoryStream();
            input.CopyTo(all);
            return all.ToArray();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {failure.Message}");
        }
    }

    private static DateTimeOffset? Instant(string? text) => text is null ? null
        : Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), TimeZoneInfo.Utc, out var at) ? at
        : throw new UsageException($"--received-at is a time by RFC 3339, such as 2012-01-15T09:30:00+08:00; it was \"{text}\".");
}
