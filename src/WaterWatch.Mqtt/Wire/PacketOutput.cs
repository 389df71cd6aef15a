using System.Buffers;
using System.Net.Sockets;
using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Wire;

/// <summary>
/// The sending side of a connection. Packets are encoded into memory under a lock; one flush at a time writes to the
/// stream outside of it. What is appended while a write is under way goes out together with the next: that is how many PUBACKs share one flush.
/// </summary>
internal sealed class PacketOutput(Stream stream, MqttProtocol protocol) : IThreadPoolWorkItem
{
    // Buffers that grew for a large packet are given back rather than kept for the life of the connection.
    private const int KeptCapacity = 256 * 1024;

    // From this many waiting bytes on senders hold back; they look before they append.
    private const int Bound = 512 * 1024;

    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly PacketEncoder _encoder = new(protocol);
    private ArrayBufferWriter<byte> _pending = new();
    private ArrayBufferWriter<byte> _writing = new();
    private TaskCompletionSource? _drained;
    private bool _flushing;
    private bool _held;
    private bool _closed;
    private int _active;

    /// <summary>Bytes of a packet that the peer takes; it says so once it is asked, when the first packet may still be on its way.</summary>
    public int MaximumPacketSize { get; set; } = int.MaxValue;

    public bool HasRoom => Volatile.Read(ref _pending).WrittenCount < Bound;

    /// <summary>Called, outside the lock, each time that what was pending has been handed to the socket.</summary>
    public Action? Flushed { get; set; }

    /// <summary>Called once when the peer can no longer be written to.</summary>
    public Action<string>? Broken { get; set; }

    /// <summary>Whether something was written since the last call: keep-alive counts silence, not packets (MQTT 5.0 §3.1.2.10).</summary>
    public bool TakeActivity() => Interlocked.Exchange(ref _active, 0) != 0;

    /// <summary>
    /// Appends a packet; <see cref="Flush"/> sends it. Ignored after <see cref="Close"/>.
    /// False when the packet is larger than the peer takes, which must then not be sent [MQTT-3.1.2-24].
    /// </summary>
    public bool Append<T>(in T packet)
        where T : IPacket
    {
        lock (_lock) return _closed || _encoder.TryEncode(packet, MaximumPacketSize, _pending);
    }

    /// <summary>Appends a packet and sends it.</summary>
    public void Send<T>(in T packet)
        where T : IPacket
    {
        Append(packet);
        Flush();
    }

    /// <summary>
    /// From now until <see cref="FlushHere"/> nothing new is written: its caller is about to append much, and many small sends are what a busy connection
    /// spends most of its time with.
    /// </summary>
    public void Hold()
    {
        lock (_lock) _held = true;
    }

    /// <summary>Starts writing what is pending, unless a write is under way, which then takes it along, or it is held.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_held || !TryBeginFlush()) return;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Ends <see cref="Hold"/> and writes from this thread as far as the socket takes it at once: for who reads, and has nothing better to do.</summary>
    public void FlushHere()
    {
        lock (_lock)
        {
            _held = false;
            if (!TryBeginFlush()) return;
        }
        _ = WritePendingAsync(once: true);
    }

    /// <summary>Completes when nothing is pending any more, also because the output was closed.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            if (!_flushing || _closed) return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Lets what was sent last go out before the end. A peer that does not read holds this up for a moment and no longer.</summary>
    public async Task FarewellAsync(TimeProvider time)
    {
        FlushHere();
        try
        {
            await DrainAsync().WaitAsync(s_farewell, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It will not learn the reason.
        }
    }

    /// <summary>Nothing is written after this.</summary>
    public void Close()
    {
        TaskCompletionSource? drained;
        lock (_lock)
        {
            _closed = true;
            (drained, _drained) = (_drained, null);
        }
        drained?.TrySetResult();
    }

    void IThreadPoolWorkItem.Execute() => _ = WritePendingAsync(once: false);

    private bool TryBeginFlush()
    {
        if (_flushing || _closed || _pending.WrittenCount == 0) return false;
        return _flushing = true;
    }

    /// <param name="once">The caller's thread is lent for one write: who appends without end must not keep it.</param>
    private async Task WritePendingAsync(bool once)
    {
        try
        {
            while (Swap() is { } bytes)
            {
                await stream.WriteAsync(bytes.WrittenMemory).ConfigureAwait(false);
                Volatile.Write(ref _active, 1);
                Flushed?.Invoke();
                if (!once || Volatile.Read(ref _pending).WrittenCount == 0) continue;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            Close();
            Broken?.Invoke(e.Message);
        }
#pragma warning disable CA1031 // The border: nobody waits for this, and a connection that sends nothing any more must not look alive.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Close();
            Broken?.Invoke($"fault while sending: {e}");
        }
    }

    private ArrayBufferWriter<byte>? Swap()
    {
        TaskCompletionSource? drained;
        lock (_lock)
        {
            if (_writing.Capacity > KeptCapacity) _writing = new ArrayBufferWriter<byte>();
            _writing.ResetWrittenCount();
            if (_pending.WrittenCount > 0 && !_closed)
            {
                (_pending, _writing) = (_writing, _pending);
                return _writing;
            }
            _flushing = false;
            (drained, _drained) = (_drained, null);
        }
        drained?.TrySetResult();
        return null;
    }
}
