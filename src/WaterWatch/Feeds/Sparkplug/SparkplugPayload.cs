using System.Globalization;
using Google.Protobuf;
using WaterWatch.Decoding;
using WaterWatch.Feeds.Sparkplug.Wire;

namespace WaterWatch.Feeds.Sparkplug;

/// <summary>Between Sparkplug B's protobuf and plain values.</summary>
internal static class SparkplugPayload
{
    private static readonly MessageParser<Payload> Parser = Payload.Parser.WithDiscardUnknownFields(true);

    /// <summary>What asks an edge node for its births (6.4.9), with the time of asking.</summary>
    public static byte[] Rebirth(DateTimeOffset now)
    {
        var timestamp = (ulong)now.ToUnixTimeMilliseconds();
        var metric = new Metric { Name = "Node Control/Rebirth", Timestamp = timestamp, Datatype = (uint)DataType.Boolean, BooleanValue = true };
        return new Payload { Timestamp = timestamp, Metrics = { metric } }.ToByteArray();
    }

    /// <returns>Null when it is none, with why.</returns>
    public static Payload? Read(ReadOnlyMemory<byte> bytes, out string why)
    {
        why = "";
        if (bytes.Length > ReadingsJson.MaximumPayload)
        {
            why = $"{bytes.Length} bytes; at most {ReadingsJson.MaximumPayload} are read. Send fewer metrics a message.";
            return null;
        }

        try
        {
            return Parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException broken)
        {
            why = $"It is no payload of Sparkplug B: {broken.Message}";
            return null;
        }
    }

    /// <summary>Whether only its type says if it is a number below zero or a large one.</summary>
    public static bool NeedsType(Metric metric) => metric.ValueCase switch
    {
        Metric.ValueOneofCase.IntValue => metric.IntValue > int.MaxValue,
        Metric.ValueOneofCase.LongValue => metric.LongValue > long.MaxValue,
        _ => false,
    };

    /// <summary>The digits as shortly as they give back the number that was sent; null when none was.</summary>
    /// <param name="datatype">Of 6.4.16: the metric's own, or that of its birth, which data need not repeat; 0 when nobody has said it.</param>
    public static string? ValueOf(Metric metric, uint datatype) => metric.IsNull ? null : metric.ValueCase switch
    {
        Metric.ValueOneofCase.IntValue => Text(metric.IntValue, (DataType)datatype),
        Metric.ValueOneofCase.LongValue => (DataType)datatype == DataType.Int64 ? ((long)metric.LongValue).ToString(CultureInfo.InvariantCulture) : metric.LongValue.ToString(CultureInfo.InvariantCulture),
        Metric.ValueOneofCase.FloatValue => metric.FloatValue.ToString(CultureInfo.InvariantCulture),
        Metric.ValueOneofCase.DoubleValue => metric.DoubleValue.ToString(CultureInfo.InvariantCulture),
        Metric.ValueOneofCase.BooleanValue => metric.BooleanValue ? "true" : "false",
        Metric.ValueOneofCase.StringValue => metric.StringValue,
        _ => null,
    };

    // Below zero they come as their two's complement; some senders cut it to the type's own bits, others do not.
    private static string Text(uint value, DataType type) => (type switch
    {
        DataType.Int8 => (sbyte)value,
        DataType.Int16 => (short)value,
        DataType.Int32 => (int)value,
        _ => (long)value,
    }).ToString(CultureInfo.InvariantCulture);

    /// <summary>Of 6.4.16, those whose values are not what they look like on the wire.</summary>
    private enum DataType : uint
    {
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Boolean = 11,
    }
}
