using WaterWatch.Configuration.Yaml;
using WaterWatch.Importing;
using WaterWatch.Importing.Mapping;
using WaterWatch.Incidents;
using WaterWatch.Storage;
using WaterWatch.Tests.Deciding;
using WaterWatch.Tests.Pipeline;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Importing;

/// <summary>Files through the real pipeline into a real log.</summary>
public sealed class ImporterTests : IDisposable
{
    private const int Rows = 12_000;

    private static readonly DateTimeOffset s_first = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-import-").FullName;

    [Fact]
    public async Task What_is_imported_is_read_back_equal_and_a_second_time_only_counted()
    {
        using var pipeline = new RunningPipeline(FileCases.Plan, TimeProvider.System);
        var file = Table();

        var outcome = await ImportAsync(pipeline, file);
        Assert.Equal(new ImportCounts(Rows, 2 * Rows, 0, 0, 0), outcome.Counts);
        await pipeline.RestartAsync(FileCases.Plan);
        Assert.Equal(Values().Select(v => (v.At, v.Cd)), Held(pipeline, "Cd"));
        Assert.Equal(Values().Select(v => (v.At, v.Ph)), Held(pipeline, "pH"));

        outcome = await ImportAsync(pipeline, file);
        Assert.Equal(new ImportCounts(Rows, 0, 2 * Rows, 0, 0), outcome.Counts);
        Assert.Equal(2 * Rows, pipeline.Log.Reader.Totals().Readings);
        Assert.Equal(2 * Rows, pipeline.Log.Reader.Totals().Duplicates);
        var imported = pipeline.Entries(EntryKind.FileImported);
        Assert.Equal(["0", "24000"], imported.Select(e => e.Data["duplicates"]));
        Assert.All(imported, e => Assert.Equal(("Qin", "river.csv", outcome.File.Sha256), (e.By, e.Data["file"], e.Data["sha256"])));
        await pipeline.EndAsync();
    }

    [Fact]
    public async Task Broken_off_after_any_part_it_goes_on_behind_it()
    {
        using var pipeline = new RunningPipeline(FileCases.Plan, TimeProvider.System);
        var file = Table();
        for (var part = 0; part < 2; part++)
        {
            using var broken = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImportAsync(pipeline, file, broken));
            await pipeline.RestartAsync(FileCases.Plan);
            Assert.Equal(part + 1, pipeline.Entries(EntryKind.ImportAdvanced).Count);
        }

        var outcome = await ImportAsync(pipeline, file);

        Assert.Equal(10_001, outcome.FromLine);
        Assert.Equal(new ImportCounts(Rows, 2 * Rows, 0, 0, 0), outcome.Counts);
        Assert.Equal((2 * Rows, 0), (pipeline.Log.Reader.Totals().Readings, pipeline.Log.Reader.Totals().Duplicates));
        Assert.Equal(Values().Select(v => (v.At, v.Cd)), Held(pipeline, "Cd"));
        await pipeline.EndAsync();
    }

    [Fact]
    public async Task Another_mapping_begins_from_the_beginning()
    {
        using var pipeline = new RunningPipeline(FileCases.Plan, TimeProvider.System);
        using var broken = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImportAsync(pipeline, Table(), broken));

        var outcome = await ImportAsync(pipeline, Table(), mapping: "source: icp1\n");

        Assert.Equal(0, outcome.FromLine);
        Assert.Equal(new ImportCounts(Rows, 2 * Rows, 0, 0, 0), outcome.Counts);
        await pipeline.EndAsync();
    }

    [Fact]
    public async Task History_older_than_what_is_held_is_kept_beneath_it()
    {
        using var pipeline = new RunningPipeline(FileCases.Plan, TimeProvider.System);
        await ImportAsync(pipeline, Table());
        var older = Write("older.csv", ["station,taken_at,Cd (mg/L)", .. Enumerable.Range(0, 500).Select(i => $"upper,{s_first.AddMinutes(-5 * (i + 1)):yyyy-MM-ddTHH:mm:ssZ},0.00{i % 5}")]);

        Assert.Equal(500, (await ImportAsync(pipeline, older)).Counts.Readings);
        Assert.Equal(500, (await ImportAsync(pipeline, older)).Counts.Duplicates);

        Assert.Equal(Rows + 500, Held(pipeline, "Cd").Count);
        await pipeline.EndAsync();
    }

    [SkippableFact]
    public async Task A_year_of_the_Logan_River_is_imported_with_its_codes_set_aside()
    {
        Skip.IfNot(File.Exists(LoganRiver.PathOf("BlackSmithFork2019")), "The Logan River's data do not lie beside the repository.");
        using var pipeline = new RunningPipeline(FileCases.Plan, TimeProvider.System);
        const string mapping = """
            time_column: datetime
            time_format: ["yyyy-MM-dd HH:mm", "M/d/yyyy H:mm"]
            time_zone: UTC
            columns:
              temp: { determinand: Temperature, unit: degC }
              cond: { determinand: Conductivity, unit: uS/cm }
              ph: { determinand: pH }
              do: { determinand: DO, unit: mg/l }
              turb: { determinand: Turbidity, unit: NTU }
              stage: ignore
            """;

        var outcome = await ImportAsync(pipeline, LoganRiver.PathOf("BlackSmithFork2019"), mapping: mapping, station: "upper");

        var all = LoganRiver.Read("BlackSmithFork2019").SelectMany(r => r.Values.Where(v => v.Of.Key != "Stage").Select(v => (r.At, v))).ToList();
        var real = all.Where(r => r.v.Raw != -9999).ToList();
        Assert.Equal((all.Count - real.Count, real.Count), (outcome.Counts.SetAside, outcome.Counts.Readings + outcome.Counts.Duplicates));
        Assert.Equal(real.Where(r => r.v.Of.Key == "Temperature").Select(r => (r.At, r.v.Raw)).Distinct().OrderBy(r => r.At).ThenBy(r => r.Raw), Held(pipeline, "Temperature").OrderBy(r => r.At).ThenBy(r => r.Value));
        await pipeline.EndAsync();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <param name="breaksOff">Cancelled after the first part.</param>
    private static async Task<ImportOutcome> ImportAsync(RunningPipeline pipeline, string path, CancellationTokenSource? breaksOff = null, string? mapping = null, string? station = null)
    {
        var problems = new Problems();
        (ImportMapping, string)? how = mapping is null ? null : ImportAsked.ReadMapping("mapping.yaml", mapping, FileCases.Plan.Stations.Keys, problems);
        var asked = ImportAsked.Of(path, Path.GetFileName(path), how, station, "Qin", FileCases.Plan.Stations.Keys, problems);
        var importer = new Importer(FileCases.Plan, TimeProvider.System) { Progress = (_, _) => breaksOff?.Cancel() };
        var outcome = await importer.ImportAsync(asked!, pipeline.Inbox, pipeline.Log.Reader, problems, breaksOff?.Token ?? default);
        Assert.Empty(problems.Sorted());
        return outcome!;
    }

    private string Table() => Write("river.csv", ["station,taken_at,Cd (ug/L),pH", .. Values().Select(v => $"upper,{v.At:yyyy-MM-ddTHH:mm:ssZ},{v.Cd * 1000},{v.Ph}")]);

    private string Write(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private static IEnumerable<(DateTimeOffset At, decimal Cd, decimal Ph)> Values() =>
        Enumerable.Range(0, Rows).Select(i => (s_first.AddMinutes(15 * i), i * 7 % 4000 / 1_000_000m, 7m + (i % 100 / 100m)));

    private static List<(DateTimeOffset At, decimal Value)> Held(RunningPipeline pipeline, string determinand)
    {
        var series = pipeline.Log.Reader.SeriesOf("upper").Where(s => s.Key.Determinand.Key == determinand).Select(s => s.Series).ToList();
        return [.. pipeline.Log.Reader.StreamReadings(new ReadingsQuery(series)).Select(r => (r.Reading.TakenAt, r.Reading.Value.Value))];
    }
}
