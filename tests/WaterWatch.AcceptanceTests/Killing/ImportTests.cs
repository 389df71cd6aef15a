using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.AcceptanceTests.Killing;

/// <summary>A file of readings into the record: at the command line, killed at it, and through the running service.</summary>
[Collection(KilledService.Name)]
public sealed class ImportTests : IDisposable
{
    private const int Rows = 60_000;

    private static readonly DateTimeOffset s_first = new(2009, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ServiceHome _home = new(new TestConfig(1));
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("waterwatch-import-").FullName, "logger.csv");

    [Fact]
    public async Task Killed_at_any_moment_it_goes_on_when_it_is_run_again_and_nothing_is_lost_or_doubled()
    {
        Write(Rows);
        var moments = new Random(7);
        for (var kill = 0; kill < 4; kill++)
        {
            var before = Written();
            using var process = Start();
            await Eventually.TrueAsync("some of it is written, or all", () => Task.FromResult(process.HasExited || Written() > before));
            await Task.Delay(moments.Next(40));
            process.Kill();
            await process.WaitForExitAsync();
            Assert.Null(Audit.Verify(_home.Data).FirstBroken);
        }

        var last = await ImportAsync();
        Assert.True(last.ExitCode == 0, string.Join('\n', last.Errors));
        var again = await ImportAsync();
        Assert.Contains($"{Rows} rows: 0 readings kept (0 of them corrections), {2 * Rows} held before, 0 cells or rows set aside.", again.Text, StringComparison.Ordinal);

        await using var service = await _home.Start().ReadyAsync();
        var held = (await service.AllAsync("/api/v1/stations/s1/readings?determinand=Cd")).Select(r => (r.GetProperty("taken_at").GetDateTimeOffset(), Value(r))).ToList();
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => (At(i), Cd(i) / 1000)).ToHashSet(), held.ToHashSet());
        Assert.Equal(Rows, held.Count);
        await service.StopAsync();
        Assert.True(Audit.Verify(_home.Data) is { IsIntact: true, Readings: 2 * Rows });
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_set_aside_with_its_bytes_and_makes_the_exit_code_1()
    {
        File.WriteAllText(_file, "station,taken_at,Cd (ug/L),operator\ns1,2009-01-01T00:00:00Z,-9999,Li\ns1,2009-01-01T00:15:00Z,\"1,234.5\",Li\ns1,2009-01-01T00:30:00Z,0.4,Li\n");
        var report = _file + ".report.csv";

        var tried = await ImportAsync("--dry-run");
        Assert.Equal(1, tried.ExitCode);
        Assert.Contains("3 rows: 1 readings would be read, 2 cells or rows set aside. Nothing was kept.", tried.Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_home.Data));

        var run = await ImportAsync("--report", report, "--by", "Qin");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("UnreadableValue (unreadable value): 1, first on line 3: Cd (ug/L): \"1,234.5\" holds commas", run.Text, StringComparison.Ordinal);
        Assert.Contains("NoValue (the sender has no value): 1, first on line 2", run.Text, StringComparison.Ordinal);
        Assert.Contains("says a determinand and its unit: operator.", run.Text, StringComparison.Ordinal);
        Assert.Equal(["line,reason,detail", "2,NoValue,Cd (ug/L): -9999 stands for no value"], File.ReadAllLines(report)[..2]);

        await using var service = await _home.Start().ReadyAsync();
        var aside = await service.AllAsync("/api/v1/set-aside");
        Assert.Contains(
            "station,taken_at,Cd (ug/L),operator\ns1,2009-01-01T00:15:00Z,\"1,234.5\",Li\n", aside.Select(a => Encoding.UTF8.GetString(a.GetProperty("payload_base64").GetBytesFromBase64())));
        var entry = Assert.Single(await service.AllAsync("/api/v1/timeline"), e => e.GetProperty("kind").GetString() == nameof(EntryKind.FileImported));
        Assert.Equal(("Qin", "logger.csv", "2"), (entry.GetProperty("by").GetString(), Fact(entry, "file"), Fact(entry, "set_aside")));
        await service.StopAsync();
    }

    [Fact]
    public async Task A_running_service_takes_the_file_in_and_history_over_its_limit_calls_nobody()
    {
        Write(200, over: 20);
        await using var service = await _home.Start().ReadyAsync();
        var beside = await ImportAsync();
        Assert.Equal(1, beside.ExitCode);
        Assert.Contains(beside.Errors, l => l.Contains("another WaterWatch is writing here", StringComparison.Ordinal));

        var first = await SendAsync(service, HttpStatusCode.OK);
        Assert.Equal((400, 0), (first.GetProperty("readings").GetInt32(), first.GetProperty("duplicates").GetInt32()));
        var second = await SendAsync(service, HttpStatusCode.OK);
        Assert.Equal((0, 400), (second.GetProperty("readings").GetInt32(), second.GetProperty("duplicates").GetInt32()));

        var readings = await service.AllAsync("/api/v1/stations/s1/readings?determinand=Cd");
        Assert.Equal(20, readings.Count(r => r.GetProperty("judged").GetString() == "exceeds"));
        Assert.Empty(await service.AllAsync("/api/v1/alerts"));
        var history = Assert.Single(await service.AllAsync("/api/v1/timeline"), e => e.GetProperty("kind").GetString() == nameof(EntryKind.HistoryExceeded));
        Assert.Equal(("20", "s1"), (Fact(history, "count"), history.GetProperty("station").GetString()));
        Assert.Equal("Unknown", (await service.AllAsync("/api/v1/stations")).Single().GetProperty("level").GetString());

        await SendAsync(service, HttpStatusCode.BadRequest, "&mapping=none");
        await SendAsync(service, HttpStatusCode.UnsupportedMediaType, type: "text/plain");
        await service.StopAsync();
        Assert.Null(Audit.Verify(_home.Data).FirstBroken);
    }

    public void Dispose()
    {
        _home.Dispose();
        Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
    }

    private static DateTimeOffset At(int row) => s_first.AddMinutes(15 * row);

    /// <summary>In ug/L, within the limit of 5.</summary>
    private static decimal Cd(int row) => (row * 7 % 4000) / 1000m;

    private void Write(int rows, int over = 0) => File.WriteAllLines(
        _file, ["station,taken_at,Cd (ug/L),pH", .. Enumerable.Range(0, rows).Select(i => $"s1,{At(i):yyyy-MM-dd'T'HH:mm:ss'Z'},{(i < over ? 24.7m : Cd(i))},7.{i % 100}")]);

    private string[] Arguments => ["import", _file, "--config", _home.Config, "--data", _home.Data];

    private Task<CommandRun> ImportAsync(params string[] more) => CommandRun.RunAsync([.. Arguments, .. more]);

    private Process Start() => Process.Start(new ProcessStartInfo("dotnet", [Repository.Program, .. Arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>How many batches there are.</summary>
    private long Written()
    {
        if (!File.Exists(Path.Combine(_home.Data, WatchLog.FileName)))
        {
            return 0;
        }

        try
        {
            using var log = LogReader.Open(_home.Data);
            return log.Totals().Batches;
        }
        catch (StorageException)
        {
            // It is just being made.
            return 0;
        }
    }

    private async Task<JsonElement> SendAsync(ServiceProcess service, HttpStatusCode expected, string more = "", string type = "text/csv")
    {
        using var body = new ByteArrayContent(File.ReadAllBytes(_file));
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var answer = await service.Api.PostAsync($"/api/v1/import?file=logger.csv&by=Qin{more}", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static decimal Value(JsonElement reading) => decimal.Parse(reading.GetProperty("value").ToString(), System.Globalization.CultureInfo.InvariantCulture);

    private static string? Fact(JsonElement entry, string name) => entry.GetProperty("data").GetProperty(name).GetString();
}
