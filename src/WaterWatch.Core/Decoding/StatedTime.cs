using System.Text.Json;

namespace WaterWatch.Decoding;

/// <summary>A time that may be missing (not stated) or unreadable (stated, null).</summary>
internal readonly record struct StatedTime(bool Stated, DateTimeOffset? At)
{
    /// <param name="zone">For a time without an offset.</param>
    public static StatedTime Read(ref Utf8JsonReader json, TimeZoneInfo zone)
    {
        // Many writers of JSON escape the plus sign of an offset (\u002B), and RFC 8259 lets them.
        Span<byte> text = stackalloc byte[128];
        if (json.TokenType == JsonTokenType.String && json.ValueSpan.Length <= text.Length && Rfc3339.TryParse(text[..json.CopyString(text)], zone, out var at))
        {
            return new StatedTime(true, at);
        }

        json.Skip();
        return new StatedTime(json.TokenType != JsonTokenType.Null, null);
    }
}
