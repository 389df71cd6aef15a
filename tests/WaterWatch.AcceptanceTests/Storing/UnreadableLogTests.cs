using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Storage;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.AcceptanceTests.Storing;

/// <summary>A log in which older samples cannot be looked up: the service says so and acknowledges nothing that it cannot decide, instead of falling quiet.</summary>
[Collection(RunningService.Name)]
public class UnreadableLogTests
{
    /// <summary>More than the service remembers of a series.</summary>
    private const int Samples = 40;

    [Fact]
    public async Task What_cannot_be_looked_up_is_not_acknowledged_and_everybody_can_see_why()
    {
        using var home = new ServiceHome(new TestConfig(2));
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        await Task.WhenAll(Enumerable.Range(10, Samples).Select(i => sender.PublishCadmiumAsync(1, $"2012-01-15T00:{i:00}:00Z", "0.001")));

        Execute(home, "ALTER TABLE reading_block RENAME TO gone");
        var late = sender.PublishCadmiumAsync(1, "2012-01-15T00:05:00Z", "0.002");
        await Eventually.TrueAsync("/readyz says why", async () =>
        {
            using var answer = await service.Api.GetAsync("/readyz");
            var reasons = (await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync())).RootElement.GetProperty("reasons");
            return (int)answer.StatusCode == 503 && reasons.GetRawText().Contains("waterwatch.db", StringComparison.Ordinal);
        });
        Assert.False(late.IsCompleted);

        Execute(home, "ALTER TABLE gone RENAME TO reading_block");
        await late;
        await service.ReadyAsync();
        Assert.Equal(Samples + 1, (await service.AllAsync("/api/v1/stations/s1/readings")).Count);
        await service.StopAsync();
    }

    private static void Execute(ServiceHome home, string sql)
    {
        using var file = Connection.OpenWriting(Path.Combine(home.Data, WatchLog.FileName), "FULL");
        file.Execute(sql);
    }
}
