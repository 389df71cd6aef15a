using System.CommandLine;
using System.Text;
using WaterWatch.Configuration;
using WaterWatch.Projection;
using WaterWatch.Storage;

namespace WaterWatch.Commands;

/// <summary><c>store rebuild</c> and <c>store verify</c>: the copy of the record in the time-series database, written once more, and held against the record.</summary>
internal static class StoreCommand
{
    private const int MostShown = 100;

    public static Command Create()
    {
        var (config, data, set) = (Options.Config(), Options.Data(), Options.Set());
        var rebuild = new Command("rebuild", "Writes the whole record into it from the beginning, also while the service runs, goes on where a try before was cut off, and then verifies.") { config, data, set };
        rebuild.SetAction((parsed, cancellation) => WithAsync(parsed.GetValue(config)!, parsed.GetValue(data), parsed.GetValue(set)!, async (loaded, log) =>
        {
            await RebuildAsync(loaded, log, cancellation);
            return await VerifyAsync(loaded, log, cancellation);
        }));
        var verify = new Command("verify", "Holds its readings against the record by count and checksum of each series and day; exit 1 where they differ.") { config, data, set };
        verify.SetAction((parsed, cancellation) => WithAsync(parsed.GetValue(config)!, parsed.GetValue(data), parsed.GetValue(set)!, (loaded, log) => VerifyAsync(loaded, log, cancellation)));
        return new Command("store", "The copy of the record in the time-series database (influxdb).") { rebuild, verify };
    }

    private static async Task<int> WithAsync(string config, string? data, string[] set, Func<LoadedConfiguration, LogReader, Task<int>> work)
    {
        if (Options.Load(config, set) is not { } loaded)
        {
            return CommandLine.FoundWrong;
        }

        loaded = loaded.With(data, null, null);
        if (loaded.Settings.Influx.Url is null)
        {
            throw new UsageException("There is no time-series database: give influxdb its url in waterwatch.yaml, or --set influxdb.url=http://host:8086.");
        }

        using var log = LogReader.Open(loaded.Settings.DataDirectory);
        return await work(loaded, log);
    }

    private static async Task RebuildAsync(LoadedConfiguration loaded, LogReader log, CancellationToken cancellation)
    {
        using var projection = InfluxClients.Of(loaded.Settings.Influx, TimeProvider.System);
        var place = Path.Combine(loaded.Settings.DataDirectory, "store-rebuild.txt");
        var rebuild = new Rebuild(log, new ConfigurationInForce(loaded), projection, TimeProvider.System, place, (done, all) => Show($"\rwritten {(double)done / all:P0} "));
        await rebuild.RunAsync(Heard, Refused, cancellation);
        Show("\n");
        Console.WriteLine($"{rebuild.Points} points of {log.Totals().Batches} batches were written into {projection.Target}; {rebuild.Refused} of them it did not take.");
    }

    private static async Task<int> VerifyAsync(LoadedConfiguration loaded, LogReader log, CancellationToken cancellation)
    {
        using var database = new InfluxAsk(loaded.Settings.Influx);
        var shown = 0;
        var found = await new ProjectionCheck(log, database, new ConfigurationInForce(loaded), TimeProvider.System).RunAsync(
            difference =>
            {
                if (shown++ < MostShown)
                {
                    Console.WriteLine($"{difference.Station} {difference.Of.Series} {difference.Of.Day:yyyy-MM-dd}: the record has {difference.Record}, the database {difference.Database}");
                }
            },
            (done, all) => Show($"\rverified {done} of {all} stations "),
            cancellation);
        Show("\n");
        if (found.Different == 0)
        {
            Console.WriteLine($"The database holds the record's {found.Readings} readings, by count and checksum of {found.Days} days of series.");
            return CommandLine.Done;
        }

        Console.WriteLine(
            $"{found.Different} days of series differ, of {found.Days} with {found.Readings} readings. Run store rebuild; what the database has beyond the record goes by DROP MEASUREMENT \"reading\" before it; what it does not take is at /api/v1/projection/set-aside.");
        return CommandLine.FoundWrong;
    }

    /// <summary>Somebody sits before it: what only a person can change is not waited for.</summary>
    private static void Heard(WriteResult result)
    {
        if (result.Outcome == WriteOutcome.Denied)
        {
            throw new StorageException($"The time-series database takes nothing: {result.Words}", retryable: false);
        }

        if (result.Outcome is WriteOutcome.Busy or WriteOutcome.Unreachable)
        {
            Console.Error.WriteLine($"It is tried again: {result.Words}");
        }
    }

    private static void Refused(RefusedPoints points) =>
        Console.Error.WriteLine($"{points.Count} points were not taken: {points.Words}\n  {Encoding.UTF8.GetString(points.Lines.Span).Split('\n')[0]}");

    private static void Show(string text)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write(text);
        }
    }
}
