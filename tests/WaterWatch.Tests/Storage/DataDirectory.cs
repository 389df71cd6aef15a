namespace WaterWatch.Tests.Storage;

/// <summary>A data directory that is gone after the test.</summary>
public sealed class DataDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("waterwatch-").FullName;

    public string Database => System.IO.Path.Combine(Path, WaterWatch.Storage.WatchLog.FileName);

    /// <summary>The files as a kill -9 would leave them now: copied while the log is open, without its lock.</summary>
    public DataDirectory CopyAsKilled()
    {
        var copy = new DataDirectory();
        foreach (var file in Directory.GetFiles(Path, "waterwatch.db*").Where(f => !f.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
