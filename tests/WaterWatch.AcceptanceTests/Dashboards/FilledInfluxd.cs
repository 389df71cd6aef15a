using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Dashboards;

/// <summary>One real InfluxDB for these tests, filled by the contract. Not started where there is none: each test then skips or fails by itself.</summary>
public sealed class FilledInfluxd : IAsyncLifetime
{
    private Influxd? _server;

    public Influxd Server
    {
        get
        {
            Influxd.RequireOrSkip();
            return _server!;
        }
    }

    public async Task InitializeAsync()
    {
        if (Installed.Find("influxd") is null) return;
        _server = await Influxd.StartAsync();
        await _server.WriteAsync(KnownPoints.All.Select(p => p.Line));
    }

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
