using System.Globalization;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Storage;
using Xunit.Abstractions;

namespace WaterWatch.AcceptanceTests.Projection;

/// <summary>A file on its whole way: imported into the record, projected into a real InfluxDB, and read back out of both, value by value.</summary>
[Collection(KilledService.Name)]
public sealed class ImportedTests(ITestOutputHelper output) : IDisposable
{
    private const int Stations = 2;

    /// <summary>A million readings when it may take long.</summary>
    private static readonly int s_rows = Repository.IsLong ? 125_000 : 2_500;

    private static readonly string[] s_determinands = ["Cd", "Pb", "As", "pH"];
    private static readonly DateTimeOffset s_first = new(2011, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ServiceHome _home = new(new TestConfig(Stations));
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("waterwatch-imported-").FullName, "loggers.csv");

    private static int Readings => Stations * s_rows * s_determinands.Length;

    [SkippableFact]
    public async Task What_a_file_says_is_in_the_record_and_in_the_database_to_the_last_digit()
    {
        Influxd.RequireOrSkip();
        await using var influxd = await Influxd.StartAsync();
        string[] where = ["--config", _home.Config, "--data", _home.Data, "--set", $"influxdb.url={influxd.Url}"];
        File.WriteAllLines(_file, Table());

        var imported = await CommandRun.RunAsync(["import", _file, .. where]);
        Assert.True(imported.ExitCode == 0, string.Join('\n', imported.Errors));
        Assert.Contains($" {Readings} readings kept (0 of them corrections), 0 held before, 0 cells or rows set aside.", imported.Text, StringComparison.Ordinal);
        var rebuilt = await CommandRun.RunAsync(["store", "rebuild", .. where]);
        Assert.True(rebuilt.ExitCode == 0, $"{rebuilt.Text}\n{string.Join('\n', rebuilt.Errors)}");
        output.WriteLine($"{Readings} readings: imported in {imported.Took.TotalSeconds:0.0} s, projected and verified in {rebuilt.Took.TotalSeconds:0.0} s");

        using var log = LogReader.Open(_home.Data);
        Assert.Equal(Readings, log.Totals().Readings);
        foreach (var station in Enumerable.Range(1, Stations))
        {
            for (var column = 0; column < s_determinands.Length; column++)
            {
                var said = Enumerable.Range(0, s_rows).Select(row => (At(row), Value(station, row, column))).ToList();
                Assert.Equal(said, InRecord(log, TestConfig.Station(station), s_determinands[column]));
                Assert.Equal(said.Select(s => (s.Item1, (double)s.Item2)), await InDatabaseAsync(influxd, TestConfig.Station(station), s_determinands[column]));
            }
        }
    }

    public void Dispose()
    {
        _home.Dispose();
        Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
    }

    private static DateTimeOffset At(int row) => s_first.AddMinutes(row);

    /// <summary>Other digits in each row and column; some above their limits.</summary>
    private static decimal Value(int station, int row, int column) => (1 + (row * 7919 + station * 104_729 + column * 1_299_709) % 600_000) / (column == 3 ? 50_000m : 100_000_000m);

    private static IEnumerable<string> Table()
    {
        yield return $"station,taken_at,{string.Join(',', s_determinands.Select(d => d == "pH" ? d : $"{d} (mg/L)"))}";
        for (var row = 0; row < s_rows; row++)
        {
            for (var station = 1; station <= Stations; station++)
            {
                var cells = Enumerable.Range(0, s_determinands.Length).Select(column => Value(station, row, column).ToString(CultureInfo.InvariantCulture));
                yield return $"{TestConfig.Station(station)},{At(row):yyyy-MM-dd'T'HH:mm:ss'Z'},{string.Join(',', cells)}";
            }
        }
    }

    private static IEnumerable<(DateTimeOffset, decimal)> InRecord(LogReader log, string station, string determinand)
    {
        var series = log.SeriesOf(station).Where(s => s.Key.Determinand.Key == determinand).Select(s => s.Series).ToList();
        return log.StreamReadings(new ReadingsQuery(series)).Select(r => (r.Reading.TakenAt, decimal.Parse(r.Reading.Value.Digits, CultureInfo.InvariantCulture)));
    }

    private static async Task<IEnumerable<(DateTimeOffset, double)>> InDatabaseAsync(Influxd influxd, string station, string determinand)
    {
        var series = Assert.Single(await influxd.AskAsync($"SELECT value FROM reading WHERE station = '{station}' AND determinand = '{determinand}'"));
        return series.Rows.Select(r => (DateTimeOffset.Parse(r[0].GetString()!, CultureInfo.InvariantCulture), r[1].GetDouble()));
    }
}
