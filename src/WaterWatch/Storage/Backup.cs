using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>
/// Copies of the record in one file, and back. A copy is made under another name and gets its own only when it is whole and its chain was walked: whatever is killed meanwhile, there is never half
/// a backup, and what was there before stays until then. Users, tokens and keys are not in it: whoever is handed a copy of the record is not to have anybody's password.
/// </summary>
public sealed class Backup
{
    private const string Unfinished = ".unfinished";
    private const string Broken = ".broken";

    /// <summary>How many pages of the database, of 4 KiB each, are copied at once.</summary>
    public int PagesAtOnce { get; init; } = 256;

    /// <summary>Keeps the copying from taking the machine from a service that runs beside it.</summary>
    public Pace Pace { get; init; } = new(0, CancellationToken.None);

    /// <summary>Told now and then how much is copied, up to 1; then it is walked.</summary>
    public Action<double> Progress { get; init; } = _ => { };

    /// <summary>Copies the record of a directory as it is at this moment, also while a service writes there, which is not held up.</summary>
    /// <param name="overwrite">An older backup of that name may be replaced.</param>
    /// <returns>What the walk over the copy found. A broken one is left beside the file, under its name and <c>.broken</c>, and replaces nothing.</returns>
    /// <exception cref="StorageException">There is no record, or the file cannot be written, or it is there already.</exception>
    public AuditResult Take(string directory, string file, bool overwrite, CancellationToken cancellation = default)
    {
        var log = Path.Combine(directory, WatchLog.FileName);
        RequireThere(log, "name the directory of the record with --data DIR");
        if (!overwrite && File.Exists(file))
        {
            throw new StorageException($"{file}: it is there already; take another name, or --force to replace it.", retryable: false);
        }

        return At(file, () =>
        {
            using var unfinished = UnfinishedFile.Take(file + Unfinished);
            Copy(log, unfinished, cancellation);
            var found = Audit.VerifyFile(unfinished.Path, cancellation: cancellation);
            unfinished.MoveTo(found.IsIntact ? file : file + Broken, overwrite || !found.IsIntact);
            return found;
        });
    }

    /// <summary>Puts a backup into a directory, brought to this program's version, after its chain was walked.</summary>
    /// <param name="replace">A record that is there already may be replaced: its files are kept in a folder beside, and are not touched before the backup was found whole.</param>
    /// <returns>What the walk found. A broken one is not put there.</returns>
    /// <exception cref="StorageException">A service writes there, or a record is there already, or a file cannot be read or written.</exception>
    public AuditResult Restore(string file, string directory, bool replace, CancellationToken cancellation = default)
    {
        RequireThere(file, "name the file that backup wrote");
        using var directoryLock = DirectoryLock.Take(directory);
        var log = Path.Combine(directory, WatchLog.FileName);
        var before = Directory.GetFiles(directory, WatchLog.FileName + "*").Where(f => !f.EndsWith(Unfinished, StringComparison.Ordinal)).ToList();
        if (!replace && before.Count > 0)
        {
            throw new StorageException($"{directory}: a record is there already ({Path.GetFileName(before[0])}); take another directory, or --force, which keeps it in a folder beside.", retryable: false);
        }

        return At(log, () =>
        {
            using var unfinished = UnfinishedFile.Take(log + Unfinished);
            Copy(file, unfinished, cancellation);
            using (var connection = Connection.OpenWriting(unfinished.Path, "FULL"))
            {
                Schema.Upgrade(connection);
            }

            var found = Audit.VerifyFile(unfinished.Path, cancellation: cancellation);
            if (found.IsIntact)
            {
                KeepAside(directory, before);
                unfinished.MoveTo(log, overwrite: false);
            }

            return found;
        });
    }

    private static void RequireThere(string path, string remedy)
    {
        if (!File.Exists(path))
        {
            throw new StorageException($"{path} is not there; {remedy}.", retryable: false);
        }
    }

    private void Copy(string from, UnfinishedFile to, CancellationToken cancellation)
    {
        using (var source = Connection.OpenReadingAnywhere(from))
        using (var target = Connection.OpenWriting(to.Path, "OFF"))
        {
            // Until it has its name it need not survive anything; then it is synced.
            target.Execute("PRAGMA journal_mode=OFF");
            source.CopyTo(target, PagesAtOnce, done =>
            {
                cancellation.ThrowIfCancellationRequested();
                Pace.Breathe();
                Progress(done);
            });
        }

        // One file, which whoever reads it makes no others beside.
        using var whole = Connection.OpenWriting(to.Path, "FULL");
        whole.Execute("PRAGMA journal_mode=DELETE");
    }

    private static void KeepAside(string directory, List<string> files)
    {
        if (files.Count == 0)
        {
            return;
        }

        var aside = Directory.CreateDirectory(Path.Combine(directory, $"replaced-{TimeProvider.System.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}")).FullName;
        files.ForEach(f => File.Move(f, Path.Combine(aside, Path.GetFileName(f))));
    }

    private static AuditResult At(string file, Func<AuditResult> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{file}: cannot be written ({e.Message}); give another place, or see to that one.", retryable: false, e);
        }
    }

    /// <summary>A file that is being made. Whoever is killed at it leaves it behind, and the next one begins it anew; two at once do not.</summary>
    private sealed class UnfinishedFile : IDisposable
    {
        private readonly FileStream _held;

        private UnfinishedFile(FileStream held) => _held = held;

        public string Path => _held.Name;

        public static UnfinishedFile Take(string path)
        {
            var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            held.SetLength(0);
            return new UnfinishedFile(held);
        }

        public void MoveTo(string name, bool overwrite)
        {
            _held.Flush(flushToDisk: true);
            File.Move(Path, name, overwrite);
        }

        public void Dispose()
        {
            // After a move there is nothing left under this name.
            File.Delete(Path);
            _held.Dispose();
        }
    }
}
