using WaterWatch.AcceptanceTests.Servers;

namespace WaterWatch.AcceptanceTests.Killing;

/// <summary>All stations of a run, and how much of their load has been acknowledged.</summary>
internal sealed class Rivers : IAsyncDisposable
{
    private readonly ISender[] _senders;
    private readonly Lock _lock = new();
    private int _acknowledged;
    private (int Target, TaskCompletionSource Reached)? _waiting;

    /// <param name="port">Of the broker.</param>
    /// <param name="devicePort">Where devices call.</param>
    public Rivers(IReadOnlyList<StationLoad> loads, int port, int devicePort = 0)
    {
        _senders = [.. loads.Select(l => l.IsDevice ? new DeviceSender(l, devicePort, Acknowledged) : (ISender)new StationSender(l, port, Acknowledged))];
    }

    /// <summary>Lets every station send its messages before that one.</summary>
    public void Allow(int through) => Array.ForEach(_senders, s => s.Allow(through));

    public Task CompleteAsync() => Task.WhenAll(_senders.Select(s => s.CompleteAsync())).WaitAsync(Eventually.Patience);

    /// <summary>Complete when so many messages have been acknowledged, all stations together.</summary>
    public Task AcknowledgedAsync(int target)
    {
        lock (_lock)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting = (target, reached);
            if (_acknowledged >= target) reached.TrySetResult();
            return reached.Task.WaitAsync(Eventually.Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders) await sender.DisposeAsync();
    }

    private void Acknowledged()
    {
        lock (_lock)
        {
            _acknowledged++;
            if (_waiting is { } waiting && _acknowledged >= waiting.Target) waiting.Reached.TrySetResult();
        }
    }
}
