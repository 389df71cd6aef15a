using System.Buffers.Binary;
using System.Security.Cryptography;
using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Storage.Packing;

namespace WaterWatch.Storage;

/// <summary>
/// SHA-256 over what a batch recorded beside raw messages and timeline, and over the batch before: so that a reading, an alert or a set-aside message cannot be changed
/// unseen. Each part goes in with its length, in the order in which it is read back: header, changes, readings, series, set aside, alerts, incidents.
/// </summary>
internal sealed class RecordHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly PackedWriter _row = new();

    public RecordHash Begin(string previous, long seq, DateTimeOffset recordedAt, ReadOnlySpan<byte> changes, ReadOnlySpan<byte> readings)
    {
        _ = _hash.GetHashAndReset();
        _hash.AppendData(Convert.FromHexString(previous));
        _row.Clear();
        _row.Signed(seq);
        _row.Instant(recordedAt);
        Part(_row.Written);
        Part(changes);
        Part(readings);
        return this;
    }

    public void Add(int series, SeriesKey key)
    {
        _row.Clear();
        _row.Signed(series);
        SeriesKeyCodec.Write(_row, key);
        Part(_row.Written);
    }

    public void Add(SetAside setAside)
    {
        _row.Clear();
        _row.Signed(setAside.Id);
        _row.Instant(setAside.ReceivedAt);
        _row.Text(setAside.Topic);
        _row.Byte((byte)setAside.Reason);
        _row.Text(setAside.Detail);
        _row.Text(setAside.Fingerprint);
        _row.Bytes(setAside.Payload.Span);
        Part(_row.Written);
    }

    /// <summary>An alert or an incident, as stored.</summary>
    public void Add(ReadOnlySpan<byte> body) => Part(body);

    /// <returns>Lower-case hex.</returns>
    public string End() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();

    private void Part(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        _hash.AppendData(length);
        _hash.AppendData(bytes);
    }
}
