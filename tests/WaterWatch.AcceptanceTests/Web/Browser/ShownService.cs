using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Web.Browser;

/// <summary>A running service with three rivers to look at: one with an incident of which the public was told, one that is well, one that was never heard.</summary>
public sealed class ShownService : IAsyncLifetime, IDisposable
{
    private readonly ServiceHome _home = new(new TestConfig(3) { OnMap = true });
    private ServiceProcess? _service;

    internal int HttpPort => _home.HttpPort;

    public async Task InitializeAsync()
    {
        OnDuty.Write(_home.Config, "bo");
        _service = await _home.Start().ReadyAsync();
        await using var sender = new Sender(_home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-15T00:00:00Z", "0.07");
        using var published = await _service.Api.PostAsync("/api/v1/incidents/1/publish", new StringContent("""{"by":"Wei Min","reason":"checked"}""", System.Text.Encoding.UTF8, "application/json"));
        published.EnsureSuccessStatusCode();
        await sender.PublishCadmiumAsync(2, "2012-01-15T00:00:00Z", "0.001");
    }

    public async Task DisposeAsync() => await (_service?.DisposeAsync() ?? ValueTask.CompletedTask);

    public void Dispose() => _home.Dispose();
}
