using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace WaterWatch.Decoding.Mapping;

/// <summary>What is asked of a place in a payload.</summary>
internal static class JsonPlaces
{
    /// <summary>The first of several places that is there.</summary>
    public static bool TryFind(this IReadOnlyList<PayloadPath> paths, JsonElement message, JsonElement record, out JsonElement found, out PayloadPath path)
    {
        (found, path) = (default, paths.Count > 0 ? paths[0] : null!);
        foreach (var one in paths)
        {
            if (one.TryFind(message, record, out found))
            {
                path = one;
                return true;
            }
        }

        return false;
    }

    /// <summary>A text or a number as it was sent, a truth value by its word; null of anything else.</summary>
    public static string? Text(this JsonElement place) => place.ValueKind switch
    {
        JsonValueKind.String => place.GetString(),
        JsonValueKind.Number => place.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>The bytes of a number or a text, without quotes; none of anything else.</summary>
    public static ReadOnlySpan<byte> Bytes(this JsonElement place)
    {
        if (place.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
        {
            return default;
        }

        var raw = JsonMarshal.GetRawUtf8Value(place);
        return place.ValueKind == JsonValueKind.Number ? raw : raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(place.GetString()!) : raw[1..^1];
    }

    /// <summary>What it is, in words, the beginning of a text included.</summary>
    public static string Shown(this JsonElement place) => place.ValueKind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.True or JsonValueKind.False => "a truth value",
        JsonValueKind.Null => "null",
        _ => $"\"{InShort(place.Text()!)}\"",
    };

    public static string InShort(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
