using System.Buffers;
using System.Globalization;
using System.Text.Json;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Readings;
using WaterWatch.Storage;
using WaterWatch.Timeline;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary>A laboratory's sample as it is asked for. Times are RFC 3339.</summary>
/// <param name="Number">The laboratory's or the sampler's.</param>
/// <param name="Station">Where it was taken; left out for a place that is no station, and then <paramref name="Place"/> says it.</param>
internal sealed record SampleAsked(string? Number, string? Station, string? Place, string? SampledAt, IReadOnlyList<ResultAsked>? Results) : ActAsked
{
    public string? SampledBy { get; init; }

    public string? SealedAt { get; init; }

    public string? SealedBy { get; init; }

    public string? ReceivedAt { get; init; }

    public string? ReceivedBy { get; init; }

    public string? AnalysedAt { get; init; }

    public string? AnalysedBy { get; init; }

    public string? Preservation { get; init; }

    public string? Laboratory { get; init; }

    /// <summary>Of the report.</summary>
    public string? AttachmentSha256 { get; init; }
}

/// <param name="Value">A number, or a text such as <c>"&lt;0.0005"</c>.</param>
/// <param name="DetectionLimit">In the same unit.</param>
internal sealed record ResultAsked(string? Determinand, string? Fraction, JsonElement Value, string? Unit, string? Method, JsonElement DetectionLimit);

/// <summary>Enters what a laboratory found: the custody as it was said, and the results as a message of the station, so that they are read and judged as all others.</summary>
internal static class SampleActs
{
    public static Task<ActResult> DoAsync(long id, SampleAsked asked, Inbox inbox, LogReader log, TimeProvider clock, CancellationToken cancellation)
    {
        var sampledAt = Asked.RequiredInstant("sampled_at", asked.SampledAt);
        var results = (asked.Results ?? []).Select(ResultOf).ToList();
        var sample = new LabSample(asked.Number ?? "", asked.Station ?? "", asked.Place ?? "", new Custody(sampledAt, asked.SampledBy ?? ""), results)
        {
            Sealed = Step("sealed_at", asked.SealedAt, asked.SealedBy),
            Received = Step("received_at", asked.ReceivedAt, asked.ReceivedBy),
            Analysed = Step("analysed_at", asked.AnalysedAt, asked.AnalysedBy),
            Preservation = asked.Preservation ?? "",
            Laboratory = asked.Laboratory ?? "",
            AttachmentSha256 = asked.AttachmentSha256 ?? "",
        };
        var message = sample.Station.Length == 0 ? null
            : new Message(
                new RawMessage("", "", sample.Station, Instants.Trim(clock.GetUtcNow()), Payload(sampledAt, results)), PayloadFormat.Json, log.Incident(id)?.River ?? "", IsRetained: false);
        return inbox.DoAsync(new Act.EnterSample(id, sample, asked.By ?? ""), message, cancellation);
    }

    private static LabResult ResultOf(ResultAsked? asked)
    {
        if (asked is null)
        {
            throw new BadRequestException("results", "results is a list of objects with determinand, value and unit; one of them is null.");
        }

        var result = new LabResult(
            asked.Determinand ?? "", asked.Fraction ?? "", TextOf(asked.Value), asked.Unit ?? "", asked.Method ?? "", TextOf(asked.DetectionLimit));
        if (result.DetectionLimit.Length > 0 && !IsNumber(result.DetectionLimit, out _))
        {
            throw new BadRequestException("results", $"detection_limit is a number; it was \"{result.DetectionLimit}\".");
        }

        return IsNumber(result.Value, out var value) && IsNumber(result.DetectionLimit, out var detectable) && value < detectable
            ? throw new BadRequestException("results", $"{result.Determinand} {result.Value} is below its detection limit: give \"<{result.DetectionLimit}\".")
            : result;
    }

    private static Custody? Step(string field, string? at, string? by) =>
        Asked.Instant(field, at) is { } known ? new Custody(known, by ?? "")
        : string.IsNullOrWhiteSpace(by) ? null
        : throw new BadRequestException(field, $"It says by whom, {by}, but not when: give {field}.");

    /// <summary>As a station would send it.</summary>
    private static ReadOnlyMemory<byte> Payload(DateTimeOffset sampledAt, List<LabResult> results)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("taken_at", Instants.Format(sampledAt));
            json.WriteStartArray("readings");
            foreach (var result in results)
            {
                json.WriteStartObject();
                json.WriteString("determinand", result.Determinand);
                json.WriteString("source", SeriesKey.LaboratorySource);
                WriteUnlessEmpty(json, "fraction", result.Fraction);
                WriteUnlessEmpty(json, "unit", result.Unit);
                json.WritePropertyName("value");
                if (IsNumber(result.Value, out _))
                {
                    json.WriteRawValue(result.Value);
                }
                else
                {
                    json.WriteStringValue(result.Value);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }

    private static string TextOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.Trim(),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        _ => throw new BadRequestException("results", "A value is a number, or a text such as \"<0.0005\"."),
    };

    private static bool IsNumber(string text, out decimal number)
    {
        number = 0;
        return text.Length > 0 && char.IsAsciiDigit(text[0]) && text.Length < 30 && !(text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1])) && char.IsAsciiDigit(text[^1])
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
