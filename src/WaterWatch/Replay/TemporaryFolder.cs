namespace WaterWatch.Replay;

/// <summary>A folder for a log that nobody keeps.</summary>
internal sealed class TemporaryFolder(string prefix) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory(prefix + "-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
