using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Mqtt.Client;

/// <summary>
/// Whether the server still answers (MQTT 5.0 §3.1.2.10): PINGREQ after half of the keep-alive without a packet of ours, the connection cut after one and a half. A server that
/// hangs is noticed sooner than that, and said; its connection is left to it, since one that only was slow goes on where it stopped.
/// </summary>
internal sealed class ServerWatch : IDisposable
{
    // What is told follows what is known: were one told outside of it, a silence that is over could be told after its end.
    private readonly Lock _telling = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _keepAlive;
    private readonly TimeSpan _pingAfter;
    private readonly TimeSpan _noticeAfter;
    private readonly PacketOutput _output;
    private readonly Action<string> _drop;
    private readonly Action<bool> _answers;
    private readonly ITimer _timer;
    private long _heardAt;
    private long _sentAt;
    private bool _pinged;
    private volatile bool _listening;
    private bool _isSilent;

    /// <param name="keepAlive">Zero switches pings and cutting off.</param>
    /// <param name="noticeAfter">Null to notice only with the keep-alive.</param>
    /// <param name="answers">Told false when the server is noticed not to answer, and true when it does again.</param>
    public ServerWatch(TimeProvider clock, TimeSpan keepAlive, TimeSpan? noticeAfter, PacketOutput output, Action<string> drop, Action<bool> answers)
    {
        (_clock, _keepAlive, _output, _drop, _answers) = (clock, keepAlive, output, drop, answers);
        _noticeAfter = noticeAfter ?? Timeout.InfiniteTimeSpan;
        _pingAfter = Shorter(keepAlive == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : keepAlive / 2, _noticeAfter / 2);
        _heardAt = _sentAt = clock.GetTimestamp();
        var every = Shorter(keepAlive == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : keepAlive / 2, _noticeAfter / 4);
        _timer = clock.CreateTimer(_ => Check(), null, every, every);
    }

    /// <summary>What was read is being worked on. While the receiver holds the reading back a PINGRESP may lie unread: that is not the server's silence.</summary>
    public void Working() => _listening = false;

    /// <summary>Something came, and is worked off.</summary>
    public void Heard()
    {
        Volatile.Write(ref _heardAt, _clock.GetTimestamp());
        _pinged = false;
        _listening = true;
        lock (_telling)
        {
            if (!_isSilent) return;
            _isSilent = false;
            _answers(true);
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Of two times of which <see cref="Timeout.InfiniteTimeSpan"/> is none.</summary>
    private static TimeSpan Shorter(TimeSpan one, TimeSpan other)
    {
        if (other < TimeSpan.Zero) return one;
        return one < TimeSpan.Zero || other < one ? other : one;
    }

    private void NoticeSilence()
    {
        lock (_telling)
        {
            // Something may have come since it was looked.
            var isOver = !_listening || _clock.GetElapsedTime(Volatile.Read(ref _heardAt)) < _noticeAfter;
            if (_isSilent || isOver || _noticeAfter <= TimeSpan.Zero) return;
            _isSilent = true;
            _answers(false);
        }
    }

    private void Check()
    {
        if (_output.TakeActivity()) _sentAt = _clock.GetTimestamp();
        var unheard = _clock.GetElapsedTime(Volatile.Read(ref _heardAt));
        var silent = _listening && unheard >= _pingAfter;
        if (silent && _pinged && _keepAlive > TimeSpan.Zero && unheard >= _keepAlive * 1.5)
        {
            _drop("no PINGRESP");
            return;
        }
        if (silent && _pinged) NoticeSilence();
        var owed = _keepAlive > TimeSpan.Zero && _clock.GetElapsedTime(_sentAt) >= _keepAlive / 2;
        if (!owed && (!silent || _pinged)) return;
        _pinged = true;
        _output.Append(PingPacket.Request);
        _output.FlushHere();
    }
}
