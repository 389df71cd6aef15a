using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>
/// Blocks and tail of one moment: while somebody looks, readings go from the tail into blocks and blocks are merged, and no reading may be missed or met twice.
/// Ends the moment when disposed of.
/// </summary>
internal sealed class IndexLook : IDisposable
{
    private readonly Connection _connection;
    private readonly Dictionary<int, SeriesColumns> _tail = [];
    private readonly BlockReader _reader = new();

    private IndexLook(Connection connection) => _connection = connection;

    public IndexMark Mark { get; private set; }

    /// <param name="from">The first sample time that matters, milliseconds since 1970.</param>
    /// <param name="to">The sample time before which to stop.</param>
    /// <param name="tail">As it is now; asked again when it does not fit the blocks of this moment.</param>
    public static IndexLook At(Connection connection, Func<Connection, IndexMark, TailIndex> tail, IEnumerable<int> series, long from, long to)
    {
        var look = new IndexLook(connection);
        var spin = default(SpinWait);
        try
        {
            while (!look.TryBegin(tail, series, from, to))
            {
                connection.EndLook();
                spin.SpinOnce();
            }

            return look;
        }
        catch
        {
            // Nobody else has it to end.
            connection.EndLook();
            throw;
        }
    }

    /// <summary>What the tail holds of a series, in the order of its coming.</summary>
    public SeriesColumns Tail(int series) => _tail[series];

    public List<BlockRow> Blocks(int series, long from, long to) => ReadingBlocks.Of(_connection, series, from, to, Mark);

    /// <summary>Adds what a block holds of a series.</summary>
    /// <exception cref="FormatException">The block is damaged.</exception>
    public void Read(BlockRow block, int series, SeriesColumns into)
    {
        ReadingBlocks.Open(_connection, block.Id, _reader);
        if (_reader.Find(series) is var section and >= 0)
        {
            _reader.Read(section, into);
        }
    }

    public void Dispose() => _connection.EndLook();

    private bool TryBegin(Func<Connection, IndexMark, TailIndex> current, IEnumerable<int> series, long from, long to)
    {
        _connection.BeginLook();
        Mark = ReadingBlocks.Mark(_connection);
        var tail = current(_connection, Mark);
        foreach (var number in series)
        {
            var columns = _tail[number] = new SeriesColumns();
            if (tail.Read(number, from, to, columns) != Mark.ThroughBatch)
            {
                return false;
            }
        }

        return true;
    }
}
