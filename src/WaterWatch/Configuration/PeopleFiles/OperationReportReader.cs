using WaterWatch.Configuration.Yaml;
using WaterWatch.OnCall;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>Reads <c>operation_reports</c>.</summary>
internal sealed class OperationReportReader(RiverBook rivers, Listing<Person> people, Listing<Rota> rotas, TargetReader targets, Problems problems)
{
    public static SectionKeys ReportKeys { get; } = new("an operation report", "id", "river", "every", "on", "at", "time_zone", "to");

    public static SectionKeys ToKeys { get; } = new("to", TargetReader.Keys);

    private static ValueKind<ReportEvery> Every { get; } = new(
        "how often a report is sent", "Write day or week", text => text switch { "day" => ReportEvery.Day, "week" => ReportEvery.Week, _ => null });

    public List<OperationReport> Read(Section file)
    {
        var reports = new Listing<OperationReport>("an operation report");
        foreach (var section in file.Sections("operation_reports", ReportKeys))
        {
            var id = Ids.Read(section, "longjiang-daily");
            reports.Add(id, Report(section, id), section);
        }

        return [.. reports.Values];
    }

    private OperationReport Report(Section section, string id)
    {
        _ = section.RequiredText("time_zone", "Asia/Shanghai");
        var every = section.RequiredValue("every", Every, "day") ?? ReportEvery.Day;
        if (every == ReportEvery.Day && section.Has("on"))
            section.Problem("on", "a report of every day has no day of the week", "Take on: out, or write every: week");

        return new OperationReport
        {
            Id = id,
            River = River(section),
            Every = every,
            On = section.Value("on", RotaReader.WeekDay) ?? DayOfWeek.Monday,
            At = section.RequiredValue("at", RotaReader.Time, "\"08:00\"") ?? TimeOnly.MinValue,
            TimeZone = Named.TimeZone(section, "time_zone") ?? TimeZoneInfo.Utc,
            To = To(section),
        };
    }

    /// <summary>Empty for all of them.</summary>
    private string River(Section section)
    {
        var river = section.Text("river") ?? "";
        if (river.Length > 0 && !rivers.Incomplete && rivers.Rivers.All(r => r.Id != river))
            section.Problem("river", $"river: \"{river}\" is not a river of rivers/", Nearest.Remedy(river, rivers.Rivers.Select(r => r.Id)));

        return river;
    }

    private IReadOnlyList<Target> To(Section section)
    {
        if (section.Sub("to", ToKeys) is not { } to)
        {
            if (!section.Has("to"))
                section.Missing("to", "{ people: [hechi-chief] }");

            return [];
        }

        var read = targets.Read(to, "report");
        foreach (var without in read.SelectMany(PeopleOf).Distinct().Select(people.Find).OfType<Listed<Person>>().Where(p => !p.Value.Channels.Any(c => c is Channel.Mail)))
        {
            problems.Add(to.Origin, $"operation reports go by mail, and {without.Id} has none", $"Give {without.Id} mail: [name@example.org], or send the report to others");
        }

        return read;
    }

    private IEnumerable<string> PeopleOf(Target target) => target switch
    {
        Target.OnDuty => rotas.Find(target.Id)!.Value.Staff,
        Target.All => people.Values.Where(p => p.Agency == target.Id).Select(p => p.Id),
        _ => [target.Id],
    };
}
