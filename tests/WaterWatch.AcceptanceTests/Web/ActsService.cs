using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>A running service with one open incident of two metals, on a river that has a dam and whose incidents must be reported.</summary>
public sealed class ActsService : IAsyncLifetime, IDisposable
{
    private readonly ServiceHome _home = new(new TestConfig(1));

    internal ServiceProcess Service { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var river = Path.Combine(_home.Config, "rivers", "river1.yaml");
        var text = await File.ReadAllTextAsync(river);
        await File.WriteAllTextAsync(
            river, text.Replace("time_zone: Asia/Shanghai", "time_zone: Asia/Shanghai\nduties: [decree]", StringComparison.Ordinal).Replace("zh: 地点1 } }", "zh: 地点1 }, dam: true }", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(_home.Config, "duties"));
        await File.WriteAllTextAsync(Path.Combine(_home.Config, "duties", "decree.yaml"), """
            duties: decree
            version: "1"
            effective: 2011-05-01
            provenance: made up
            verified: true
            rules:
              - { id: unknown, title: { en: first report, zh: 初报 }, trigger: { determinands: [Cd] }, grade: I/II, deadline: 2h, recipients: [{ en: own government, zh: 本级人民政府 }] }
              - { id: graded, title: { en: graded report, zh: 报告 }, trigger: { response_levels: [II] }, deadline: 2h, recipients: [{ en: ministry, zh: 环境保护部 }] }
            """);
        Service = await _home.Start().ReadyAsync();
        await using var sender = new Sender(_home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.02");
        await sender.PublishAsync(TestConfig.Topic(1), """{"taken_at":"2012-01-15T00:00:00Z","readings":[{"determinand":"Pb","value":0.2,"unit":"mg/L"}]}""");
    }

    /// <summary>Ends in order and starts on what it has written.</summary>
    internal async Task RestartAsync()
    {
        await Service.StopAsync();
        await Service.DisposeAsync();
        Service = await _home.Start().ReadyAsync();
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    public void Dispose() => _home.Dispose();
}
