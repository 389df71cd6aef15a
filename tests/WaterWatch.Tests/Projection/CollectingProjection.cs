using System.Text;
using WaterWatch.Projection;

namespace WaterWatch.Tests.Projection;

/// <summary>A database that keeps the newest line of each series and time, as InfluxDB does, and answers as it is told.</summary>
internal sealed class CollectingProjection : IReadingProjection
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _points = [];
    private readonly List<int> _requests = [];

    public string Target => "http://127.0.0.1:8086 waterwatch";

    /// <summary>What is said of some lines; null for what would be written.</summary>
    public Func<IReadOnlyList<string>, WriteResult?> Answer { get; set; } = _ => null;

    /// <summary>Fields by series and time.</summary>
    public IReadOnlyDictionary<string, string> Points
    {
        get
        {
            lock (_lock) return new Dictionary<string, string>(_points);
        }
    }

    /// <summary>Lines in each request.</summary>
    public IReadOnlyList<int> Requests
    {
        get
        {
            lock (_lock) return [.. _requests];
        }
    }

    public ValueTask<WriteResult> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellation)
    {
        var all = Encoding.UTF8.GetString(lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lock (_lock)
        {
            _requests.Add(all.Length);
            if (Answer(all) is { } answer) return ValueTask.FromResult(answer);
            foreach (var line in all)
            {
                var (fields, time) = (line.IndexOf(' ', StringComparison.Ordinal), line.LastIndexOf(' '));
                _points[line[..fields] + line[time..]] = line[(fields + 1)..time];
            }
        }

        return ValueTask.FromResult(WriteResult.Written);
    }

    public void Dispose()
    {
    }
}
