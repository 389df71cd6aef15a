using System.Collections.Concurrent;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>Connections that only read, so that each query has one of its own and their statements stay prepared.</summary>
internal sealed class ReadPool(string path) : IDisposable
{
    private readonly ConcurrentBag<Connection> _free = [];
    private volatile bool _disposed;

    public string Path => path;

    public T Use<T>(Func<Connection, T> query)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var connection = _free.TryTake(out var free) ? free : Connection.OpenReading(path);
        try
        {
            return query(connection);
        }
        finally
        {
            // A statement left in the middle would hold its read transaction, and with it the write-ahead log.
            connection.ResetKept();
            _free.Add(connection);
            if (_disposed)
            {
                Dispose();
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_free.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }
}
