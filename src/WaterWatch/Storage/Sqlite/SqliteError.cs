using SQLitePCL;

namespace WaterWatch.Storage.Sqlite;

/// <summary>Turns SQLite's result codes into words with a remedy.</summary>
internal static class SqliteError
{
    private const string Full = "the disk is full; free space on its volume, writing goes on by itself then";

    public static StorageException Of(int code, string path, string detail)
    {
        var (words, retryable) = (code & 0xFF) switch
        {
            // The index of the write-ahead log could not grow: what it says of the disk is that there is no room.
            raw.SQLITE_IOERR when code == raw.SQLITE_IOERR_SHMSIZE => (Full, true),
            raw.SQLITE_FULL => (Full, true),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => ("the database is locked; another program holds it, close that program", true),
            raw.SQLITE_IOERR => ("the disk reported an error; look at the system log and at the volume", true),
            raw.SQLITE_NOMEM => ("there was not enough memory", true),
            raw.SQLITE_READONLY or raw.SQLITE_PERM => ("it cannot be written; give the service's user write permission to the file and its directory", false),
            raw.SQLITE_CANTOPEN => ("it cannot be opened; see that the directory exists and that the service's user may write to it", false),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => ("its bytes are damaged; stop the service, keep the file, restore the newest backup and run 'audit verify' on both", false),
            _ => ("SQLite refused", false),
        };
        return new StorageException($"{path}: {words} (SQLite {code}: {detail}).", retryable) { IsDamage = (code & 0xFF) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB };
    }
}
