using System.Security.Cryptography;
using System.Text;

namespace WaterWatch.Timeline;

/// <summary>The newest entry of the timeline: what a report prints and what leaves the machine, so that a rewritten or cut record is found out.</summary>
public readonly record struct ChainHead(long Seq, string Hash)
{
    /// <summary>Before the first entry.</summary>
    public static ChainHead Start { get; } = new(0, new string('0', 64));

    public override string ToString() => $"{Seq}:{Hash}";

    /// <summary>Reads <c>SEQ:HASH</c>.</summary>
    public static bool TryParse(string text, out ChainHead head)
    {
        head = Start;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !long.TryParse(text.AsSpan(0, colon), out var seq) || seq < 0)
        {
            return false;
        }

        var hash = text[(colon + 1)..].ToLowerInvariant();
        head = new ChainHead(seq, hash);
        return hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower);
    }
}

/// <summary>Hash-chains entries and blocks of raw messages.</summary>
public static class Chain
{
    /// <summary>Gives the entry its place behind the head: number, previous hash, own hash.</summary>
    public static TimelineEntry Append(ChainHead head, TimelineEntry entry, DateTimeOffset recordedAt)
    {
        var placed = entry with { Seq = head.Seq + 1, RecordedAt = recordedAt, Prev = head.Hash, Hash = "" };
        return placed with { Hash = HashOf(placed) };
    }

    /// <summary>SHA-256 over the RFC 8785 form of everything but the hash, lower-case hex.</summary>
    public static string HashOf(TimelineEntry entry) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalEntry.Of(entry))));

    /// <summary>SHA-256 over the hash of the block before and the block's own bytes, lower-case hex.</summary>
    public static string HashOfBlock(string previousHash, ReadOnlySpan<byte> block)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Convert.FromHexString(previousHash));
        hash.AppendData(block);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
