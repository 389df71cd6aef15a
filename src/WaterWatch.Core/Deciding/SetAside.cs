namespace WaterWatch.Deciding;

/// <summary>Why something was kept without being processed. Each has a sentence with the remedy in both languages.</summary>
public enum SetAsideReason : byte
{
    /// <summary>The payload is not what its topic's format says.</summary>
    Unreadable,
    UnknownStation,
    UnknownDeterminand,
    UnknownUnit,
    UnreadableValue,
    UnreadableTime,
    MissingMember,
    TakenInTheFuture,
    PayloadTooLarge,
}

/// <summary>A message, or one reading of it, that was kept without being processed; visible, and to be released by a person.</summary>
/// <param name="Detail">What was wrong and where, in words for the person who looks.</param>
/// <param name="PayloadHash">SHA-256 of the payload, hex: the same payload with the same fault is counted, not listed again.</param>
public sealed record SetAside(
    long Id,
    DateTimeOffset ReceivedAt,
    string Topic,
    SetAsideReason Reason,
    string Detail,
    ReadOnlyMemory<byte> Payload,
    string PayloadHash);
