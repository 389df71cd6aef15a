using WaterWatch.Configuration.Yaml;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Importing;
using WaterWatch.Importing.Mapping;
using WaterWatch.Timeline;
using Some = WaterWatch.Tests.Deciding.Some;

namespace WaterWatch.Tests.Importing;

/// <summary>What is read of a file, in the lines of a fixture: each reading, then what was set aside, then what nobody mapped; or the problems that keep it from being read.</summary>
internal static class FileCases
{
    public static WatchPlan Plan { get; } = Some.Plan(Some.Watched("upper"), Some.Watched("middle"));

    /// <param name="path">Its name says the format.</param>
    /// <param name="mapping">Its text; null for none.</param>
    public static IReadOnlyList<string> Read(string path, string? mapping)
    {
        var problems = new Problems();
        var how = mapping is null ? null : ImportAsked.ReadMapping("mapping.yaml", mapping, Plan.Stations.Keys, problems);
        using var file = problems.Any ? null : ImportFile.Open(path, Path.GetFileName(path), how?.Mapping ?? new ImportMapping(), problems);
        return file is null ? [.. problems.Sorted().Select(p => p.ToString())] : Read(file, how?.Mapping ?? new ImportMapping());
    }

    public static IReadOnlyList<string> Read(ImportFile file, ImportMapping mapping)
    {
        var faults = new List<string>();
        var findings = new ImportFindings { Each = (line, reason, detail) => faults.Add($"line {line} {reason} {detail}") };
        using var portion = new Portion(file.Sha256) { Header = file.Rows.Header };
        var assembler = new RowAssembler(mapping, Plan, portion, findings, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        while (file.Rows.TryRead(out var read))
        {
            portion.BeginRow(read.Row);
            if (read.Fault is { } fault)
            {
                assembler.Fault(read.Row, fault.Reason, "", fault.Detail);
            }
            else
            {
                assembler.Read(read.Row, read.Cells, read.IsTall, read.At);
            }
        }

        var messages = portion.End(Some.Start);
        Assert.Equal(faults.Count, messages.Sum(m => m.Faults.Count));
        return [.. messages.Where(m => m.Faults.Count == 0).SelectMany(Readings), .. faults, .. file.Rows.Unmapped.Select(u => $"unmapped {u}")];
    }

    /// <summary>By the decoder of live messages, in which they go into the record.</summary>
    private static IEnumerable<string> Readings(Message message)
    {
        var decoded = Decider.Decode(message, Plan, new WatchState(), new ReadingBuffer());
        Assert.Empty(decoded.Content.Faults);
        return decoded.Content.Readings.Select(r =>
            $"{message.Raw.Station} {r.Determinand} {r.Fraction.ToString().ToLowerInvariant()} {r.Value} {Instants.Format(r.TakenAt)}"
            + $"{(r.Source.Length > 0 ? $" by {r.Source}" : "")}{(r.PeriodSeconds > 0 ? $" over {r.PeriodSeconds} s" : "")}{(r.Mark.IsNone ? "" : $" marked {r.Mark}")}");
    }
}
