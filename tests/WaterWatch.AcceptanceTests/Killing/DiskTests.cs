using System.Text.Json;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Storage;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.AcceptanceTests.Killing;

/// <summary>
/// Disks as they are: full, read-only, slow, damaged. Nothing is acknowledged that is not stored, <c>/readyz</c> and the log say why, and what can pass passes by itself. Issue 2, criterion 4.
/// </summary>
[Collection(KilledService.Name)]
public class DiskTests
{
    private const int Stations = 4;
    private const int Messages = 900;
    private const int LargeMessages = 30;

    [SkippableFact]
    public async Task On_a_full_disk_under_load_nothing_acknowledged_is_lost_and_it_goes_on_when_there_is_room()
    {
        using var disk = SmallDisk.MountOrSkip(megabytes: 128);
        using var home = new ServiceHome(new TestConfig(Stations)) { Data = Path.Combine(disk.Folder, "data") };
        var loads = Enumerable.Range(1, Stations).Select(i => new StationLoad(i, Messages)).ToList();
        await using var service = await home.Start().ReadyAsync();
        Assert.True((await Metrics.ReadAsync(service))["waterwatch_disk_free_bytes"] is > 1 << 20 and < 128 << 20);
        Assert.Contains("MiB left", (await ReadinessAsync(service)).GetProperty("warnings").GetRawText(), StringComparison.Ordinal);
        await using (var rivers = new Rivers(loads, home.MqttPort))
        {
            rivers.Allow(Messages / 2);
            await rivers.AcknowledgedAsync(Stations * (Messages / 2));
            disk.Fill();

            // More than the write-ahead log can still take where it has grown already.
            await using var sender = new Sender(home.MqttPort, "large");
            List<Task> large = [.. Enumerable.Range(0, LargeMessages).Select(i => sender.PublishAsync(TestConfig.Topic(1), Rubbish(i)))];
            rivers.Allow(Messages);
            await CannotStoreAsync(service, "the disk is full", "free space");
            Assert.Contains(large, m => !m.IsCompleted);

            disk.MakeRoom();
            await rivers.CompleteAsync();
            await Task.WhenAll(large);
        }

        await service.ReadyAsync();
        var record = await Record.ReadAsync(service, loads);
        Assert.Equal(
            loads.SelectMany(l => l.Versions.Select(v => Record.Version(l.Station, v))).Order(StringComparer.Ordinal),
            record.Readings.Select(Record.VersionOf).Order(StringComparer.Ordinal));
        Assert.Equal(LargeMessages, (await service.AllAsync("/api/v1/set-aside", limit: 5)).Count);

        // Said once for each thing that SQLite could not do, not at each of many tries.
        Assert.InRange(Lines(service, "none is acknowledged until they can be").Count(), 1, 3);
        Assert.NotEmpty(Lines(service, "Readings are written again"));
        Assert.InRange(Lines(service, "Upkeep is put off").Count(), 0, 4);
        await service.StopAsync();
        Assert.Null(Audit.Verify(home.Data).FirstBroken);
    }

    [Fact]
    public async Task When_nobody_sends_any_more_it_notices_by_itself_that_it_can_write_again()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        await using (var sender = new Sender(home.MqttPort))
        {
            await service.LimitFilesAsync("2048");
            _ = sender.PublishCadmiumAsync(1, "2012-01-14T00:00:00Z", "0.001");
            await CannotStoreAsync(service, "the disk reported an error", "look at the system log");
        }

        // What it sent once more before it went would be kept, and rightly: it is refused too before there is room.
        await Eventually.TrueAsync("the sender is gone", async () => (await Metrics.ReadAsync(service))["waterwatch_broker_connections"] == 0);
        Assert.Single(await service.AllAsync("/api/v1/stations"));
        await service.LimitFilesAsync("unlimited");
        await service.ReadyAsync();
        Assert.Empty(await service.AllAsync("/api/v1/stations/s1/readings"));
        await service.StopAsync();
        Assert.Null(Audit.Verify(home.Data).FirstBroken);
    }

    [SkippableFact]
    public async Task On_a_volume_that_cannot_be_written_it_does_not_start_and_says_what_to_do()
    {
        using var disk = SmallDisk.MountOrSkip(megabytes: 8);
        SmallDisk.Protect(disk.Folder, isReadOnly: true);

        var run = await CommandRun.RunAsync("run", "--data", Path.Combine(disk.Folder, "data"), "--urls", $"http://127.0.0.1:{FreePort.Next()}", "--mqtt", $"127.0.0.1:{FreePort.Next()}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(run.Errors, l => l.StartsWith(disk.Folder, StringComparison.Ordinal) && l.Contains("choose another", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disk_that_takes_seconds_for_a_commit_slows_the_senders_and_drops_nothing()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        await sender.PublishCadmiumAsync(1, "2012-01-14T00:00:00Z", "0.001");
        List<Task> published;
        using (var other = Connection.OpenWriting(Path.Combine(home.Data, WatchLog.FileName), "FULL"))
        {
            // What the disk does in its own time is here done by another program that holds the file.
            other.Execute("BEGIN IMMEDIATE");
            published = [.. Enumerable.Range(10, 40).Select(i => sender.PublishCadmiumAsync(1, $"2012-01-15T00:{i}:00Z", $"0.00{i}"))];
            await Eventually.TrueAsync("the wait is reported", async () => (await ReadinessAsync(service)).GetProperty("reasons").GetRawText().Contains("another program holds it", StringComparison.Ordinal));
            Assert.DoesNotContain(published, p => p.IsCompleted);
            other.Execute("ROLLBACK");
        }

        await Task.WhenAll(published);
        await service.ReadyAsync();
        Assert.Equal(41, (await service.AllAsync("/api/v1/stations/s1/readings")).Count);
        await service.StopAsync();
    }

    [Fact]
    public async Task Over_a_damaged_page_nothing_is_acknowledged_and_the_file_and_the_remedy_are_named()
    {
        using var home = new ServiceHome(new TestConfig(1));
        await using (var before = await home.Start().ReadyAsync())
        {
            await using var first = new Sender(home.MqttPort);
            await first.PublishAsync(TestConfig.Topic(1), "rubbish 1");
            await before.StopAsync();
        }

        Damage(home, "set_aside_by_batch");
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        var published = sender.PublishAsync(TestConfig.Topic(1), "rubbish 2");
        await CannotStoreAsync(service, "its bytes are damaged", "restore the newest backup");
        Assert.False(published.IsCompleted);
        Assert.Single(Lines(service, "none is acknowledged until they can be"));
        Assert.Single(await service.AllAsync("/api/v1/set-aside"));
        await service.KillAsync();
    }

    /// <summary>Half a megabyte that cannot be squeezed.</summary>
    private static string Rubbish(int seed)
    {
        var bytes = new byte[400_000];
        new Random(seed).NextBytes(bytes);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Overwrites the page at which a table or an index begins.</summary>
    private static void Damage(ServiceHome home, string what)
    {
        var path = Path.Combine(home.Data, WatchLog.FileName);
        long page, size;
        using (var connection = Connection.OpenReading(path))
        {
            (page, size) = (connection.Number($"SELECT rootpage FROM sqlite_schema WHERE name = '{what}'"), connection.Number("PRAGMA page_size"));
        }

        using var file = File.OpenWrite(path);
        file.Position = (page - 1) * size;
        file.Write(new byte[size]);
    }

    private static async Task CannotStoreAsync(ServiceProcess service, string cause, string remedy)
    {
        // On a disk that is nearly full small batches may still go through between large ones that do not: all that is said is held against one look.
        await Eventually.TrueAsync($"/readyz says that {cause}, of which file, and what to do", async () =>
            (await ReadinessAsync(service)).GetProperty("reasons").EnumerateArray().Select(r => r.GetString()!)
                .Any(r => r.Contains(cause, StringComparison.Ordinal) && r.Contains(WatchLog.FileName, StringComparison.Ordinal) && r.Contains(remedy, StringComparison.Ordinal)));
        await Eventually.TrueAsync("/metrics says it too", async () => (await Metrics.ReadAsync(service))["waterwatch_storage_up"] == 0);
        using var alive = await service.Api.GetAsync("/healthz");
        Assert.True(alive.IsSuccessStatusCode);
        await service.SaidAsync(cause);
    }

    private static async Task<JsonElement> ReadinessAsync(ServiceProcess service)
    {
        using var answer = await service.Api.GetAsync("/readyz");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static IEnumerable<string> Lines(ServiceProcess service, string words) => service.Output.Split('\n').Where(l => l.Contains(words, StringComparison.Ordinal));
}
