using System.Globalization;
using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;
using WaterWatch.Timeline;

namespace WaterWatch.Storage;

/// <summary>What walking the whole record found.</summary>
/// <param name="FirstBroken">The first broken entry or block and what is wrong with it; null when the record is whole.</param>
/// <param name="Head">The newest entry: what a report of this moment prints.</param>
/// <param name="Entries">Timeline entries that were walked.</param>
public sealed record AuditResult(string? FirstBroken, ChainHead Head, long Entries, long Batches, long Messages, long Readings)
{
    public bool IsIntact => FirstBroken is null;

    /// <summary>One line for people: whole, with the head to keep, or where it is broken.</summary>
    public override string ToString() =>
        IsIntact
            ? $"The record is whole: {Entries} timeline entries, {Messages} messages and {Readings} readings in {Batches} batches. Head {Head}"
            : $"The record is broken: {FirstBroken}";
}

/// <summary>Proves that nothing in a log was changed, left out or put in, as far as the file itself and a head that was kept elsewhere can tell.</summary>
public static class Audit
{
    /// <summary>
    /// Walks the record of a directory: timeline, raw messages, what was recorded with them, and the index. Works while a service writes there; then up to
    /// what was on disk at the start.
    /// </summary>
    /// <param name="head">A head that was printed or sent away earlier: the record must still hold it.</param>
    /// <param name="pace">Null for full speed, and for a person who waits for the answer: what cannot be read is then what was found.</param>
    /// <exception cref="StorageException">At a pace alone: the file cannot be read for now, such as in a fault of the disk, which says nothing of the record.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static AuditResult Verify(string directory, ChainHead? head = null, Pace? pace = null, CancellationToken cancellation = default)
    {
        var path = Path.Combine(directory, WatchLog.FileName);
        return File.Exists(path)
            ? VerifyFile(path, head, pace, cancellation)
            : new AuditResult($"{path} is not there; name the directory of the log with --data DIR.", ChainHead.Start, 0, 0, 0, 0);
    }

    /// <summary>The same of a file of any name, such as a backup.</summary>
    /// <inheritdoc cref="Verify"/>
    public static AuditResult VerifyFile(string path, ChainHead? head = null, Pace? pace = null, CancellationToken cancellation = default)
    {
        try
        {
            using var connection = Connection.OpenReadingAnywhere(path);
            using var stop = cancellation.Register(connection.Interrupt);
            Schema.CheckIsCurrent(connection);
            return new AuditWalk(connection, pace ?? new Pace(0, cancellation)).Walk(head);
        }
        catch (StorageException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (StorageException e) when (pace is null || !e.Retryable)
        {
            return new AuditResult($"the file cannot be read to its end: {e.Message}", ChainHead.Start, 0, 0, 0, 0);
        }
    }
}

/// <summary>One walk over one log. What is there at its start is what is walked: the log is only appended to, so no lock is needed.</summary>
internal sealed class AuditWalk(Connection connection, Pace pace)
{
    private readonly Dictionary<int, long> _readingsOf = [];
    private readonly RecordedRows _rows = new();
    private ChainHead _head = ChainHead.Start;
    private long _batches;
    private long _messages;
    private long _readings;

    public AuditResult Walk(ChainHead? head)
    {
        // Unlike the record, the index is rewritten while a service runs: so it is walked first, as of one moment, and held against the batches of that moment.
        var (mark, brokenIndex) = WalkIndex();
        using var ends = connection.Prepare("SELECT (SELECT max(seq) FROM timeline), (SELECT max(seq) FROM batch)");
        ends.Step();
        var (lastEntry, lastBatch) = (ends.Int(0), ends.Int(1));
        ends.Reset();

        var broken = WalkTimeline(lastEntry, head) ?? WalkBatches(lastBatch, mark.ThroughBatch) ?? brokenIndex ?? Compare() ?? Shown() ?? Pages();
        return new AuditResult(broken, _head, _head.Seq, _batches, _messages, _readings);
    }

    private string? WalkTimeline(long last, ChainHead? head)
    {
        while (_head.Seq < last)
        {
            pace.Breathe();
            var expected = _head.Seq + 1;
            var broken = CheckEntry(expected, out var hash);
            if (broken is not null)
            {
                return $"timeline entry {expected}: {broken}";
            }

            _head = new ChainHead(expected, hash);
            if (head is { } given && given.Seq == expected && given.Hash != hash)
            {
                return $"timeline entry {expected}: its hash is {hash}, but the head that was given says {given.Hash}: the record was rewritten";
            }
        }

        return head is { } kept && kept.Seq > last
            ? $"timeline entry {last + 1}: it is missing; the record ends with entry {last}, but the head that was given names entry {kept.Seq}: the tail was cut"
            : null;
    }

    private string? CheckEntry(long seq, out string hash)
    {
        hash = "";
        var row = connection.Kept($"SELECT {Rows.EntryColumns} FROM timeline WHERE seq = ?").Bind(1, seq);
        if (!row.Step())
        {
            return "it is missing";
        }

        try
        {
            var entry = Rows.ToEntry(row);
            hash = entry.Hash;
            return entry.Prev != _head.Hash ? "it does not follow the entry before it"
                : Chain.HashOf(entry) != entry.Hash ? "its text does not match its hash"
                : null;
        }
        catch (FormatException e)
        {
            return $"it cannot be read: {e.Message}";
        }
        finally
        {
            row.Reset();
        }
    }

    private string? WalkBatches(long last, long indexedThrough)
    {
        using var hash = new RecordHash();
        var reader = new BatchReader(connection);
        var (rawHash, recordHash) = (ChainHead.Start.Hash, ChainHead.Start.Hash);
        for (var seq = 1L; seq <= last; seq++)
        {
            pace.Breathe();
            try
            {
                if (reader.ReadHashed(seq, recordHash, hash) is not { } stored)
                {
                    return $"raw block {seq}: it is missing";
                }

                // A batch without messages has no block, and the newest block's hash stays.
                var raw = stored.Batch.RawBlock;
                if (stored.Batch.RawHash != (raw.IsEmpty ? rawHash : Chain.HashOfBlock(rawHash, raw.Span)))
                {
                    return $"raw block {seq}: its bytes do not match its hash";
                }

                if (stored.Batch.Entries.Select(e => Contradicts(e, stored.Batch, recordHash)).FirstOrDefault(c => c is not null) is { } contradicted)
                {
                    return contradicted;
                }

                if (stored.RecordHash != stored.ComputedHash)
                {
                    return $"batch {seq}: its readings or what was decided about them do not match its hash";
                }

                (rawHash, recordHash) = (stored.Batch.RawHash, stored.RecordHash);
                Count(stored.Batch, isIndexed: seq <= indexedThrough);
            }
            catch (FormatException e)
            {
                return $"batch {seq}: it cannot be read: {e.Message}";
            }
        }

        return null;
    }

    /// <summary>Entries of incidents and seals name hashes: so the head that leaves the machine vouches for messages, readings and decisions too.</summary>
    private static string? Contradicts(TimelineEntry entry, Batch batch, string recordBefore)
    {
        bool Names(string fact, string found) => entry.Data.TryGetValue(fact, out var named) && named != found;
        return Names("raw_block", batch.RawHash) ? $"raw block {batch.Seq}: timeline entry {entry.Seq} names another hash for it: the messages were rewritten"
            : entry.Kind != EntryKind.Sealed ? null
            : Names("record", recordBefore) ? $"batch {batch.Seq - 1}: timeline entry {entry.Seq} names another hash for it: its readings or what was decided about them were rewritten"
            : Names("batch", batch.Seq.ToString(CultureInfo.InvariantCulture)) ? $"batch {batch.Seq}: the seal in timeline entry {entry.Seq} is of another batch"
            : null;
    }

    private void Count(Batch batch, bool isIndexed)
    {
        _batches = batch.Seq;
        _messages += Totals.MessagesIn(batch.RawBlock.Span);
        _readings += batch.Readings.Count;
        _rows.Add(batch);
        foreach (var reading in batch.Readings.Where(_ => isIndexed))
        {
            _readingsOf[reading.Series] = _readingsOf.GetValueOrDefault(reading.Series) + Mix(reading);
        }
    }

    /// <summary>The index answers queries, so it must hold exactly the readings of the batches: their hashes, keyed anew in each process, must cancel out.</summary>
    private (IndexMark Mark, string? Broken) WalkIndex()
    {
        connection.BeginLook();
        try
        {
            var mark = ReadingBlocks.Mark(connection);
            using var blocks = connection.Prepare($"SELECT {ReadingBlocks.Columns} FROM reading_block WHERE tier > 0 OR id <= ? ORDER BY id").Bind(1, mark.LastBlock);
            var (reader, columns) = (new BlockReader(), new SeriesColumns());
            while (blocks.Step())
            {
                // Not at the pace: for as long as the look lasts, what is written beside it cannot leave the write-ahead log.
                pace.Check();
                if (WalkBlock(ReadingBlocks.ToBlock(blocks), reader, columns) is { } broken)
                {
                    return (mark, $"index block {blocks.Int(0)}: {broken}");
                }
            }

            return (mark, null);
        }
        finally
        {
            connection.EndLook();
        }
    }

    private string? WalkBlock(Block block, BlockReader reader, SeriesColumns columns)
    {
        try
        {
            reader.Open(connection.Unsqueezer.Open(block.Body));
            var (count, first, last) = (0, long.MaxValue, long.MinValue);
            for (var section = 0; section < reader.Sections.Count; section++)
            {
                columns.Clear();
                columns.Aspects.Clear();
                reader.Read(section, columns);
                Take(reader.Sections[section].Series, columns);
                (count, first, last) = (count + columns.Count, Math.Min(first, columns.Taken[0]), Math.Max(last, columns.Taken[^1]));
            }

            // A query finds a block by what its row says of it: readings could be hidden there.
            var place = BlockPlace.Of(block.Place.Tier, reader.Sections[0].Series, first);
            var found = block with { Place = place, FirstSeries = reader.Sections[0].Series, LastSeries = reader.Sections[^1].Series, FirstTakenAt = first, LastTakenAt = last, Count = count };
            return found == block ? null : "its row says other things of it than it holds";
        }
        catch (FormatException e)
        {
            return $"it cannot be read: {e.Message}";
        }
    }

    private void Take(int series, SeriesColumns columns)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            _readingsOf[series] = _readingsOf.GetValueOrDefault(series) - Mix(columns.ToReading(series, i));
        }
    }

    private string? Compare()
    {
        var differing = _readingsOf.Where(s => s.Value != 0).Select(s => s.Key).Order().FirstOrDefault(-1);
        return differing < 0 ? null : $"series {differing}: its blocks do not hold the readings that its batches hold";
    }

    private string? Shown()
    {
        try
        {
            return _rows.Differing(connection);
        }
        catch (FormatException e)
        {
            return $"what is shown cannot be read: {e.Message}";
        }
    }

    /// <summary>Pages that the walk did not come to.</summary>
    private string? Pages()
    {
        using var check = connection.Prepare("PRAGMA quick_check(1)");
        return check.Step() && check.Text(0) is not "ok" and var found ? $"the file is damaged: {found}" : null;
    }

    private static int Mix(Reading reading)
    {
        // All of it, the digits of the number included: 0.10 is not 0.1.
        var hash = default(HashCode);
        foreach (var bits in decimal.GetBits(reading.Value.Value))
        {
            hash.Add(bits);
        }

        hash.Add(reading);
        return hash.ToHashCode();
    }
}
