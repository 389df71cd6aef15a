using System.Text;
using System.Text.Json;
using WaterWatch.Readings;

namespace WaterWatch.Decoding;

/// <summary>One reading of a JSON message while its members are still coming in, in any order.</summary>
internal struct StatedReading()
{
    private string _name = "A reading";

    public Determinand? Determinand { get; private set; }

    public Fraction Fraction { get; private set; }

    public decimal? Value { get; private set; }

    public Qualifier Qualifier { get; private set; }

    public Unit? Unit { get; private set; }

    public Mark Mark { get; private set; }

    public string Source { get; private set; } = "";

    public int PeriodSeconds { get; private set; }

    public StatedTime TakenAt { get; private set; }

    /// <summary>The first fault found.</summary>
    public SetAsideReason? Reason { get; private set; }

    public string Detail { get; private set; } = "";

    public readonly string Name => Determinand?.Key ?? _name;

    public void Fault(SetAsideReason reason, string detail)
    {
        if (Reason is null)
        {
            Reason = reason;
            Detail = detail;
        }
    }

    /// <summary>Reads the member whose name the reader stands on; one that is not known is passed over.</summary>
    public void ReadMember(ref Utf8JsonReader json, TimeZoneInfo zone)
    {
        // By its length first, since every reading has half a dozen members. An escaped name is rare, and then each is compared in full.
        var length = json.ValueIsEscaped ? 0 : json.ValueSpan.Length;
        if (length is 5 or 0 && json.ValueTextEquals("value"u8))
        {
            json.Read();
            ReadValue(ref json);
        }
        else if (length is 4 or 0 && json.ValueTextEquals("unit"u8))
        {
            json.Read();
            ReadUnit(ref json);
        }
        else if (length is 11 or 0 && json.ValueTextEquals("determinand"u8))
        {
            json.Read();
            ReadDeterminand(ref json);
        }
        else if (length is 8 or 0 && json.ValueTextEquals("fraction"u8))
        {
            json.Read();
            ReadFraction(ref json);
        }
        else if (length is 4 or 0 && json.ValueTextEquals("mark"u8))
        {
            json.Read();
            ReadMark(ref json);
        }
        else if (length is 6 or 0 && json.ValueTextEquals("source"u8))
        {
            json.Read();
            ReadSource(ref json);
        }
        else if (length is 8 or 0 && json.ValueTextEquals("period_s"u8))
        {
            json.Read();
            ReadPeriod(ref json);
        }
        else if (length is 8 or 0 && json.ValueTextEquals("taken_at"u8))
        {
            json.Read();
            TakenAt = StatedTime.Read(ref json, zone);
        }
        else
        {
            json.SkipValue();
        }
    }

    private void ReadMark(ref Utf8JsonReader json)
    {
        var code = json.TokenType == JsonTokenType.String && !json.ValueIsEscaped ? json.ValueSpan : Encoding.UTF8.GetBytes(json.Text() ?? "");
        if (Mark.CanKeep(code))
        {
            Mark = Mark.From(code);
        }
        else
        {
            Fault(SetAsideReason.UnreadableValue, $"\"mark\" is longer than {Mark.Longest} bytes, or holds a 0");
        }
    }

    private void ReadSource(ref Utf8JsonReader json)
    {
        var source = json.Text() ?? "";
        Source = source.Length <= SeriesKey.LongestSource ? source : "";
        if (source.Length > SeriesKey.LongestSource)
        {
            Fault(SetAsideReason.UnreadableValue, $"\"source\" is longer than {SeriesKey.LongestSource} characters; it names an instrument, not a sample");
        }
    }

    private void ReadDeterminand(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String && !json.ValueIsEscaped)
        {
            Determinand = Determinand.Find(json.ValueSpan);
        }
        else if (json.TokenType == JsonTokenType.String)
        {
            Determinand = Determinand.Find(json.GetString()!);
        }

        if (Determinand is null)
        {
            _name = json.Text() ?? "null";
            Fault(SetAsideReason.UnknownDeterminand, "no such determinand is known here");
        }
    }

    private void ReadUnit(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (json.Is("mg/L"u8))
        {
            Unit = Readings.Unit.MilligramPerLitre;
            return;
        }

        Span<char> symbol = stackalloc char[32];
        if (json.TokenType == JsonTokenType.String && json.ValueSpan.Length <= symbol.Length
            && Units.TryParse(symbol[..json.CopyString(symbol)], out var unit))
        {
            Unit = unit;
            return;
        }

        Fault(SetAsideReason.UnknownUnit, $"unit \"{json.Text()}\" is not known; it is never guessed");
    }

    private void ReadFraction(ref Utf8JsonReader json)
    {
        if (json.Is("dissolved"u8))
        {
            Fraction = Fraction.Dissolved;
        }
        else if (!json.Is("total"u8) && json.TokenType != JsonTokenType.Null)
        {
            Fault(SetAsideReason.UnreadableValue, $"\"fraction\" is total or dissolved, not \"{json.Text()}\"");
        }
    }

    private void ReadPeriod(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var seconds) && seconds >= 0)
        {
            PeriodSeconds = seconds;
        }
        else if (json.TokenType != JsonTokenType.Null)
        {
            Fault(SetAsideReason.UnreadableValue, $"\"period_s\" is a whole number of seconds, not {json.Text()}");
        }
    }

    private void ReadValue(ref Utf8JsonReader json)
    {
        if (json.TokenType is not (JsonTokenType.Number or JsonTokenType.String) || json.ValueIsEscaped && json.TokenType == JsonTokenType.String && json.ValueSpan.Length > 200)
        {
            Fault(SetAsideReason.UnreadableValue, $"\"value\" is {json.Kind()}, not a number or a text such as \"<0.0005\"");
            json.Skip();
            return;
        }

        var text = json.ValueIsEscaped ? Encoding.UTF8.GetBytes(json.GetString()!) : json.ValueSpan;
        if (!SentNumber.TryRead(text, out var qualifier, out var value))
        {
            Fault(SetAsideReason.UnreadableValue, $"\"{Encoding.UTF8.GetString(text[..Math.Min(text.Length, 60)])}\" is not a number that can be kept exactly");
            return;
        }

        Value = value;
        Qualifier = qualifier;
    }
}
