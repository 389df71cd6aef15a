using WaterWatch.Deciding;
using WaterWatch.Decoding.Hj212;

namespace WaterWatch.Pipeline;

/// <summary>What the pipeline counts and whether it can write, for <c>/metrics</c> and <c>/readyz</c>. Written by one thread, read by many.</summary>
public sealed class PipelineHealth
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _setAside = [];
    private readonly Dictionary<string, long> _tolerated = [];
    private string? _storageFailure;
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

    /// <summary>Null while batches are written; otherwise what keeps them from it.</summary>
    public string? StorageFailure => Volatile.Read(ref _storageFailure);

    public void StorageWorks() => Volatile.Write(ref _storageFailure, null);

    public void StorageFails(string reason)
    {
        Volatile.Write(ref _storageFailure, reason);
        lock (_lock)
        {
            _failedBatches++;
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
            Tolerate(counts.Tolerated);
            _entries += batch.Entries.Count;
            _batches++;
            _commitSeconds += took.TotalSeconds;
            _slowestSeconds = Math.Max(_slowestSeconds, took.TotalSeconds);
            foreach (var setAside in batch.SetAside)
            {
                var reason = setAside.Reason.ToString();
                _setAside[reason] = _setAside.GetValueOrDefault(reason) + 1;
            }
        }
    }

    private void Tolerate(List<Hj212Shapes>? packets)
    {
        foreach (var shapes in packets ?? [])
        {
            foreach (var shape in Enum.GetValues<Hj212Shapes>().Where(s => s != Hj212Shapes.None && shapes.HasFlag(s)))
            {
                _tolerated[shape.ToString()] = _tolerated.GetValueOrDefault(shape.ToString()) + 1;
            }
        }
    }

    public PipelineCounts Read()
    {
        lock (_lock)
        {
            return new PipelineCounts
            {
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
                Tolerated = new Dictionary<string, long>(_tolerated),
            };
        }
    }
}

/// <summary>Counted since the process started.</summary>
public sealed record PipelineCounts
{
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

    /// <summary>Packets of HJ 212 that were read although they are not as the standard has them, by shape.</summary>
    public required IReadOnlyDictionary<string, long> Tolerated { get; init; }
}
