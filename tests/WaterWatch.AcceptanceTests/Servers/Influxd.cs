using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>A series of an answer: its tags, and its rows by column.</summary>
internal sealed record InfluxSeries(string Name, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<JsonElement>> Rows)
{
    public IEnumerable<JsonElement> Column(string name)
    {
        var at = Columns.ToList().IndexOf(name);
        return Rows.Select(r => r[at]);
    }
}

/// <summary>The real InfluxDB 1 on free ports, with an empty database in a folder of its own.</summary>
public sealed class Influxd : IAsyncDisposable
{
    public const string Database = "waterwatch";

    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-influxd-").FullName;
    private readonly string _configuration;
    private readonly HttpClient _api;
    private Process _process;

    private Influxd()
    {
        Port = FreePort.Next();
        _configuration = Path.Combine(_folder, "influxdb.conf");
        File.WriteAllText(_configuration, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{FreePort.Next()}"
            [meta]
            dir = "{_folder}/meta"
            [data]
            dir = "{_folder}/data"
            wal-dir = "{_folder}/wal"
            [http]
            bind-address = "127.0.0.1:{Port}"
            log-enabled = false
            [logging]
            level = "error"
            suppress-logo = true
            """);
        _api = new HttpClient { BaseAddress = new Uri(Url) };
        _process = Run();
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    public static void RequireOrSkip() => Installed.RequireOrSkip(["influxd"], "influxdb");

    /// <summary>Is answering, with its database, when this returns.</summary>
    public static async Task<Influxd> StartAsync()
    {
        var server = new Influxd();
        await Eventually.TrueAsync("influxd answers", server.IsUpAsync);
        await server.AskAsync($"CREATE DATABASE {Database}");
        return server;
    }

    /// <summary>SIGKILL: what it has not synced is lost to it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>With the data that it had, at the same port; answers when this returns.</summary>
    public async Task RestartAsync()
    {
        _process = Run();
        await Eventually.TrueAsync("influxd answers again", IsUpAsync);
    }

    /// <param name="lines">Line protocol with times in nanoseconds.</param>
    public async Task WriteAsync(IEnumerable<string> lines)
    {
        using var body = new StringContent(string.Join('\n', lines), Encoding.UTF8);
        using var answer = await _api.PostAsync($"/write?db={Database}&precision=ns", body);
        Assert.True(answer.StatusCode == HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The answer to one query; the test fails with the server's words when it cannot be answered.</summary>
    internal async Task<IReadOnlyList<InfluxSeries>> AskAsync(string query)
    {
        using var body = new FormUrlEncodedContent([new("db", Database), new("q", query)]);
        using var answer = await _api.PostAsync("/query", body);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, $"{query}\n{json}");
        var result = json.GetProperty("results")[0];
        Assert.False(result.TryGetProperty("error", out var error), $"{query}\n{error}");
        return result.TryGetProperty("series", out var series) ? [.. series.EnumerateArray().Select(Series)] : [];
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _api.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // What it says on its way goes nowhere: nobody reads the pipes, and a full one would stop it.
    private Process Run() => Process.Start("bash", ["-c", $"exec '{Installed.Find("influxd")}' -config '{_configuration}' >>'{_folder}/log' 2>&1"]);

    private static InfluxSeries Series(JsonElement series) => new(
        series.GetProperty("name").GetString()!,
        series.TryGetProperty("tags", out var tags) ? tags.EnumerateObject().ToDictionary(t => t.Name, t => t.Value.GetString()!) : [],
        [.. series.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!)],
        [.. series.GetProperty("values").EnumerateArray().Select(row => (IReadOnlyList<JsonElement>)[.. row.EnumerateArray()])]);

    private async Task<bool> IsUpAsync()
    {
        Assert.False(_process.HasExited, "influxd ended before it answered.");
        try
        {
            using var answer = await _api.GetAsync("/ping");
            return answer.StatusCode == HttpStatusCode.NoContent;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
