using System.Globalization;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;
using WaterWatch.Timeline;

namespace WaterWatch.Storage;

/// <summary>Rows back into values; each has the columns that it reads beside it.</summary>
internal static class Rows
{
    public const string SetAsideColumns = "id, received_at, topic, reason, detail, fingerprint, payload";
    public const string SeriesColumns = "number, station, source, determinand, fraction, period_s";
    public const string EntryColumns = "seq, at, recorded_at, kind, incident, station, by, data, prev, hash";

    /// <summary>The condition that holds the kind of an entry against a list; nothing for an empty one.</summary>
    /// <param name="is">IN or NOT IN.</param>
    public static string OfKinds(string @is, IReadOnlyList<EntryKind> kinds) => kinds.Count == 0 ? "" : $"AND kind {@is} ({string.Join(", ", kinds.Select(k => $"'{k}'"))})";

    public static SetAside ToSetAside(Statement row) =>
        new(row.Int(0), PackedReader.ToInstant(row.Int(1)), row.Text(2), (SetAsideReason)row.Int(3), row.Text(4), row.Blob(6).ToArray(), row.Text(5));

    /// <exception cref="FormatException">This version knows no such determinand.</exception>
    public static SeriesOpened ToSeries(Statement row) =>
        new((int)row.Int(0), new SeriesKey(new StationId(row.Text(1)), row.Text(2), DeterminandConverter.Of(row.Text(3)), (Fraction)row.Int(4), (int)row.Int(5)));

    /// <exception cref="FormatException">The kind or the data cannot be read.</exception>
    public static TimelineEntry ToEntry(Statement row) => new()
    {
        Seq = row.Int(0),
        At = PackedReader.ToInstant(row.Int(1)),
        RecordedAt = PackedReader.ToInstant(row.Int(2)),
        Kind = Enum.TryParse<EntryKind>(row.Text(3), out var kind) ? kind : throw new FormatException($"The kind '{row.Text(3)}' is not known to this version."),
        Incident = row.IntOrNull(4),
        Station = row.TextOrNull(5),
        By = row.Text(6),
        Data = RecordJson.ReadData(row.Blob(7)),
        Prev = row.Text(8),
        Hash = row.Text(9),
    };

    /// <summary>The set-aside message that an entry settles; null for other entries. Of what was read only in part the rest still waits for somebody.</summary>
    public static long? SettledBy(TimelineEntry entry) =>
        entry.Kind == EntryKind.MessageReleased && entry.Data["still"] == "0" || entry.Kind == EntryKind.MessageDiscarded ? long.Parse(entry.Data["set_aside"], CultureInfo.InvariantCulture) : null;
}
