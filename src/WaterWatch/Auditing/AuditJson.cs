using System.Text.Encodings.Web;
using System.Text.Json;
using WaterWatch.Readings;
using WaterWatch.Timeline;
using WaterWatch.Web.Api;

namespace WaterWatch.Auditing;

/// <summary>The auditor's file as JSON: entries as <c>/api/v1/timeline</c> gives them, so that the same program checks them.</summary>
internal static class AuditJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static string Of(AuditFile file) => JsonSerializer.Serialize(
        new
        {
            Incident = file.Incident.Id,
            file.Incident.River,
            State = file.Incident.Status.ToString(),
            Level = file.Incident.Level.ToString(),
            PeakLevel = file.Incident.PeakLevel.ToString(),
            file.Incident.Stations,
            file.Incident.Determinands,
            MadeAt = Instants.Format(file.MadeAt),
            AsKnownAt = At(file.AsKnownAt),
            Head = file.Head.ToString(),
            LastCheck = file.LastCheck is { } check ? TimelineItem.Of(check) : null,
            Steps = file.Steps.Select(s => new { Step = Words.Snake(s.Kind.ToString()), At = At(s.At), IntervalS = (long?)s.Since?.TotalSeconds, s.By, s.Seq, IsGap = s.At is null }),
            file.Readings,
            file.ExcludedCount,
            Excluded = file.Excluded.Select(e => new { Reading = Item(e.Key, e.Reading), By = AuditWords.ExcludedBy(e.Reading).En, Why = AuditWords.Of(e.Reading.Why).En }),
            file.CorrectedCount,
            Corrected = file.Corrected.Select(c => new { Before = c.Before is { } before ? Item(c.Key, before) : null, After = Item(c.Key, c.After), By = c.Key.Source }),
            Limits = file.Limits.Select(u => new
            {
                u.Station,
                Determinand = u.Determinand.Key,
                Fraction = Words.Of(u.Fraction),
                LimitRef = u.Ref,
                u.Judged,
                u.Exceeded,
                First = Instants.Format(u.First),
                Last = Instants.Format(u.Last),
                Versions = u.Versions.Select(v => new { v.Bound, Sense = Words.Snake(v.Sense.ToString()), Unit = v.Determinand.Unit.Symbol(), EffectiveFrom = $"{v.EffectiveFrom:yyyy-MM-dd}", v.Verified, v.Provenance }),
            }),
            Configurations = file.Configurations.Select(c => new { From = At(c.From), c.Hash, c.Seq }),
            Timeline = file.Timeline.Select(TimelineItem.Of),
        },
        Options);

    private static object Item(SeriesKey key, Reading reading) => new
    {
        Station = key.Station.Value,
        key.Source,
        Determinand = key.Determinand.Key,
        Fraction = Words.Of(key.Fraction),
        TakenAt = Instants.Format(reading.TakenAt),
        RecordedAt = Instants.Format(reading.RecordedAt),
        Value = reading.Value.Value,
        Qualifier = reading.Value.Sign,
        Unit = reading.Value.Unit.Symbol(),
        Mark = reading.Mark.ToString(),
        Flag = (int)reading.Flag,
        Judged = Words.Of(reading.Judged),
    };

    private static string? At(DateTimeOffset? at) => at is { } known ? Instants.Format(known) : null;
}
