using System.Globalization;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Importing;

/// <summary>
/// Brings a file's readings in by the pipeline's one door, a part in each transaction with the entry that says how far the file was read. Killed at any point, what is written is whole, and the
/// same file begun anew goes on behind the last part; brought in twice, all of it is held and only counted.
/// </summary>
/// <param name="plan">By which the stations are known.</param>
internal sealed class Importer(WatchPlan plan, TimeProvider clock)
{
    private const string Line = "through_line";

    /// <summary>Told how much of the file is read, from 0 to 1, and how many readings that made; after each part.</summary>
    public Action<double, long>? Progress { get; init; }

    /// <summary>Where all that is set aside is told of: line, reason, and what was wrong.</summary>
    public ImportFindings Findings { get; init; } = new();

    /// <summary>Reads a file and keeps what is in it.</summary>
    /// <param name="problems">Takes what keeps the file from being read at all.</param>
    /// <returns>Null when there is any such problem: then nothing was written.</returns>
    /// <exception cref="StorageException">Something could not be written; what was until then stays, and the same import goes on from there.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<ImportOutcome?> ImportAsync(ImportAsked asked, Inbox inbox, LogReader log, Problems problems, CancellationToken cancellation)
    {
        using var file = ImportFile.Open(asked.Path, asked.Name, asked.Mapping, problems);
        if (file is null)
        {
            return null;
        }

        var of = new ImportedFile(asked.Name, file.Sha256, asked.MappingHash);
        var (fromLine, counts) = Earlier(log, of);
        var start = fromLine;
        foreach (var (messages, part, _) in Portions(file, asked, fromLine))
        {
            // Between two parts: one that is handed in is waited for, so that no second import begins beside it.
            cancellation.ThrowIfCancellationRequested();
            var result = await inbox.ImportAsync(new Act.Import(of, part with { Before = counts }, asked.By), messages, CancellationToken.None);
            counts = result.Imported ?? throw new StorageException($"{asked.Name}: {result.Words}", retryable: false);
            Progress?.Invoke(file.Done, counts.Readings + counts.Duplicates);
        }

        return new ImportOutcome(of, file.Rows.Words, start, counts, Findings.Found, [.. file.Rows.Unmapped]);
    }

    /// <summary>Reads a file and keeps nothing: what would be read, and what would be set aside.</summary>
    /// <inheritdoc cref="ImportAsync"/>
    public ImportOutcome? Try(ImportAsked asked, Problems problems, CancellationToken cancellation)
    {
        using var file = ImportFile.Open(asked.Path, asked.Name, asked.Mapping, problems);
        if (file is null)
        {
            return null;
        }

        var counts = ImportCounts.None;
        foreach (var (_, part, readings) in Portions(file, asked, 0))
        {
            cancellation.ThrowIfCancellationRequested();
            counts += ImportCounts.None with { Rows = part.Rows, Readings = readings };
            Progress?.Invoke(file.Done, counts.Readings);
        }

        counts = counts with { SetAside = Findings.Found.Values.Sum(f => f.Count) };
        return new ImportOutcome(new ImportedFile(asked.Name, file.Sha256, asked.MappingHash), file.Rows.Words, 0, counts, Findings.Found, [.. file.Rows.Unmapped]);
    }

    /// <summary>The parts behind a line, with how many readings each holds; the last of them, which may be empty, says so.</summary>
    private IEnumerable<(IReadOnlyList<Message> Messages, ImportPart Part, int Readings)> Portions(ImportFile file, ImportAsked asked, long fromLine)
    {
        var now = Instants.Trim(clock.GetUtcNow());
        using var portion = new Portion(file.Sha256) { Header = file.Rows.Header };
        var assembler = new RowAssembler(asked.Mapping, plan, portion, Findings, now + plan.AllowedClockSkew);
        var throughLine = fromLine;
        (IReadOnlyList<Message>, ImportPart, int) Part(bool isLast)
        {
            var (part, readings) = (new ImportPart(throughLine, portion.Rows, ImportCounts.None, isLast), portion.Readings);
            return (portion.End(now), part, readings);
        }

        while (file.Rows.TryRead(out var read))
        {
            if (read.Row.LastLine <= fromLine)
            {
                continue;
            }

            portion.BeginRow(read.Row);
            throughLine = read.Row.LastLine;
            if (read.Fault is { } fault)
            {
                assembler.Fault(read.Row, fault.Reason, "", fault.Detail);
            }
            else
            {
                assembler.Read(read.Row, read.Cells, read.IsTall, read.At);
            }

            if (portion.IsFull)
            {
                yield return Part(isLast: false);
            }
        }

        yield return Part(isLast: true);
    }

    /// <summary>How far the same file was read by the same mapping, where that was not to its end.</summary>
    private static (long Line, ImportCounts Counts) Earlier(LogReader log, ImportedFile file)
    {
        var newest = log.WholeTimeline([EntryKind.FileImported, EntryKind.ImportAdvanced])
            .LastOrDefault(e => e.Data.GetValueOrDefault("sha256") == file.Sha256 && e.Data.GetValueOrDefault("mapping") == file.Mapping);
        if (newest?.Kind != EntryKind.ImportAdvanced)
        {
            return (0, ImportCounts.None);
        }

        long Number(string fact) => long.Parse(newest.Data[fact], CultureInfo.InvariantCulture);
        return (Number(Line), new ImportCounts(Number("rows"), Number("readings"), Number("duplicates"), Number("corrections"), Number("set_aside")));
    }
}
