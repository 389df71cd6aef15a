using System.Buffers;
using System.IO.Pipelines;
using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Mqtt.Wire;

/// <summary>The receiving side of a connection: whole packets, one after the other.</summary>
internal sealed class PacketInput(Stream stream, int maximumPacketSize, int bufferSize)
{
    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: bufferSize, leaveOpen: true));
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
