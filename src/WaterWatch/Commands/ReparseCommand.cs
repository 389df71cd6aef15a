using System.CommandLine;
using System.Text;
using WaterWatch.Configuration;
using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Reparsing;
using WaterWatch.Storage;

namespace WaterWatch.Commands;

/// <summary><c>reparse</c>: what stored messages would say to the decoders and the configuration of now; with <c>--apply</c> what differs becomes corrections.</summary>
internal static class ReparseCommand
{
    public static Command Create()
    {
        var (config, data, set) = (Options.Config(), Options.Data(), Options.Set());
        var from = new Option<string>("--from") { Description = "The first receipt, RFC 3339.", HelpName = "TIME", Required = true };
        var to = new Option<string>("--to") { Description = "The receipt before which to stop.", HelpName = "TIME", Required = true };
        var station = new Option<string?>("--station") { Description = "One station only.", HelpName = "ID" };
        var apply = new Option<bool>("--apply") { Description = "Keeps what differs beside what is held, as corrections; with the service stopped. While it runs, POST /api/v1/reparse does the same." };
        var reason = new Option<string?>("--reason") { Description = "Why; stands on the timeline. Needed with --apply.", HelpName = "TEXT" };
        var command = new Command("reparse", "Reads stored messages again by the decoders and the configuration of now and shows what differs; also while the service runs.") { from, to, station, apply, reason, config, data, set };
        command.SetAction(async (parsed, cancellation) =>
        {
            var span = new ReparseSpan(Instant("--from", parsed.GetValue(from)!), Instant("--to", parsed.GetValue(to)!), parsed.GetValue(station));
            if (parsed.GetValue(apply) && string.IsNullOrWhiteSpace(parsed.GetValue(reason)))
            {
                throw new UsageException("--apply writes into the record: say why with --reason.");
            }

            if (Options.Load(parsed.GetValue(config)!, parsed.GetValue(set)!) is not { } loaded)
            {
                return CommandLine.FoundWrong;
            }

            loaded = loaded.With(parsed.GetValue(data), null, null);
            var act = new Act.Reparse(span.From, span.To, $"{Environment.UserName} at the command line", parsed.GetValue(reason) ?? "");
            return parsed.GetValue(apply) ? await ApplyAsync(loaded, span, act, cancellation) : await ShowAsync(loaded, span, cancellation);
        });
        return command;
    }

    private static async Task<int> ShowAsync(LoadedConfiguration loaded, ReparseSpan span, CancellationToken cancellation)
    {
        using var log = LogReader.Open(loaded.Settings.DataDirectory);
        var (counts, _) = await ReparseRun.RunAsync(new Reparser(log, loaded), span, null, Show, cancellation);
        Console.WriteLine(Summary(counts));
        Console.WriteLine("Nothing was applied; --apply keeps what differs beside what is held, as corrections.");
        return CommandLine.Done;
    }

    private static async Task<int> ApplyAsync(LoadedConfiguration loaded, ReparseSpan span, Act.Reparse act, CancellationToken cancellation)
    {
        await using var pipeline = await OfflinePipeline.StartAsync(loaded, cancellation);
        var (counts, refused) = await ReparseRun.RunAsync(new Reparser(pipeline.Log, loaded), span, (pipeline.Inbox, act), Show, cancellation);
        Console.WriteLine(Summary(counts));
        Console.WriteLine(refused?.Words ?? "What differs is kept as corrections; what is no longer read stays as it is.");
        return refused is null ? CommandLine.Done : CommandLine.FoundWrong;
    }

    private static void Show(Difference difference)
    {
        var key = difference.Series;
        var what = $"{key.Station.Value} {key.Determinand.Key} {key.Fraction.ToString().ToLowerInvariant()}{(key.Source.Length > 0 ? $" of {key.Source}" : "")} taken {Timeline.Instants.Format(difference.TakenAt)}";
        Console.WriteLine(difference.Kind switch
        {
            DifferenceKind.New => $"new       {what}: {Words(difference.After)}",
            DifferenceKind.Changed => $"changed   {what}: {Words(difference.Before)} -> {Words(difference.After)}",
            _ => $"not read  {what}: {Words(difference.Before)}",
        });
    }

    private static string Words((Readings.Concentration Value, Readings.Mark Mark)? held) =>
        held is not { } it ? "" : it.Mark == Readings.Mark.None ? $"{it.Value}" : $"{it.Value} ({it.Mark})";

    private static string Summary(ReparseCounts counts) =>
        $"{counts.Messages} messages were read again: {counts.Same} readings the same, {counts.Changed} changed, {counts.New} new, {counts.NoLongerRead} no longer read; " +
        $"{counts.ReadableNow} messages that were set aside can be read now, {counts.Unreadable} cannot be read in whole or in part.";

    private static DateTimeOffset Instant(string option, string text) => Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), TimeZoneInfo.Utc, out var at) ? at
        : throw new UsageException($"{option} is a time by RFC 3339, such as 2012-01-15T09:30:00+08:00; it was \"{text}\".");
}
