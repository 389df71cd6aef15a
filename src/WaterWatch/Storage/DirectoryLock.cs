namespace WaterWatch.Storage;

/// <summary>Held as long as a process writes the log of a directory, so that two never do. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <exception cref="StorageException">Another process holds it, or the directory cannot be written.</exception>
    public static DirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        try
        {
            Directory.CreateDirectory(directory);
            return new DirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StorageException($"{directory}: cannot be written; give the service's user write permission to it, or choose another with --data DIR.", retryable: false, e);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new StorageException($"{directory}: another WaterWatch is writing here; stop it, or choose another directory with --data DIR.", retryable: false, e);
        }
        catch (IOException e)
        {
            throw new StorageException($"{directory}: cannot be used as the data directory ({e.Message}); choose another with --data DIR.", retryable: false, e);
        }
    }

    public void Dispose() => _file.Dispose();
}
