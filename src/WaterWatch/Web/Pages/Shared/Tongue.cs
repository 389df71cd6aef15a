using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Rivers;
using WaterWatch.Texts;
using WaterWatch.Timeline;

namespace WaterWatch.Web.Pages.Shared;

/// <summary>The language of a page, and how names, times and ages are said in it. Times are a river's own.</summary>
public sealed record Tongue(bool IsChinese)
{
    private const string Cookie = "lang";

    public static Tongue English { get; } = new(false);

    public static Tongue Chinese { get; } = new(true);

    /// <summary>As in <c>?lang=</c>.</summary>
    public string Code => IsChinese ? "zh" : "en";

    /// <summary>For the <c>lang</c> attribute.</summary>
    public string Tag => IsChinese ? "zh-CN" : "en";

    /// <summary>As <c>?lang=</c> says, which is kept for a year; then as a person once chose; then as the browser prefers. Chinese when none of them says.</summary>
    public static Tongue Of(HttpContext context)
    {
        if (Named(context.Request.Query[Cookie]) is { } chosen)
        {
            context.Response.Cookies.Append(Cookie, chosen.Code, new CookieOptions { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true });
            return chosen;
        }

        return Named(context.Request.Cookies[Cookie]) ?? Preferred(context.Request.GetTypedHeaders().AcceptLanguage) ?? Chinese;
    }

    public string In(string en, string zh) => IsChinese ? zh : en;

    public string In(LocalizedName name) => IsChinese && name.Zh.Length > 0 ? name.Zh : name.En;

    /// <summary>With the first letter large, as a heading begins; pH stays as it is.</summary>
    public string Title(LocalizedName name) => In(name) is not { Length: > 0 } text ? "" : text.Length > 1 && char.IsUpper(text[1]) ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>How long ago, or how long yet: <c>12 min</c>, <c>3 h 5 min</c>, <c>4 d</c>.</summary>
    public string Age(TimeSpan age) => Spoken.Age(age, IsChinese);

    /// <summary><c>19 Jan 17:12</c>, by the zone's clock.</summary>
    public string At(DateTimeOffset at, TimeZoneInfo zone) => Spoken.At(at, zone, IsChinese);

    /// <summary>With the year and the offset, said once a page.</summary>
    public string AtInFull(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return local.ToString(IsChinese ? "yyyy'年'M'月'd'日' HH:mm" : "d MMM yyyy HH:mm", CultureInfo.InvariantCulture) + " " + OffsetOf(local);
    }

    public static string OffsetOf(DateTimeOffset local) =>
        local.Offset == TimeSpan.Zero ? "UTC" : $"UTC{(local.Offset < TimeSpan.Zero ? '-' : '+')}{local.Offset.Duration().ToString(local.Offset.Minutes == 0 ? "%h" : "h\\:mm", CultureInfo.InvariantCulture)}";

    /// <summary>What an entry of the timeline says, with its station in front.</summary>
    /// <param name="station">By id; the id itself where it is not configured any more.</param>
    internal string Sentence(TimelineEntry entry, Func<string, LocalizedName?> station, TimeZoneInfo zone)
    {
        var name = entry.Station is { } id ? station(id) is { } known ? In(known) : id : "";
        var offset = TimeZoneInfo.ConvertTime(entry.RecordedAt, zone).Offset;
        return IsChinese ? EntrySentences.Zh(entry, name, offset) : EntrySentences.En(entry, name, offset);
    }

    /// <summary>What an alert has come to: <c>Cadmium 0.02 mg/L · 4.0×</c>, or its condition where there is no value.</summary>
    internal string Figure(Alert alert) => alert is { LatestValue: { } value, Key.Determinand: { } determinand }
        ? $"{Title(determinand.Name)} {Spoken.Amount(value)}{(alert.Ratio is { } ratio ? $" · {ExceedanceText.Ratio(ratio)}×" : "")}"
        : Title(Words.Of(alert.Key.Condition));

    private static Tongue? Named(string? code) => code switch
    {
        "en" => English,
        "zh" => Chinese,
        _ => null,
    };

    private static Tongue? Preferred(IEnumerable<Microsoft.Net.Http.Headers.StringWithQualityHeaderValue> wanted) => wanted
        .Where(w => w.Quality != 0)
        .OrderByDescending(w => w.Quality ?? 1)
        .Select(w => Named(w.Value.ToString().Split('-')[0].ToLowerInvariant()))
        .FirstOrDefault(t => t is not null);
}
