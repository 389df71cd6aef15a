using System.Diagnostics;
using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.AcceptanceTests.Starting;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.AcceptanceTests.Killing;

/// <summary>backup and restore as an operator runs them, beside a service at work.</summary>
[Collection(KilledService.Name)]
public class BackupTests
{
    private const int Stations = 4;
    private const int Messages = 800;

    [Fact]
    public async Task A_backup_under_load_is_the_record_of_one_moment_and_a_restored_one_answers_as_the_service_did()
    {
        using var home = new ServiceHome(new TestConfig(Stations));
        var loads = Enumerable.Range(1, Stations).Select(i => new StationLoad(i, Messages)).ToList();
        var (during, after) = (home.Data + "-during.db", home.Data + "-after.db");
        Record record;
        await using (var service = await home.Start().ReadyAsync())
        {
            await using (var rivers = new Rivers(loads, home.MqttPort))
            {
                rivers.Allow(Messages);
                await rivers.AcknowledgedAsync(Messages / 4);
                await BackUpAsync(home, during);
                await rivers.CompleteAsync();
            }

            record = await Record.ReadAsync(service, loads);
            await BackUpAsync(home, after);
        }

        // The one that was taken under load is the beginning of the record.
        var (then, whole) = (Audit.VerifyFile(during), Audit.VerifyFile(after));
        Assert.True(then is { IsIntact: true, Messages: >= Messages / 4 }, $"{then}");
        Assert.Null(Audit.VerifyFile(after, then.Head).FirstBroken);
        Assert.True(then.Messages < whole.Messages, $"{then.Messages}, {whole.Messages}");

        using var restored = new ServiceHome(new TestConfig(Stations));
        var run = await CommandRun.RunAsync("restore", after, "--data", restored.Data);
        Assert.True(run.ExitCode == 0, string.Join('\n', run.Errors));
        Assert.Contains($"Head {whole.Head}", run.Text, StringComparison.Ordinal);
        await using var again = await restored.Start().ReadyAsync();
        var same = await Record.ReadAsync(again, loads);
        Assert.Equal(record.Readings, same.Readings);
        Assert.Equal(record.Timeline, same.Timeline);
        await again.StopAsync();
    }

    [Fact]
    public async Task Killed_while_it_backs_up_it_leaves_the_record_and_the_older_backup_whole()
    {
        using var home = new ServiceHome(new TestConfig(YearOfData.Stations));
        YearOfData.Write(home.Data, TimeSpan.FromDays(8));
        var file = home.Data + "-backup.db";
        await using var service = await home.Start().ReadyAsync();
        await using var sender = new Sender(home.MqttPort);
        await BackUpAsync(home, file);
        var head = Audit.VerifyFile(file).Head;
        var moments = new Random(7);
        for (var kill = 0; kill < 4; kill++)
        {
            await sender.PublishCadmiumAsync(1, $"2030-01-15T00:0{kill}:00Z", "0.001");
            using var backup = Process.Start(new ProcessStartInfo("dotnet", [Repository.Program, "backup", file, "--force", "--data", home.Data]) { RedirectStandardOutput = true })!;
            await Eventually.TrueAsync("it copies, or is done", () => Task.FromResult(File.Exists(file + ".unfinished") || backup.HasExited));

            // The moment itself is what the test tries.
            await Task.Delay(moments.Next(600));
            backup.Kill();
            await backup.WaitForExitAsync();
            head = WholeSince(file, head);
        }

        await sender.PublishCadmiumAsync(1, "2030-01-15T00:10:00Z", "0.001");
        await BackUpAsync(home, file);
        Assert.False(File.Exists(file + ".unfinished"));
        WholeSince(file, head);
        Assert.True(await service.IsReadyAsync());
        await service.StopAsync();
        Assert.Null(Audit.Verify(home.Data, head).FirstBroken);
    }

    [Fact]
    public async Task A_backup_goes_on_when_the_service_is_killed_and_works_without_one()
    {
        using var home = new ServiceHome(new TestConfig(YearOfData.Stations));
        YearOfData.Write(home.Data, TimeSpan.FromDays(8));
        var file = home.Data + "-backup.db";
        await using (var service = await home.Start().ReadyAsync())
        {
            var backup = CommandRun.RunAsync("backup", file, "--data", home.Data);
            await Eventually.TrueAsync("it copies, or is done", () => Task.FromResult(File.Exists(file + ".unfinished") || backup.IsCompleted));
            await service.KillAsync();
            var run = await backup;
            Assert.True(run.ExitCode == 0, string.Join('\n', run.Errors));
        }

        Assert.True(Audit.VerifyFile(file).IsIntact);
        Assert.Equal(2, (await CommandRun.RunAsync("backup", file, "--data", home.Data)).ExitCode);
        await BackUpAsync(home, file);
    }

    /// <returns>The head of the backup, in which the older one's is held.</returns>
    private static ChainHead WholeSince(string file, ChainHead older)
    {
        var found = Audit.VerifyFile(file, older.Seq == 0 ? null : older);
        Assert.Null(found.FirstBroken);
        return found.Head;
    }

    private static async Task BackUpAsync(ServiceHome home, string file)
    {
        var run = await CommandRun.RunAsync("backup", file, "--force", "--data", home.Data);
        Assert.True(run.ExitCode == 0, string.Join('\n', [.. run.Output, .. run.Errors]));
        Assert.Contains("The record is whole", run.Text, StringComparison.Ordinal);
    }
}
