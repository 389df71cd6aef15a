using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Storage.Packing;

/// <summary>Alerts, incidents, duties, operations of dams, escalations, notifications, what people make of who is told, commands, and the data of entries as JSON: they are few, and members can be added to them without a new schema version.</summary>
internal static class RecordJson
{
    // Not escaped beyond need: whoever opens the file with a database tool can read the Chinese in it.
    private static readonly RecordJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new DeterminandConverter(),
            new StationIdConverter(),
            new JsonStringEnumConverter<Unit>(),
            new JsonStringEnumConverter<Qualifier>(),
            new JsonStringEnumConverter<Fraction>(),
            new JsonStringEnumConverter<Condition>(),
            new JsonStringEnumConverter<AlertStatus>(),
            new JsonStringEnumConverter<ConfirmedBy>(),
            new JsonStringEnumConverter<Level>(),
            new JsonStringEnumConverter<IncidentStatus>(),
            new JsonStringEnumConverter<ResponseLevel>(),
            new JsonStringEnumConverter<Publication>(),
            new JsonStringEnumConverter<DutyState>(),
            new JsonStringEnumConverter<DamOperationKind>(),
            new JsonStringEnumConverter<NotifyReason>(),
            new JsonStringEnumConverter<NotificationState>(),
            new JsonStringEnumConverter<MadeKind>(),
            new JsonStringEnumConverter<ReceiptOutcome>(),
            new JsonStringEnumConverter<CommandState>(),
        },
    });

    public static byte[] Write(Alert alert) => JsonSerializer.SerializeToUtf8Bytes(alert, Context.Alert);

    public static byte[] Write(Incident incident) => JsonSerializer.SerializeToUtf8Bytes(incident, Context.Incident);

    public static byte[] Write(Duty duty) => JsonSerializer.SerializeToUtf8Bytes(duty, Context.Duty);

    public static byte[] Write(DamOperation operation) => JsonSerializer.SerializeToUtf8Bytes(operation, Context.DamOperation);

    public static byte[] Write(Escalation escalation) => JsonSerializer.SerializeToUtf8Bytes(escalation, Context.Escalation);

    public static byte[] Write(Notification notification) => JsonSerializer.SerializeToUtf8Bytes(notification, Context.Notification);

    public static byte[] Write(Made made) => JsonSerializer.SerializeToUtf8Bytes(made, Context.Made);

    public static byte[] Write(Rounds rounds) => JsonSerializer.SerializeToUtf8Bytes(rounds, Context.Rounds);

    public static byte[] Write(StationCommand command) => JsonSerializer.SerializeToUtf8Bytes(command, Context.StationCommand);

    public static byte[] Write(SplitPacket split) => JsonSerializer.SerializeToUtf8Bytes(split, Context.SplitPacket);

    public static byte[] Write(IReadOnlyDictionary<string, string> data) => JsonSerializer.SerializeToUtf8Bytes(data, Context.IReadOnlyDictionaryStringString);

    /// <exception cref="FormatException">The text is not an alert.</exception>
    public static Alert ReadAlert(ReadOnlySpan<byte> json) => Read(json, Context.Alert, "an alert");

    /// <exception cref="FormatException">The text is not an incident.</exception>
    public static Incident ReadIncident(ReadOnlySpan<byte> json) => Read(json, Context.Incident, "an incident");

    /// <exception cref="FormatException">The text is not a duty.</exception>
    public static Duty ReadDuty(ReadOnlySpan<byte> json) => Read(json, Context.Duty, "a duty");

    /// <exception cref="FormatException">The text is not an operation of a dam.</exception>
    public static DamOperation ReadDamOperation(ReadOnlySpan<byte> json) => Read(json, Context.DamOperation, "an operation of a dam");

    /// <exception cref="FormatException">The text is not an escalation.</exception>
    public static Escalation ReadEscalation(ReadOnlySpan<byte> json) => Read(json, Context.Escalation, "an escalation");

    /// <exception cref="FormatException">The text is not a notification.</exception>
    public static Notification ReadNotification(ReadOnlySpan<byte> json) => Read(json, Context.Notification, "a notification");

    /// <exception cref="FormatException">The text is not what people make of who is told.</exception>
    public static Made ReadMade(ReadOnlySpan<byte> json) => Read(json, Context.Made, "a silence, a maintenance window or an override");

    /// <exception cref="FormatException">The text does not say what is done again and again.</exception>
    public static Rounds ReadRounds(ReadOnlySpan<byte> json) => Read(json, Context.Rounds, "what is done again and again");

    /// <exception cref="FormatException">The text is not a command.</exception>
    public static StationCommand ReadCommand(ReadOnlySpan<byte> json) => Read(json, Context.StationCommand, "a command");

    /// <exception cref="FormatException">The text is not a split packet.</exception>
    public static SplitPacket ReadSplit(ReadOnlySpan<byte> json) => Read(json, Context.SplitPacket, "a split packet");

    /// <exception cref="FormatException">The text is not the data of an entry.</exception>
    public static IReadOnlyDictionary<string, string> ReadData(ReadOnlySpan<byte> json) => Read(json, Context.IReadOnlyDictionaryStringString, "the data of an entry");

    /// <summary>A list of them inside packed bytes: how many, and each with its length.</summary>
    public static void WriteAll<T>(PackedWriter to, IReadOnlyList<T> items, Func<T, byte[]> write)
    {
        to.Count(items.Count);
        foreach (var item in items)
        {
            to.Bytes(write(item));
        }
    }

    /// <exception cref="FormatException">One of them cannot be read.</exception>
    public static T[] ReadAll<T>(ref PackedReader from, Func<ReadOnlySpan<byte>, T> read)
    {
        var items = new T[from.Count()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(from.Bytes());
        }

        return items;
    }

    private static T Read<T>(ReadOnlySpan<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string what)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new FormatException($"Null is not {what}.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The stored text is not {what}: {e.Message}", e);
        }
    }
}

[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(Duty))]
[JsonSerializable(typeof(DamOperation))]
[JsonSerializable(typeof(Escalation))]
[JsonSerializable(typeof(Notification))]
[JsonSerializable(typeof(Made))]
[JsonSerializable(typeof(Rounds))]
[JsonSerializable(typeof(StationCommand))]
[JsonSerializable(typeof(SplitPacket))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class RecordJsonContext : JsonSerializerContext;

/// <summary>A determinand by its key: its names and unit belong to the program, not to the log.</summary>
internal sealed class DeterminandConverter : JsonConverter<Determinand>
{
    public override Determinand Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Of(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, Determinand value, JsonSerializerOptions options) => writer.WriteStringValue(value.Key);

    /// <exception cref="FormatException">This version knows no such determinand.</exception>
    public static Determinand Of(string key) =>
        Determinand.Find(key) ?? throw new FormatException($"The log names the determinand '{key}', which this version does not know; run the version that wrote it, or a newer one.");
}

internal sealed class StationIdConverter : JsonConverter<StationId>
{
    public override StationId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, StationId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
