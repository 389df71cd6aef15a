using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Tests.Mqtt;

public class PacketOutputTests
{
    /// <summary>A stream with TLS refuses a second write while the first is under way, and what the server takes is learnt while CONNECT's may still be.</summary>
    [Fact]
    public async Task What_the_server_takes_may_be_learnt_while_a_write_is_under_way()
    {
        using var stream = new OneWriteAtATime();
        var output = new PacketOutput(stream, MqttProtocol.V5);
        output.Broken = why => Assert.Fail(why);
        output.Send(PingPacket.Request);
        await stream.Begun.WaitAsync(TimeSpan.FromSeconds(30));

        output.MaximumPacketSize = 10;
        Assert.False(output.Append(new PublishPacket("a topic of more than ten bytes", default, MqttQos.AtMostOnce, Retain: false)));
        output.Send(PingPacket.Request);
        var drained = output.DrainAsync();
        stream.Release();
        await drained.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(4, stream.Written);
    }

    [Fact]
    public async Task A_connection_that_can_send_nothing_more_is_said_to_be_broken_whatever_the_fault()
    {
        using var stream = new OneWriteAtATime { Fault = new NotSupportedException("one at a time") };
        var broken = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new PacketOutput(stream, MqttProtocol.V5) { Broken = why => broken.TrySetResult(why) };
        output.Send(PingPacket.Request);

        Assert.Contains("one at a time", await broken.Task.WaitAsync(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
        await output.DrainAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>As a stream with TLS: writes end when they are released, and a second one meanwhile is a fault.</summary>
    private sealed class OneWriteAtATime : MemoryStream
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _writing;

        public Exception? Fault { get; init; }

        public Task Begun => _begun.Task;

        public int Written { get; private set; }

        public void Release() => _released.TrySetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Fault is not null) throw Fault;
            if (Interlocked.Exchange(ref _writing, 1) != 0) throw new NotSupportedException("another write is under way");
            _begun.TrySetResult();
            await _released.Task;
            Written += buffer.Length;
            Volatile.Write(ref _writing, 0);
        }
    }
}
