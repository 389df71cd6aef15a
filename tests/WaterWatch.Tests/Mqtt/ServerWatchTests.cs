using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Client;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Tests.Mqtt;

public class ServerWatchTests
{
    private static readonly TimeSpan s_notice = TimeSpan.FromSeconds(4);

    [Fact]
    public void A_silence_that_ends_while_it_is_told_is_told_before_its_end()
    {
        using var stream = new MemoryStream();
        var time = new TurnedTime();
        var told = new List<bool>();
        Thread? reader = null;
        ServerWatch? watch = null;
        using var made = watch = new ServerWatch(time, TimeSpan.FromMinutes(1), s_notice, new PacketOutput(stream, MqttProtocol.V5), Assert.Fail, Tell);
        watch.Heard();
        // A ping is owed, then overdue.
        time.Turn(s_notice / 2);
        time.Turn(s_notice);

        reader!.Join();
        Assert.Equal([false, true], told);

        void Tell(bool answers)
        {
            if (!answers)
            {
                // The timer is held up here; the reader goes on until it is through or has to wait.
                reader = new Thread(watch!.Heard);
                reader.Start();
                SpinWait.SpinUntil(() => !reader.IsAlive || reader.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
            }
            told.Add(answers);
        }
    }

    /// <summary>Stands still until it is turned, upon which its timer goes off once.</summary>
    private sealed class TurnedTime : TimeProvider
    {
        private Action? _fire;
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Turn(TimeSpan by)
        {
            Interlocked.Add(ref _now, by.Ticks);
            _fire!();
        }

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _fire = () => callback(state);
            return new None();
        }

        private sealed class None : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => false;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
