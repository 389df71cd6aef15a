using System.Globalization;
using System.Net.Sockets;
using WaterWatch.AcceptanceTests.Devices;

namespace WaterWatch.AcceptanceTests.Killing;

/// <summary>A device that calls over TCP: sends its load in order, and after a lost connection again what was not answered by 9014.</summary>
internal sealed class DeviceSender : ISender
{
    private const int Window = 64;

    private readonly StationLoad _load;
    private readonly int _port;
    private readonly Action _acknowledged;
    private readonly Lock _lock = new();
    private readonly List<int> _unanswered = [];
    private readonly SemaphoreSlim _changed = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _calling;
    private int _again;
    private int _next;
    private int _through;

    public DeviceSender(StationLoad load, int port, Action acknowledged)
    {
        (_load, _port, _acknowledged) = (load, port, acknowledged);
        _calling = CallAsync();
    }

    public void Allow(int through)
    {
        lock (_lock)
        {
            _through = Math.Max(_through, Math.Min(through, _load.Payloads.Count));
        }

        _changed.Release();
    }

    public Task CompleteAsync()
    {
        Allow(int.MaxValue);
        return _completed.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _calling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _changed.Dispose();
    }

    private async Task CallAsync()
    {
        while (!_completed.Task.IsCompleted)
        {
            try
            {
                using var caller = await Caller.ConnectAsync(_port);
                using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                lock (_lock)
                {
                    _again = 0;
                }

                var sending = SendAsync(caller, over.Token);
                while (await caller.AnswerAsync() is { } answer && !_stop.IsCancellationRequested)
                {
                    Answered(answer);
                }

                await over.CancelAsync();
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (SocketException)
            {
                // Nobody listens just now: a device calls again after a rest.
                await Task.Delay(50, _stop.Token);
            }
        }
    }

    private async Task SendAsync(Caller caller, CancellationToken cancellation)
    {
        using var closing = cancellation.Register(caller.Dispose);
        while (true)
        {
            if (TakeNext() is { } next)
            {
                await caller.SendAsync(System.Text.Encoding.ASCII.GetString(_load.Payloads[next]));
            }
            else
            {
                await _changed.WaitAsync(cancellation);
            }
        }
    }

    private int? TakeNext()
    {
        lock (_lock)
        {
            if (_again < _unanswered.Count)
            {
                return _unanswered[_again++];
            }

            if (_next == _through || _unanswered.Count == Window)
            {
                return null;
            }

            _unanswered.Add(_next);
            _again = _unanswered.Count;
            return _next++;
        }
    }

    private void Answered(string answer)
    {
        Assert.Contains("CN=9014;", answer, StringComparison.Ordinal);
        var at = answer.IndexOf("QN=", StringComparison.Ordinal) + 3;
        var number = int.Parse(answer.AsSpan(at, 17), CultureInfo.InvariantCulture);
        lock (_lock)
        {
            var place = _unanswered.IndexOf(number);
            if (place < 0)
            {
                return;
            }

            _unanswered.RemoveAt(place);
            _again -= place < _again ? 1 : 0;
            if (_next == _load.Payloads.Count && _unanswered.Count == 0)
            {
                _completed.TrySetResult();
            }
        }

        _changed.Release();
        _acknowledged();
    }
}
