using System.Text;
using System.Text.Json;
using WaterWatch.Readings;

namespace WaterWatch.Decoding;

/// <summary>The base fields in force (RFC 8428 §4.1): each holds from its record on.</summary>
internal struct SenMlBase()
{
    public string Name { get; set; } = "";

    public string? Unit { get; set; }

    public decimal Value { get; set; }

    public decimal Time { get; set; }

    public bool IsTimeUnreadable { get; set; }

    public bool HasSum { get; set; }

    public int Version { get; set; } = 10;
}

/// <summary>One record while its members are still coming in, in any order.</summary>
internal struct SenMlRecord()
{
    private const int LongestName = 1024;

    public string Name { get; private set; } = "";

    public string? Unit { get; private set; }

    public decimal Value { get; private set; }

    public Qualifier Qualifier { get; private set; }

    public bool HasValue { get; private set; }

    public bool HasSum { get; private set; }

    public string? WhyUnreadable { get; private set; }

    public decimal Time { get; private set; }

    public bool IsTimeUnreadable { get; private set; }

    /// <returns>Why the whole pack must not be read; null when it may.</returns>
    public string? ReadMember(ref Utf8JsonReader json, ref SenMlBase basis)
    {
        var label = json.GetString() ?? "";
        json.Read();
        switch (label)
        {
            case "bn":
                basis.Name = Text(ref json);
                break;
            case "n":
                Name = Text(ref json);
                break;
            case "bu":
                basis.Unit = Text(ref json);
                break;
            case "u":
                Unit = Text(ref json);
                break;
            case "bt":
                basis.IsTimeUnreadable = !TryNumber(ref json, out var baseTime);
                basis.Time = baseTime;
                break;
            case "t":
                IsTimeUnreadable = !TryNumber(ref json, out var time);
                Time = time;
                break;
            case "bv":
                if (!TryNumber(ref json, out var baseValue))
                {
                    return "bv is not a number that can be kept exactly.";
                }

                basis.Value = baseValue;
                break;
            case "bver":
                basis.Version = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var version) ? version : int.MaxValue;
                json.Skip();
                break;
            case "bs":
                basis.HasSum = true;
                json.Skip();
                break;
            case "s":
                HasSum = true;
                json.Skip();
                break;
            case "v":
            case "vs":
                ReadValue(ref json, label);
                break;
            case "vb":
            case "vd":
                HasValue = true;
                WhyUnreadable = $"{(label == "vb" ? "a truth value (vb)" : "data (vd)")} is no concentration; send the number (v).";
                json.Skip();
                break;
            default:
                // RFC 8428 §4.4: a label that ends in _ has to be understood by whoever reads the pack.
                if (label.EndsWith('_'))
                {
                    return $"The label \"{label}\" has to be understood, and is not.";
                }

                json.Skip();
                break;
        }

        return null;
    }

    /// <summary>A number; or a text with a sign, since the format has no other way to say "below 0.0005".</summary>
    private void ReadValue(ref Utf8JsonReader json, string label)
    {
        HasValue = true;
        var isNumber = label == "v" && json.TokenType == JsonTokenType.Number;
        var isBound = label == "vs" && json.TokenType == JsonTokenType.String && !json.ValueIsEscaped && json.ValueSpan is [(byte)'<' or (byte)'>', ..];
        if ((isNumber || isBound) && SentNumber.TryRead(json.ValueSpan, out var qualifier, out var value))
        {
            (Value, Qualifier) = (value, qualifier);
            return;
        }

        var text = json.TokenType is JsonTokenType.String or JsonTokenType.Number ? Encoding.UTF8.GetString(json.ValueSpan[..Math.Min(60, json.ValueSpan.Length)]) : json.Kind();
        WhyUnreadable = $"{label} is \"{text}\", not a number that can be kept exactly.";
        json.Skip();
    }

    private static bool TryNumber(ref Utf8JsonReader json, out decimal value)
    {
        value = 0;
        var isRead = json.TokenType == JsonTokenType.Number && SentNumber.TryRead(json.ValueSpan, out _, out value);
        json.Skip();
        return isRead;
    }

    private static string Text(ref Utf8JsonReader json)
    {
        var text = json.TokenType == JsonTokenType.String ? json.GetString() ?? "" : "";
        json.Skip();
        return text.Length <= LongestName ? text : text[..LongestName];
    }
}
