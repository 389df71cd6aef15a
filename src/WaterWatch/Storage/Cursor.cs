using System.Globalization;

namespace WaterWatch.Storage;

/// <summary>Where a page ended. Callers hand it back and look into it for nothing.</summary>
internal static class Cursor
{
    public static string Of(params ReadOnlySpan<long> place)
    {
        var texts = new string[place.Length];
        for (var i = 0; i < place.Length; i++)
        {
            texts[i] = place[i].ToString(CultureInfo.InvariantCulture);
        }

        return string.Join('.', texts);
    }

    /// <exception cref="ArgumentException">The text is not a cursor that was handed out for such a list.</exception>
    public static long[]? Read(string? cursor, int length)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return null;
        }

        var texts = cursor.Split('.');
        var place = new long[length];
        var whole = texts.Length == length;
        for (var i = 0; whole && i < length; i++)
        {
            whole = long.TryParse(texts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out place[i]);
        }

        return whole ? place : throw new ArgumentException($"'{cursor}' is not a cursor of this list; leave it out to begin at the beginning.", nameof(cursor));
    }

    /// <summary>A page out of rows of which one more was read than the page holds.</summary>
    public static Page<T> Page<T>(List<T> rows, int limit, Func<T, string> cursorOf)
    {
        if (rows.Count <= limit)
        {
            return new Page<T>(rows, null);
        }

        rows.RemoveRange(limit, rows.Count - limit);
        return new Page<T>(rows, cursorOf(rows[^1]));
    }
}
