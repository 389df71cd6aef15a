using WaterWatch.Decoding;

namespace WaterWatch.Deciding;

/// <summary>A message, or one reading of it, that was kept without being processed; visible, and to be released by a person.</summary>
/// <param name="Detail">What was wrong and where, in words for the person who looks.</param>
/// <param name="Fingerprint">SHA-256 over topic, detail and payload, hex: the same fault in the same payload is counted, not listed again.</param>
public sealed record SetAside(
    long Id,
    DateTimeOffset ReceivedAt,
    string Topic,
    SetAsideReason Reason,
    string Detail,
    ReadOnlyMemory<byte> Payload,
    string Fingerprint);
