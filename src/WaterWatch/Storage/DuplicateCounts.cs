using WaterWatch.Deciding;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>How many duplicates each station has sent, so that each batch says how many there were in all.</summary>
internal sealed class DuplicateCounts
{
    private readonly Dictionary<string, long> _byStation = [];

    /// <summary>As of the newest batch.</summary>
    /// <param name="snapshot">From which on batches are read; null for the first.</param>
    /// <exception cref="StorageException">A batch is damaged.</exception>
    public void Read(Connection connection, Snapshot? snapshot)
    {
        Take(snapshot?.Heard ?? []);
        using var rows = connection.Prepare("SELECT seq, changes FROM batch WHERE seq > ? ORDER BY seq").Bind(1, snapshot?.BatchSeq ?? 0);
        while (rows.Step())
        {
            try
            {
                Take(ChangesCodec.Read(connection.Unsqueezer.Open(rows.Blob(1))).Heard);
            }
            catch (FormatException e)
            {
                throw BatchReader.Damaged(connection.Path, rows.Int(0), e);
            }
        }
    }

    public long NewIn(Batch batch)
    {
        // A station may be named twice in a batch; the last one counts. Most have never sent anything twice, and are not looked for.
        var added = 0L;
        Dictionary<string, long>? seen = null;
        foreach (var heard in batch.Heard)
        {
            if (heard.Duplicates > 0)
            {
                seen ??= [];
                added += heard.Duplicates - (seen.TryGetValue(heard.Station, out var before) ? before : _byStation.GetValueOrDefault(heard.Station));
                seen[heard.Station] = heard.Duplicates;
            }
        }

        return added;
    }

    public void Take(IReadOnlyList<StationHeard> heard)
    {
        foreach (var station in heard)
        {
            if (station.Duplicates > 0)
            {
                _byStation[station.Station] = station.Duplicates;
            }
        }
    }
}
