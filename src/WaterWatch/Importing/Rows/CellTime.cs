using System.Globalization;
using System.Text;
using WaterWatch.Decoding;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Importing.Mapping;
using WaterWatch.Timeline;

namespace WaterWatch.Importing.Rows;

/// <summary>Reads the time of a row in the format that the mapping states: RFC 3339 where it states none. Neighbouring rows mostly have the same, which is read once.</summary>
internal sealed class CellTime(ImportMapping mapping)
{
    private readonly string[] _formats = [.. mapping.TimeFormats];
    private byte[] _last = [];
    private TimeZoneInfo? _lastZone;
    private DateTimeOffset? _lastAt;

    /// <param name="zone">For a time without an offset; of an hour that comes twice the later one (standard time) is taken.</param>
    /// <returns>Whole milliseconds; null when it is no such time.</returns>
    public DateTimeOffset? Read(ReadOnlySpan<byte> cell, TimeZoneInfo zone)
    {
        if (ReferenceEquals(zone, _lastZone) && cell.SequenceEqual(_last))
        {
            return _lastAt;
        }

        (_last, _lastZone, _lastAt) = (cell.ToArray(), zone, ReadNew(cell, zone));
        return _lastAt;
    }

    public string Words => mapping.Epoch is { } epoch ? epoch.Words()
        : _formats.Length > 0 ? $"a time such as {string.Join(" or ", _formats)}" : "a time by RFC 3339, such as 2012-01-15T09:30:00+08:00; time_format of the mapping says another";

    private DateTimeOffset? ReadNew(ReadOnlySpan<byte> cell, TimeZoneInfo zone) =>
        mapping.Epoch is { } epoch ? SentTime.TryRead(cell, epoch, zone, out var counted, out _) ? counted : null
        : _formats.Length > 0 ? Formatted(Encoding.UTF8.GetString(cell), zone)
        : Rfc3339.TryParse(cell, zone, out var at) ? at : null;

    private DateTimeOffset? Formatted(string text, TimeZoneInfo zone)
    {
        foreach (var format in _formats)
        {
            // What has an offset, or the Z of UTC, says when by itself; an offset may be left out where the format has K.
            if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read))
            {
                continue;
            }

            if (read.Kind != DateTimeKind.Unspecified)
            {
                return DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Instants.Trim(at) : null;
            }

            var ticks = read.Ticks - zone.GetUtcOffset(read).Ticks;
            return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? null : Instants.Trim(new DateTimeOffset(ticks, TimeSpan.Zero));
        }

        return null;
    }
}
