using WaterWatch.Deciding;
using WaterWatch.Storage;

namespace WaterWatch.Pipeline;

/// <summary>What the pipeline counts and whether it can write, for <c>/metrics</c> and <c>/readyz</c>. Written by one thread, read by many.</summary>
public sealed class PipelineHealth
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _setAside = [];
    private readonly Dictionary<string, long> _shapes = [];
    private readonly long[] _commits = new long[PipelineCounts.CommitBounds.Count + 1];
    private readonly HashSet<string> _said = [];
    private string? _writeFailure;
    private string? _lookUpFailure;
    private string? _damage;
    private DateTimeOffset? _failingSince;
    private DateTimeOffset? _untoldSince;
    private long _received;
    private long _refused;
    private double _writingSeconds;
    private long _messages;
    private long _readings;
    private long _duplicates;
    private long _corrections;
    private long _setAsideRepeats;
    private long _entries;
    private long _batches;
    private long _failedBatches;
    private double _commitSeconds;
    private double _slowestSeconds;

    /// <summary>Null while batches are written; otherwise what keeps them from it, in words with the remedy.</summary>
    public string? StorageFailure => Volatile.Read(ref _damage) ?? Volatile.Read(ref _writeFailure) ?? Volatile.Read(ref _lookUpFailure);

    /// <summary>A batch could not be written. Damage holds until the service is started anew, since what is written elsewhere in the file does not mend it.</summary>
    /// <returns>True when this reason is new since it last went well, and so worth a line in the log.</returns>
    public bool WritingFails(StorageException failure, DateTimeOffset at) => Fails(ref _writeFailure, failure, at);

    /// <summary>What is held could not be read, so that a batch could not be decided. That others are written says nothing of it: it holds until such a look goes well.</summary>
    /// <inheritdoc cref="WritingFails"/>
    public bool LookingUpFails(StorageException failure, DateTimeOffset at) => Fails(ref _lookUpFailure, failure, at);

    /// <returns>Since when nothing had gone well, when all goes well again with this; null otherwise.</returns>
    public DateTimeOffset? WritingWorks() => Works(ref _writeFailure);

    /// <inheritdoc cref="WritingWorks"/>
    public DateTimeOffset? LookingUpWorks() => Works(ref _lookUpFailure);

    /// <summary>Since when there is something that nobody was told of, the service having failed on it; null when there is nothing.</summary>
    public DateTimeOffset? UntoldSince
    {
        get
        {
            lock (_lock)
            {
                return _untoldSince;
            }
        }
    }

    /// <summary>Something was judged, and whom to tell of it could not be decided.</summary>
    public void CannotTell(DateTimeOffset at)
    {
        lock (_lock)
        {
            _untoldSince ??= at;
        }
    }

    /// <summary>What was left untold has been made up for.</summary>
    public void Tells()
    {
        lock (_lock)
        {
            _untoldSince = null;
        }
    }

    private bool Fails(ref string? last, StorageException failure, DateTimeOffset at)
    {
        Volatile.Write(ref failure.IsDamage ? ref _damage : ref last, failure.Message);
        lock (_lock)
        {
            _failedBatches++;
            _failingSince ??= at;
            return _said.Add(failure.Message);
        }
    }

    private DateTimeOffset? Works(ref string? failure)
    {
        if (Interlocked.Exchange(ref failure, null) is null || StorageFailure is not null)
        {
            return null;
        }

        lock (_lock)
        {
            var since = _failingSince;
            _failingSince = null;
            _said.Clear();
            return since;
        }
    }

    /// <summary>Messages that a batch begins with; those that come again after a refusal are counted again.</summary>
    public void Received(int messages)
    {
        lock (_lock)
        {
            _received += messages;
        }
    }

    /// <summary>Messages that were not acknowledged.</summary>
    public void Refused(int messages)
    {
        lock (_lock)
        {
            _refused += messages;
        }
    }

    /// <summary>A transaction was written and synced.</summary>
    public void Wrote(TimeSpan took)
    {
        lock (_lock)
        {
            var bucket = 0;
            while (bucket < PipelineCounts.CommitBounds.Count && took.TotalSeconds > PipelineCounts.CommitBounds[bucket])
            {
                bucket++;
            }

            _commits[bucket]++;
            _writingSeconds += took.TotalSeconds;
        }
    }

    public void Committed(Batch batch, DraftCounts counts, int messages, TimeSpan took)
    {
        lock (_lock)
        {
            _messages += messages;
            _readings += batch.Readings.Count;
            _duplicates += counts.Duplicates;
            _corrections += counts.Corrections;
            _setAsideRepeats += counts.SetAsideRepeats;
            _entries += batch.Entries.Count;
            _batches++;
            _commitSeconds += took.TotalSeconds;
            _slowestSeconds = Math.Max(_slowestSeconds, took.TotalSeconds);
            foreach (var (shape, count) in counts.Shapes)
            {
                _shapes[shape] = _shapes.GetValueOrDefault(shape) + count;
            }

            foreach (var setAside in batch.SetAside)
            {
                var reason = setAside.Reason.ToString();
                _setAside[reason] = _setAside.GetValueOrDefault(reason) + 1;
            }
        }
    }

    public PipelineCounts Read()
    {
        lock (_lock)
        {
            return new PipelineCounts
            {
                Received = _received,
                Refused = _refused,
                Shapes = new Dictionary<string, long>(_shapes),
                Commits = [.. _commits],
                CommitSeconds = _writingSeconds,
                Messages = _messages,
                Readings = _readings,
                Duplicates = _duplicates,
                Corrections = _corrections,
                SetAsideRepeats = _setAsideRepeats,
                Entries = _entries,
                Batches = _batches,
                FailedBatches = _failedBatches,
                BatchSeconds = _commitSeconds,
                SlowestBatchSeconds = _slowestSeconds,
                SetAside = new Dictionary<string, long>(_setAside),
            };
        }
    }
}

/// <summary>Counted since the process started.</summary>
public sealed record PipelineCounts
{
    /// <summary>Upper bounds of the classes of <see cref="Commits"/>, in seconds; what took longer is in one more.</summary>
    public static IReadOnlyList<double> CommitBounds { get; } = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    public required long Received { get; init; }

    public required long Refused { get; init; }

    /// <summary>What could not be read, by its shape.</summary>
    public required IReadOnlyDictionary<string, long> Shapes { get; init; }

    /// <summary>Transactions by how long writing and syncing them took.</summary>
    public required IReadOnlyList<long> Commits { get; init; }

    /// <summary>All of them together.</summary>
    public required double CommitSeconds { get; init; }

    public required long Messages { get; init; }

    public required long Readings { get; init; }

    public required long Duplicates { get; init; }

    public required long Corrections { get; init; }

    public required long SetAsideRepeats { get; init; }

    public required long Entries { get; init; }

    public required long Batches { get; init; }

    public required long FailedBatches { get; init; }

    /// <summary>Seconds spent from decoding to commit, all batches together.</summary>
    public required double BatchSeconds { get; init; }

    public required double SlowestBatchSeconds { get; init; }

    /// <summary>By reason.</summary>
    public required IReadOnlyDictionary<string, long> SetAside { get; init; }
}
