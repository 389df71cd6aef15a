using System.CommandLine;
using System.Text;
using WaterWatch.Configuration;
using WaterWatch.Configuration.LimitFiles;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Periods;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Commands;

/// <summary><c>limits judge</c>: judges a period again by another standard.</summary>
internal static class LimitsCommand
{
    public static Command Create()
    {
        var (config, data, set) = (Options.Config(), Options.Data(), Options.Set());
        var standard = new Option<string>("--as") { Description = "The standard to judge by, as limits/ names it.", HelpName = "STANDARD", Required = true };
        var limitClass = new Option<string?>("--class") { Description = "Its class; without one each station's own.", HelpName = "CLASS" };
        var drinking = new Option<bool>("--drinking-source") { Description = "Tables for drinking-water sources hold too." };
        var station = new Option<string?>("--station") { Description = "One station only.", HelpName = "ID" };
        var river = new Option<string?>("--river") { Description = "One river only.", HelpName = "ID" };
        var determinand = new Option<string?>("--determinand") { Description = "One determinand only, such as Cd.", HelpName = "KEY" };
        var from = new Option<string>("--from") { Description = "The first sample time, RFC 3339.", HelpName = "TIME", Required = true };
        var to = new Option<string>("--to") { Description = "The sample time before which to stop.", HelpName = "TIME", Required = true };
        var format = new Option<string>("--format") { Description = "text or csv.", HelpName = "text|csv", DefaultValueFactory = _ => "text" };
        var judge = new Command("judge", "Judges what the record holds of a period by another standard. Reads only: what was judged stays as it is.")
        {
            standard, limitClass, drinking, station, river, determinand, from, to, format, data, config, set,
        };
        judge.SetAction(parsed =>
        {
            var asked = new Asked(
                parsed.GetValue(standard)!, parsed.GetValue(limitClass), parsed.GetValue(drinking), parsed.GetValue(station), parsed.GetValue(river),
                DeterminandOf(parsed.GetValue(determinand)), Instant("--from", parsed.GetValue(from)!), Instant("--to", parsed.GetValue(to)!));
            var isCsv = IsCsv(parsed.GetValue(format)!);
            if (Options.Load(parsed.GetValue(config)!, parsed.GetValue(set)!) is not { } loaded)
            {
                return CommandLine.FoundWrong;
            }

            using var log = LogReader.Open(parsed.GetValue(data) ?? loaded.Settings.DataDirectory);
            Judge(loaded, log, asked, isCsv, Console.Out);
            return CommandLine.Done;
        });
        return new Command("limits", "Looks at the record by other limits than those in force.") { judge };
    }

    /// <exception cref="UsageException">No such standard, class, station or river.</exception>
    internal static void Judge(LoadedConfiguration loaded, LogReader log, Asked asked, bool isCsv, TextWriter output)
    {
        var standard = loaded.Standards.Find(asked.Standard)
            ?? throw new UsageException($"--as: no file of limits/ has the standard \"{asked.Standard}\". {Nearest.Remedy(asked.Standard, loaded.Standards.Names)}.");
        if (asked.From >= asked.To)
        {
            throw new UsageException("--to must be later than --from.");
        }

        output.Write(isCsv ? PeriodReport.CsvHeader : "");
        foreach (var station in Stations(loaded.Plan, asked))
        {
            var question = new PeriodQuestion(standard.For(ClassFor(standard, station, asked), asked.DrinkingSource), asked.From, asked.To, asked.Determinand);
            var answer = PeriodJudging.Of(log, station, question);
            foreach (var result in answer.Samples)
            {
                output.Write(isCsv ? PeriodReport.Csv(result) : PeriodReport.Line(result) + Environment.NewLine);
            }

            foreach (var result in answer.Means)
            {
                output.Write(isCsv ? MeanReport.Csv(result) : MeanReport.Line(result) + Environment.NewLine);
            }
        }
    }

    private static List<WatchedStation> Stations(WatchPlan plan, Asked asked)
    {
        if (asked.River is { } river && !plan.Rivers.ContainsKey(river))
        {
            throw new UsageException($"--river: no river \"{river}\" is configured. {Nearest.Remedy(river, plan.Rivers.Keys)}.");
        }

        var stations = plan.Rivers.Values
            .Where(r => asked.River is null || r.Id == asked.River).OrderBy(r => r.Id, StringComparer.Ordinal)
            .SelectMany(r => r.Stations).Where(s => asked.Station is null || s.Station.Id.Value == asked.Station)
            .ToList();
        return stations.Count > 0 || asked.Station is not { } id ? stations
            : throw new UsageException($"--station: no station \"{id}\" is configured{(asked.River is null ? "" : $" on {asked.River}")}. {Nearest.Remedy(id, plan.Stations.Keys)}.");
    }

    private static string ClassFor(ListedStandard standard, WatchedStation station, Asked asked)
    {
        if (standard.Classes.Count == 0)
        {
            return asked.Class is null ? "" : throw new UsageException($"--class: {standard.Name} has no classes.");
        }

        var limitClass = asked.Class ?? station.Station.LimitClass;
        return standard.Classes.Contains(limitClass) ? limitClass
            : throw new UsageException(
                asked.Class is null
                    ? $"{standard.Name} has classes, and {station.Station.Id} is of none of them. Name one with --class: {string.Join(", ", standard.Classes)}."
                    : $"--class: {standard.Name} has no class \"{limitClass}\". Write one of {string.Join(", ", standard.Classes)}.");
    }

    private static Determinand? DeterminandOf(string? text) => text is null ? null
        : Determinand.Find(text) ?? throw new UsageException($"--determinand: \"{text}\" is not a determinand. {Nearest.Remedy(text, Determinand.All.Select(d => d.Key))}.");

    private static DateTimeOffset Instant(string option, string text) =>
        Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), TimeZoneInfo.Utc, out var at) ? at
        : throw new UsageException($"{option} is a time by RFC 3339, such as 2012-01-15T09:30:00+08:00; it was \"{text}\".");

    private static bool IsCsv(string format) => format switch
    {
        "csv" => true,
        "text" => false,
        _ => throw new UsageException($"--format is text or csv; it was \"{format}\"."),
    };

    /// <summary>What was asked for, on the command line.</summary>
    /// <param name="Class">Null for the class of each station.</param>
    internal sealed record Asked(
        string Standard, string? Class, bool DrinkingSource, string? Station, string? River, Determinand? Determinand, DateTimeOffset From, DateTimeOffset To);
}
