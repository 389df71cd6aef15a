using System.Buffers;
using System.IO.Pipelines;
using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Wire;

/// <summary>The receiving side of a connection: whole packets, one after the other.</summary>
/// <param name="stream">The connection.</param>
/// <param name="maximumPacketSize">Bytes of a packet.</param>
/// <param name="bufferSize">Bytes that are read at once.</param>
/// <param name="mayIdle">One of thousands of connections, most of which wait: it holds a buffer only while there is something to read, at one more call for each read.</param>
internal sealed class PacketInput(Stream stream, int maximumPacketSize, int bufferSize, bool mayIdle)
{
    private readonly PipeReader _reader = PipeReader.Create(
        stream, new StreamPipeReaderOptions(bufferSize: bufferSize, leaveOpen: true, useZeroByteReads: mayIdle));
    private ReadOnlySequence<byte> _buffer;
    private bool _held;

    /// <summary>
    /// The next packet if it is there already. Its bytes are valid until <see cref="ReadMoreAsync"/>. After anything
    /// but <see cref="FrameOutcome.Packet"/> and <see cref="FrameOutcome.NeedMore"/> the connection has to end.
    /// </summary>
    public FrameOutcome TryRead(out PacketFrame frame)
    {
        frame = default;
        return _held ? PacketFrame.TryRead(ref _buffer, maximumPacketSize, out frame) : FrameOutcome.NeedMore;
    }

    /// <summary>Waits for more bytes; false when the peer has closed.</summary>
    public async ValueTask<bool> ReadMoreAsync(CancellationToken ct)
    {
        if (_held) _reader.AdvanceTo(_buffer.Start, _buffer.End);
        _held = false;
        var result = await _reader.ReadAsync(ct).ConfigureAwait(false);
        _buffer = result.Buffer;
        _held = true;
        return !result.IsCompleted;
    }

    public ValueTask CompleteAsync() => _reader.CompleteAsync();
}
