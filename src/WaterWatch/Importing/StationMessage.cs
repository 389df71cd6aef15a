using System.Buffers;
using System.Globalization;
using System.Text.Json;
using WaterWatch.Readings;

namespace WaterWatch.Importing;

/// <summary>What one station would have sent.</summary>
internal sealed class StationMessage : IDisposable
{
    private static readonly JsonEncodedText s_line = JsonEncodedText.Encode("line"), s_takenAt = JsonEncodedText.Encode("taken_at"), s_readings = JsonEncodedText.Encode("readings");
    private static readonly JsonEncodedText s_determinand = JsonEncodedText.Encode("determinand"), s_fraction = JsonEncodedText.Encode("fraction"), s_value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText s_unit = JsonEncodedText.Encode("unit"), s_mark = JsonEncodedText.Encode("mark"), s_source = JsonEncodedText.Encode("source"), s_period = JsonEncodedText.Encode("period_s");
    private static readonly JsonEncodedText s_dissolved = JsonEncodedText.Encode("dissolved");
    private static readonly Dictionary<Determinand, JsonEncodedText> s_keys = Determinand.All.ToDictionary(d => d, d => JsonEncodedText.Encode(d.Key));
    private static readonly Dictionary<Unit, JsonEncodedText> s_units = Enum.GetValues<Unit>().ToDictionary(u => u, u => JsonEncodedText.Encode(u.Symbol()));

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;

    public StationMessage() => _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { SkipValidation = true });

    public long Bytes => _bytes.WrittenCount + _json.BytesPending;

    public void BeginRow(long line, DateTimeOffset takenAt)
    {
        if (Bytes == 0)
        {
            _json.WriteStartArray();
        }

        Span<char> time = stackalloc char[24];
        takenAt.UtcDateTime.TryFormat(time, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        _json.WriteStartObject();
        _json.WriteNumber(s_line, line);
        _json.WriteString(s_takenAt, time[..length]);
        _json.WriteStartArray(s_readings);
    }

    public void Add(in FileReading reading)
    {
        var of = reading.Of;
        _json.WriteStartObject();
        _json.WriteString(s_determinand, s_keys[of.Determinand]);
        if (of.Fraction == Fraction.Dissolved)
        {
            _json.WriteString(s_fraction, s_dissolved);
        }

        // As text, so that its digits and its sign stay as they were written.
        _json.WriteString(s_value, reading.Sent);
        _json.WriteString(s_unit, s_units[of.Unit]);
        if (!reading.Mark.IsEmpty)
        {
            _json.WriteString(s_mark, reading.Mark);
        }

        if (of.Source.Length > 0)
        {
            _json.WriteString(s_source, of.Source);
        }

        if (of.PeriodSeconds > 0)
        {
            _json.WriteNumber(s_period, of.PeriodSeconds);
        }

        _json.WriteEndObject();
    }

    public void EndRow()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    public byte[] End()
    {
        _json.WriteEndArray();
        _json.Flush();
        var payload = _bytes.WrittenSpan.ToArray();
        _bytes.ResetWrittenCount();
        _json.Reset(_bytes);
        return payload;
    }

    public void Dispose() => _json.Dispose();
}

/// <summary>One reading of a row, read and not yet decided.</summary>
/// <param name="sent">Its number with the sign and the digits that were written.</param>
/// <param name="mark">Empty when there is none.</param>
internal readonly ref struct FileReading(Mapping.MeasuredAs of, ReadOnlySpan<byte> sent, ReadOnlySpan<byte> mark)
{
    public Mapping.MeasuredAs Of { get; } = of;

    public ReadOnlySpan<byte> Sent { get; } = sent;

    public ReadOnlySpan<byte> Mark { get; } = mark;
}
