using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Decoding.Hj212;
using WaterWatch.Pipeline;

namespace WaterWatch.Feeds;

/// <summary>One device's connection: its bytes cut into packets, each a message of its own, and its answers. Whatever happens here ends only this connection.</summary>
#pragma warning disable CA1001 // RunAsync disposes both.
internal sealed class DeviceConnection(Socket socket, string feed, ConfigurationInForce configuration, Inbox inbox, TimeProvider clock, ILogger logger)
#pragma warning restore CA1001
{
    /// <summary>Packets of one device that wait for the commit, or for the device to read its answers; then nothing more is read from it.</summary>
    private const int MostWaiting = 256;

    /// <summary>So many in a row that are no packets, and it is no device.</summary>
    private const int MostUnreadable = 20;

    /// <summary>A packet that has begun ends by then.</summary>
    private static readonly TimeSpan PacketWithin = TimeSpan.FromMinutes(1);

    /// <summary>Twice the longest RtdInterval of HJ 212-2017 (an hour): a device that says nothing for longer is gone.</summary>
    private static readonly TimeSpan SilentFor = TimeSpan.FromHours(2);

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly EndPoint? _remote = socket.RemoteEndPoint;
    private readonly SemaphoreSlim _room = new(MostWaiting);
    private readonly Channel<IReadOnlyList<ReadOnlyMemory<byte>>> _answers = Channel.CreateBounded<IReadOnlyList<ReadOnlyMemory<byte>>>(MostWaiting);
    private string _device = "";
    private int _unreadable;
    private string _ending = "the device closed the connection";

    public async Task RunAsync(CancellationToken stopping)
    {
        await Task.Yield();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var answering = AnswerAsync(end);
        try
        {
            await ReadAsync(end);
            await AnsweredAsync(end.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or ChannelClosedException)
        {
            _ending = e is OperationCanceledException ? _ending : e.Message;
        }

        _answers.Writer.TryComplete();
        await end.CancelAsync();
        await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stream.DisposeAsync();
        _room.Dispose();
        logger.LogDebug("Feed {Feed}: device {Device} at {Remote} is gone: {Reason}", feed, _device, _remote, _ending);
    }

    private async Task ReadAsync(CancellationTokenSource end)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var read = await ReadSomeAsync(buffer, end.Token);
            var rest = await TakeAsync(buffer.WrittenMemory, isAll: read == 0, end);
            if (read == 0)
            {
                return;
            }

            var left = rest.ToArray();
            buffer.ResetWrittenCount();
            buffer.Write(left);
        }
    }

    /// <summary>A device that has closed its side may still wait for what it asked for.</summary>
    private async Task AnsweredAsync(CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(AnswerWithin, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        for (var i = 0; i < MostWaiting; i++)
        {
            await _room.WaitAsync(either.Token);
        }
    }

    /// <returns>0 at the end, and when nothing came for too long.</returns>
    private async Task<int> ReadSomeAsync(ArrayBufferWriter<byte> buffer, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(buffer.WrittenCount > 0 ? PacketWithin : SilentFor, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var read = await _stream.ReadAsync(buffer.GetMemory(4096), either.Token);
            buffer.Advance(read);
            return read;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            _ending = buffer.WrittenCount > 0 ? "a packet was begun and not ended" : "nothing came for too long";
            return 0;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // What came of the last packet is kept all the same.
            _ending = e.Message;
            return 0;
        }
    }

    /// <returns>What belongs to a packet that is not whole yet.</returns>
    private async Task<ReadOnlyMemory<byte>> TakeAsync(ReadOnlyMemory<byte> bytes, bool isAll, CancellationTokenSource end)
    {
        while (!bytes.IsEmpty)
        {
            var used = Hj212Frames.Next(bytes.Span, isAll, out var found);
            if (used == 0)
            {
                break;
            }

            if (!found.IsEmpty)
            {
                await PutAsync(found.ToArray(), end);
            }

            bytes = bytes[used..];
        }

        return bytes;
    }

    private async Task PutAsync(byte[] packet, CancellationTokenSource end)
    {
        var isRead = Hj212Packet.Read(packet, out var header) is null;
        _unreadable = isRead ? 0 : _unreadable + 1;
        var claimed = isRead ? header.Device : Hj212Packet.ClaimedDevice(packet);
        _device = claimed.Length > 0 ? claimed : _device;
        await _room.WaitAsync(end.Token);
        var message = DeviceTopic.ToMessage(configuration.Now.Plan, feed, DeviceTopic.Of(_device), packet, clock.GetUtcNow());
        await inbox.PutAsync(new DeviceArrival(message, this, end), end.Token);
        if (_unreadable >= MostUnreadable)
        {
            logger.LogWarning("Feed {Feed}: {Remote} is cut off, since it sent {Count} in a row that are no packets of HJ 212; they are set aside", feed, _remote, _unreadable);
            _ending = "no packets of HJ 212";
            await end.CancelAsync();
            end.Token.ThrowIfCancellationRequested();
        }
    }

    private async Task AnswerAsync(CancellationTokenSource end)
    {
        try
        {
            await foreach (var answers in _answers.Reader.ReadAllAsync(end.Token))
            {
                foreach (var answer in answers)
                {
                    await _stream.WriteAsync(answer, end.Token);
                }

                _room.Release();
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            _ending = e.Message;
            await end.CancelAsync();
        }
    }

    /// <summary>On the pipeline's own thread: only handed on. There is always room, since so many at most are waited for.</summary>
    private void Stored(IReadOnlyList<ReadOnlyMemory<byte>> answers) => _answers.Writer.TryWrite(answers);

    private void Refused(CancellationTokenSource end)
    {
        _ending = "a batch could not be written";
        try
        {
            _ = end.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    private sealed record DeviceArrival(Message Message, DeviceConnection Connection, CancellationTokenSource End) : Arrival(Message)
    {
        public override Action? Stored()
        {
            Connection.Stored(Answers);
            return null;
        }

        public override void Refused() => Connection.Refused(End);
    }
}
