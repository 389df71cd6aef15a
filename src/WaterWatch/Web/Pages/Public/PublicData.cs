using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using WaterWatch.Configuration.Options;
using WaterWatch.Web.Api;

namespace WaterWatch.Web.Pages.Public;

/// <summary>One finding of one notice.</summary>
/// <param name="Incident">Its number.</param>
/// <param name="Notice">The notice's number, <c>seq</c> of its CAP message.</param>
/// <param name="Type">alert, update or cancel; a cancel repeats what it withdraws.</param>
/// <param name="Status">actual or exercise.</param>
/// <param name="Level">Of the incident when it was approved.</param>
/// <param name="Ratio">Value by limit; null where it says nothing (pH, dissolved oxygen).</param>
/// <param name="MeanOverS">Seconds; null for a single sample.</param>
public sealed record PublicDataItem(
    long Incident, long Notice, DateTimeOffset ApprovedAt, string Type, string Status, string Level, string River, string RiverNameEn, string RiverNameZh, string Station, string StationNameEn,
    string StationNameZh, string Determinand, string Fraction, decimal? Value, string Qualifier, string Unit, decimal? Limit, string LimitRef, decimal? Ratio, long? MeanOverS, DateTimeOffset TakenAt,
    bool Confirmed, bool Withdrawn, DateTimeOffset? WithdrawnAt);

/// <summary>What was published as open data.</summary>
/// <param name="LicenceUrl">Empty when the licence's text stands nowhere.</param>
/// <param name="Units">What the members are given in.</param>
public sealed record PublicDataSet(
    string Publisher, string Licence, string LicenceUrl, string About, IReadOnlyDictionary<string, string> Units, IReadOnlyList<PublicDataItem> Items);

/// <summary>What was published for programs: <c>/public/data.json</c> and <c>/public/data.csv</c>.</summary>
internal static class PublicData
{
    private const string About =
        "Each item is the worst of one determinand at one station that a notice told, as it was known when a named person approved the notice; what came later is told once it is approved. "
        + "Withdrawn notices stay, marked as withdrawn. The newest 200 incidents. What is not named here is not thereby within its limits.";

    private static readonly Dictionary<string, string> s_units = new()
    {
        ["value"] = "in the item's unit, digits as they were measured; pH has no unit",
        ["qualifier"] = "> the value is a lower bound, < an upper one",
        ["limit"] = "in the item's unit",
        ["ratio"] = "value / limit, without unit; Chinese practice (超标倍数) is ratio - 1",
        ["mean_over_s"] = "seconds over which the value is a mean; null for a single sample",
        ["approved_at, taken_at, withdrawn_at"] = "RFC 3339, UTC",
        ["type"] = "alert: the first notice of an incident; update: takes the place of those before; cancel: withdraws them and repeats what it withdraws, approved_at being when",
        ["level"] = "monitoring level: Compliant, Blue, Yellow, Orange, Red; no warning level that is declared by law",
    };

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new ApiRoutes.InstantConverter() },
    };

    public static PublicBody Json(PublicContent content)
    {
        var (terms, publisher) = Terms(content);
        var data = new PublicDataSet(publisher, terms.Licence, terms.LicenceUrl?.ToString() ?? "", About, s_units, [.. Items(content)]);
        return new PublicBody(JsonSerializer.SerializeToUtf8Bytes(data, s_json), "application/json; charset=utf-8");
    }

    public static PublicBody Csv(PublicContent content)
    {
        var (terms, publisher) = Terms(content);
        var text = new StringBuilder(Api.Csv.Line(
            "incident", "notice", "approved_at", "type", "status", "level", "river", "river_name_en", "river_name_zh", "station", "station_name_en", "station_name_zh", "determinand", "fraction", "value",
            "qualifier", "unit", "limit", "limit_ref", "ratio", "mean_over_s", "taken_at", "confirmed", "withdrawn", "withdrawn_at", "licence", "licence_url", "publisher"));
        foreach (var i in Items(content))
        {
            text.Append(Api.Csv.Line(
                i.Incident, i.Notice, i.ApprovedAt, i.Type, i.Status, i.Level, i.River, i.RiverNameEn, i.RiverNameZh, i.Station, i.StationNameEn, i.StationNameZh, i.Determinand, i.Fraction, i.Value, i.Qualifier,
                i.Unit, i.Limit, i.LimitRef, i.Ratio, i.MeanOverS, i.TakenAt, Word(i.Confirmed), Word(i.Withdrawn), i.WithdrawnAt, terms.Licence, terms.LicenceUrl?.ToString() ?? "", publisher));
        }

        return new PublicBody(Encoding.UTF8.GetBytes(text.ToString()), Api.Csv.ContentType);
    }

    /// <summary>Newest first.</summary>
    private static IEnumerable<PublicDataItem> Items(PublicContent content) =>
        from incident in content.Incidents
        from notice in incident.Notices.Reverse()
        from finding in notice.Findings
        select new PublicDataItem(
            incident.Id, notice.Seq, notice.ApprovedAt, notice.Type, notice.Status, notice.Level.ToString(), incident.River, incident.RiverName.En, incident.RiverName.Zh, finding.Station, finding.StationName.En,
            finding.StationName.Zh, finding.Determinand, finding.Fraction, finding.Value, finding.Qualifier, finding.Unit, finding.Limit, finding.LimitRef, finding.Ratio, (long?)finding.MeanOver?.TotalSeconds,
            finding.TakenAt, finding.IsConfirmed, notice.WithdrawnAt is not null, notice.WithdrawnAt);

    private static (OpenDataSettings Terms, string Publisher) Terms(PublicContent content)
    {
        var settings = content.Configuration.Settings;
        return (settings.OpenData, settings.OpenData.Publisher.Length > 0 ? settings.OpenData.Publisher : settings.Cap.SenderName);
    }

    private static string Word(bool whether) => whether ? "true" : "false";
}
