using System.Diagnostics;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>A volume of its own of a few megabytes, which can be filled to the last byte.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _ballast;

    private SmallDisk(string folder)
    {
        Folder = folder;
        _ballast = Path.Combine(folder, "ballast");
    }

    public string Folder { get; }

    /// <summary>Skips the test where nobody may mount; fails it when WATERWATCH_REQUIRE_SERVERS=1.</summary>
    public static SmallDisk MountOrSkip(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("waterwatch-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "waterwatch-test", folder) is { } refused)
        {
            Directory.Delete(folder);
            var reason = $"A small disk needs the right to mount: run the tests as root ({refused})";
            Assert.False(Environment.GetEnvironmentVariable("WATERWATCH_REQUIRE_SERVERS") == "1", reason);
            Skip.If(true, reason);
        }

        return new SmallDisk(folder);
    }

    /// <summary>Takes all the room that there is.</summary>
    public void Fill()
    {
        var bytes = new byte[4096];
        using var file = new FileStream(_ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) file.Write(bytes);
        }
        catch (IOException)
        {
            // There is none left.
        }
    }

    public void MakeRoom() => File.Delete(_ballast);

    public static void Protect(string folder, bool isReadOnly) => Assert.Null(Run("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", folder));

    public void Dispose()
    {
        Assert.Null(Run("umount", "--lazy", Folder));
        Directory.Delete(Folder);
    }

    /// <returns>Null when it was done; otherwise what the tool said.</returns>
    private static string? Run(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : said.Trim();
    }
}
