using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Commands;
using WaterWatch.Configuration;
using WaterWatch.Tests.Pipeline;

namespace WaterWatch.Tests.Configuration;

public sealed class ConfigurationReloadTests
{
    [Fact]
    public async Task What_the_command_line_said_holds_after_the_files_were_read_again()
    {
        var loaded = RunningPipeline.Case("_river").With("/elsewhere", "http://127.0.0.1:8181", "127.0.0.1:1993");
        using var pipeline = new RunningPipeline(loaded.Plan, TimeProvider.System);
        var inForce = new ConfigurationInForce(loaded);
        using var reload = new ConfigurationReload(inForce, pipeline.Inbox, pipeline.Log, TimeProvider.System, NullLogger<ConfigurationReload>.Instance);

        Assert.True((await reload.ReloadAsync("chen", CancellationToken.None)).TryGet(out _));

        Assert.NotSame(loaded, inForce.Now);
        Assert.Equal("/elsewhere", inForce.Now.Settings.DataDirectory);
        Assert.Equal(["http://127.0.0.1:8181"], inForce.Now.Settings.WebUrls);
        Assert.Equal(loaded.Settings.Broker, inForce.Now.Settings.Broker);
        await pipeline.EndAsync();
    }
}
