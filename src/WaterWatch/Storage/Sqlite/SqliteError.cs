using SQLitePCL;

namespace WaterWatch.Storage.Sqlite;

/// <summary>Turns SQLite's result codes into words with a remedy.</summary>
internal static class SqliteError
{
    public static StorageException Of(int code, string path, string detail)
    {
        var (words, retryable) = (code & 0xFF) switch
        {
            raw.SQLITE_FULL => ("the disk is full; free space on its volume, writing goes on by itself then", true),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => ("the database is locked; another program holds it, close that program", true),
            raw.SQLITE_IOERR => ("the disk reported an error; look at the system log and at the volume", true),
            raw.SQLITE_NOMEM => ("there was not enough memory", true),
            raw.SQLITE_READONLY or raw.SQLITE_PERM => ("it cannot be written; give the service's user write permission to the file and its directory", false),
            raw.SQLITE_CANTOPEN => ("it cannot be opened; see that the directory exists and that the service's user may write to it", false),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => ("its bytes are damaged; stop the service, keep the file, restore the newest backup and run 'audit verify' on both", false),
            _ => ("SQLite refused", false),
        };
        return new StorageException($"{path}: {words} (SQLite {code}: {detail}).", retryable);
    }
}
