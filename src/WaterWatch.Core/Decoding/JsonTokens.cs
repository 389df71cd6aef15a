using System.Text;
using System.Text.Json;

namespace WaterWatch.Decoding;

/// <summary>What the decoder asks of the token that a reader stands on.</summary>
internal static class JsonTokens
{
    /// <summary>True when the token is a string with exactly this text.</summary>
    public static bool Is(this ref Utf8JsonReader json, ReadOnlySpan<byte> text) => json.TokenType == JsonTokenType.String && json.ValueTextEquals(text);

    /// <summary>The text of a string, or of a number as it stands; null of anything else, which is passed over.</summary>
    public static string? Text(this ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                return json.GetString();
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(json.ValueSpan);
            default:
                json.Skip();
                return null;
        }
    }

    /// <summary>Passes over a value, or over a member's name and its value.</summary>
    public static void SkipValue(this ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.PropertyName)
        {
            json.Read();
        }

        json.Skip();
    }

    /// <summary>What kind of value it is, in words.</summary>
    public static string Kind(this ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a truth value",
        _ => "null",
    };
}
