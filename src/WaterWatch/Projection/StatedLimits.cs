using System.Globalization;
using WaterWatch.Deciding;
using WaterWatch.Limits;

namespace WaterWatch.Projection;

/// <summary>
/// The limits that a stored reading was judged by. The log has their reference and no figure, so the figure is the configuration's of now, and only where it gives the very same reference: for what
/// depends on the water with the hardness or pH that the reference itself states.
/// </summary>
internal static class StatedLimits
{
    /// <param name="limitRef">Of the reading, such as <c>GB 3838-2002 III</c> or <c>US EPA 2016 CMC (hardness 87 of 2024-03-01)</c>.</param>
    /// <returns>All that held together when the sample was taken; empty when the configuration no longer has the one that it names.</returns>
    public static IReadOnlyList<Limit> Of(WatchedStation station, DeterminandRules rules, string limitRef, DateTimeOffset takenAt)
    {
        if (limitRef.Length == 0 || rules.Limits.Count == 0)
        {
            return [];
        }

        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(takenAt, station.Station.TimeZone).DateTime);
        List<Limit> limits = [.. rules.Limits.Where(l => LimitVersions.IsInForce(l, rules.Limits, day)).Select(l => l.By is { } by ? l.For(StatedIn(limitRef, by.Name)) : l)];
        return limits.Exists(l => l.Ref == limitRef) ? limits : [];
    }

    /// <summary>Reads what <see cref="Companion.Text"/> wrote; whatever is misread gives another reference, and is found out by that.</summary>
    private static Companion StatedIn(string limitRef, string name)
    {
        var at = limitRef.LastIndexOf($"{name} ", StringComparison.Ordinal);
        if (at < 0)
        {
            return default;
        }

        var said = limitRef[(at + name.Length + 1)..].TrimEnd(')').Split(' ');
        return said switch
        {
            ["default", var value] when Number(value) is { } known => new Companion(known, null),
            [var value, "of", var on] when Number(value) is { } known && DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var takenOn) => new Companion(known, takenOn),
            _ => default,
        };
    }

    private static decimal? Number(string text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;
}
