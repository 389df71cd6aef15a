using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Notify.Cap;
using WaterWatch.Rivers;
using WaterWatch.Texts;

namespace WaterWatch.Web.Pages.Public;

/// <summary>The worst of one determinand at a station that a notice tells. Names went through <see cref="Harmless"/>.</summary>
/// <param name="Determinand">Its key.</param>
/// <param name="Fraction"><c>total</c> or <c>dissolved</c>; empty when the record does not say.</param>
/// <param name="Value">Digits as they were sent, in the unit.</param>
/// <param name="Qualifier">Empty, &lt; or &gt;: then the value is only a bound.</param>
/// <param name="Unit">Empty for pH.</param>
/// <param name="Ratio">Value by limit, at most four places; null for pH and oxygen, whose limits a multiple says nothing of.</param>
/// <param name="MeanOver">Over what it is a mean; null for a single sample.</param>
/// <param name="TakenAt">When the water was sampled.</param>
public sealed record PublicFinding(
    string Station, LocalizedName StationName, string Determinand, string Fraction, decimal? Value, string Qualifier, string Unit, decimal? Limit, string LimitRef, decimal? Ratio,
    TimeSpan? MeanOver, DateTimeOffset TakenAt, bool IsConfirmed)
{
    internal static PublicFinding Of(CapFinding finding, LocalizedName name)
    {
        string Fact(string key) => Harmless.OneLine(finding.Entry.Data.GetValueOrDefault(key, ""));
        var value = Fact("value");
        var qualifier = value is ['<' or '>', ..] ? value[..1] : "";
        var determinand = Fact("determinand");
        return new PublicFinding(
            Harmless.OneLine(finding.Station), name, determinand, Fact("fraction"), Number(value[qualifier.Length..]), qualifier, Fact("unit") is "pH" ? "" : Fact("unit"), Number(Fact("limit")), Fact("limit_ref"),
            determinand is "pH" or "DO" ? null : finding.Ratio,
            long.TryParse(Fact("mean_over_s"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null,
            DateTimeOffset.TryParse(Fact("taken_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : finding.Entry.At,
            finding.IsConfirmed);
    }

    private static decimal? Number(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>What the public was told at once: the CAP message of one approval, or of one withdrawal.</summary>
/// <param name="Seq">Of the timeline's entry, as in the CAP message.</param>
/// <param name="ApprovedAt">When a named person approved it; of a withdrawal, when it was made.</param>
/// <param name="Type"><c>alert</c>, <c>update</c> or <c>cancel</c>.</param>
/// <param name="Status"><c>actual</c> or <c>exercise</c>.</param>
/// <param name="Level">Of the incident when it was approved.</param>
/// <param name="FirstSampledAt">When the first sample of the incident was taken.</param>
/// <param name="WithdrawnAt">Null while it stands.</param>
public sealed record PublicNotice(
    long Seq, DateTimeOffset ApprovedAt, string Type, string Status, Level Level, DateTimeOffset FirstSampledAt, DateTimeOffset? WithdrawnAt, IReadOnlyList<PublicFinding> Findings)
{
    public bool IsWithdrawal => Type == "cancel";
}

/// <summary>All that the public was told of one incident, oldest first.</summary>
/// <param name="River">Its id.</param>
public sealed record PublicIncident(long Id, string River, LocalizedName RiverName, TimeZoneInfo Zone, IReadOnlyList<PublicNotice> Notices)
{
    /// <summary>Without the withdrawals themselves, newest first: the first is what is told now, or was before it was withdrawn.</summary>
    public IReadOnlyList<PublicNotice> Told => [.. Notices.Where(n => !n.IsWithdrawal).Reverse()];

    /// <param name="river">Null once it is not configured any more: ids then stand for names, and times are UTC.</param>
    /// <param name="messages">The public ones, oldest first, and at least one.</param>
    internal static PublicIncident Of(long id, string riverId, WatchedRiver? river, IReadOnlyList<CapMessage> messages)
    {
        var names = (river?.Stations ?? []).DistinctBy(s => s.Station.Id).ToDictionary(s => s.Station.Id.Value, s => Calm(s.Station.Name));
        return new PublicIncident(id, Harmless.OneLine(riverId), Calm(river?.Name ?? new LocalizedName(riverId, "")), river?.TimeZone ?? TimeZoneInfo.Utc, [.. messages.Select(Notice)]);

        PublicNotice Notice(CapMessage message) => new(
            message.Seq, message.SentAt, message.Type.ToString().ToLowerInvariant(), message.Status.ToString().ToLowerInvariant(), message.Level, message.OpenedAt,
            message.Type == CapType.Cancel ? message.SentAt : messages.FirstOrDefault(m => m.Type == CapType.Cancel && m.References.Any(r => r.Seq == message.Seq))?.SentAt,
            [.. message.Findings.Select(f => PublicFinding.Of(f, names.GetValueOrDefault(f.Station) ?? Calm(new LocalizedName(f.Station, ""))))]);
    }

    private static LocalizedName Calm(LocalizedName name) => new(Harmless.OneLine(name.En), Harmless.OneLine(name.Zh));
}
