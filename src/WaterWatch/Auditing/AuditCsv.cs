using System.Globalization;
using System.Text;
using System.Text.Json;
using WaterWatch.Readings;
using WaterWatch.Timeline;
using WaterWatch.Web.Api;

namespace WaterWatch.Auditing;

/// <summary>The auditor's file as one table, a line a fact; what a line has no word for is left empty.</summary>
internal static class AuditCsv
{
    public const string Header = "section,name,at,interval_s,station,determinand,fraction,value,unit,by,why,seq,prev,hash\r\n";

    public static string Of(AuditFile file)
    {
        var text = new StringBuilder(Header);
        text.Append(Line("file", "incident", file.MadeAt, value: Number(file.Incident.Id), why: file.AsKnownAt is { } at ? $"as known at {Instants.Format(at)}" : "", seq: file.Head.Seq, hash: file.Head.Hash));
        if (file.LastCheck is { } check)
        {
            text.Append(Line("file", check.Kind.ToString(), check.RecordedAt, by: check.By, seq: check.Seq, hash: check.Hash));
        }

        foreach (var step in file.Steps)
        {
            text.Append(Line("step", Words.Snake(step.Kind.ToString()), step.At, step.Since is { } since ? Number((long)since.TotalSeconds) : "", by: step.By, why: step.At is null ? "gap" : "", seq: step.Seq));
        }

        foreach (var (key, reading) in file.Excluded)
        {
            text.Append(Of("excluded", key, reading, AuditWords.ExcludedBy(reading).En, AuditWords.Of(reading.Why).En));
        }

        foreach (var corrected in file.Corrected)
        {
            text.Append(Of("corrected", corrected.Key, corrected.After, corrected.Key.Source, corrected.Before is { } before ? $"in place of {before.Value.Sign}{before.Value.Digits}" : ""));
        }

        foreach (var use in file.Limits)
        {
            text.Append(Line(
                "limit", use.Ref, use.First, station: use.Station, determinand: use.Determinand.Key, fraction: Words.Of(use.Fraction), value: string.Join(" ", use.Versions.Select(v => v.Bound.ToString(CultureInfo.InvariantCulture))),
                unit: use.Determinand.Unit.Symbol(), why: $"judged {use.Judged}, exceeded {use.Exceeded}, until {Instants.Format(use.Last)}"));
        }

        foreach (var use in file.Configurations)
        {
            text.Append(Line("configuration", "", use.From, value: use.Hash, seq: use.Seq));
        }

        foreach (var entry in file.Timeline)
        {
            text.Append(Line(
                "timeline", entry.Kind.ToString(), entry.At, station: entry.Station ?? "", value: JsonSerializer.Serialize(entry.Data), by: entry.By, why: $"recorded {Instants.Format(entry.RecordedAt)}", seq: entry.Seq,
                prev: entry.Prev, hash: entry.Hash));
        }

        return text.ToString();
    }

    private static string Of(string section, SeriesKey key, Reading reading, string by, string why) => Line(
        section, key.Source, reading.TakenAt, station: key.Station.Value, determinand: key.Determinand.Key, fraction: Words.Of(key.Fraction), value: reading.Value.Sign + reading.Value.Digits, unit: reading.Value.Unit.Symbol(),
        by: by, why: why);

    private static string Line(
        string section, string name, DateTimeOffset? at, string interval = "", string station = "", string determinand = "", string fraction = "", string value = "", string unit = "", string by = "", string why = "",
        long? seq = null, string prev = "", string hash = "") =>
        Csv.Line(section, name, at, interval, station, determinand, fraction, value, unit, by, why, seq, prev, hash);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
