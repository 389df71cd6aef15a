using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web;

/// <summary>A running service that was sent a few known messages, for all tests that ask it questions.</summary>
public sealed class KnownService : IAsyncLifetime, IDisposable
{
    /// <summary>Stored, the correction included.</summary>
    public const int Readings = 9;

    private readonly ServiceHome _home = new(new TestConfig(3));

    internal ServiceProcess Service { get; private set; } = null!;

    /// <summary>After everything but the correction was recorded.</summary>
    internal DateTimeOffset BeforeTheCorrection { get; private set; }

    public async Task InitializeAsync()
    {
        // The third station says nothing and is judged by means of a year.
        var third = Path.Combine(_home.Config, "rivers", $"{TestConfig.River(3)}.yaml");
        File.WriteAllText(third, File.ReadAllText(third).Replace("standard: GB 3838-2002, class: III", "standard: EU 2008/105/EC", StringComparison.Ordinal));
        OnDuty.Write(_home.Config, "ana");
        Service = await _home.Start().ReadyAsync();
        await using var sender = new Sender(_home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.001");
        await sender.PublishCadmiumAsync(1, "2012-01-15T09:00:00+08:00", "0.0247");
        await sender.PublishCadmiumAsync(1, "2012-01-15T02:00:00Z", "407.5", "ug/L");
        await sender.PublishCadmiumAsync(1, "2012-01-15T02:00:00Z", "0.4075");
        await sender.PublishCadmiumAsync(1, "2012-01-15T03:00:00Z", "\"<0.0005\"");
        await sender.PublishCadmiumAsync(2, "2012-01-15T00:00:00Z", "0.06");
        await sender.PublishAsync(TestConfig.Topic(2), """
            {"taken_at":"2012-01-15T01:00:00Z","readings":[{"determinand":"Pb","value":0.001,"unit":"mg/L"},{"determinand":"pH","value":7.82},
             {"determinand":"Cd","fraction":"dissolved","value":0.002,"unit":"mg/L","mark":"M","source":"=icp1"}]}
            """);
        await sender.PublishAsync(TestConfig.Topic(1), "not json, \"quoted\" = 镉");
        await sender.PublishAsync(TestConfig.Topic(2), "{\"taken_at\":");
        await sender.PublishAsync("waterwatch/v1/river1/unknown/readings", "{}");

        // What follows is recorded at a later millisecond than everything before.
        BeforeTheCorrection = DateTimeOffset.UtcNow;
        await Eventually.TrueAsync("the clock moves on", () => Task.FromResult(DateTimeOffset.UtcNow > BeforeTheCorrection.AddMilliseconds(5)));
        await sender.PublishCadmiumAsync(1, "2012-01-15T02:00:00Z", "0.4000");
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    public void Dispose() => _home.Dispose();
}
