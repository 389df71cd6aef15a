using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Configuration;
using WaterWatch.Incidents;
using WaterWatch.Rivers;
using WaterWatch.Storage;
using WaterWatch.Texts;
using WaterWatch.Timeline;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;

namespace WaterWatch.Web.Pages.AuditDesk;

/// <summary>Which incidents there were, newest first.</summary>
public sealed record AuditSearch(PageFrame Frame, TypedForm Form)
{
    /// <summary>Of the form.</summary>
    public const string Name = "search";

    private const int AtOnce = 50;

    private static readonly string[] Fields = ["from", "to", "river", "determinand", "level"];

    public Tongue Tongue => Frame.Tongue;

    public IReadOnlyList<Choice> Rivers { get; init; } = [];

    public IReadOnlyList<Choice> Determinands { get; init; } = [];

    public IReadOnlyList<Choice> Levels { get; init; } = [];

    public IReadOnlyList<Incident> Found { get; init; } = [];

    /// <summary>Where the next older ones are; null when there are none.</summary>
    public string? Older { get; init; }

    public ChainHead Head { get; init; } = ChainHead.Start;

    public required IReadOnlyDictionary<string, LocalizedName> RiverNames { get; init; }

    internal static AuditSearch Of(PageFrame frame, TypedForm asked, LogReader log, LoadedConfiguration configuration)
    {
        var t = frame.Tongue;
        var any = new Choice("", t.In("any", "全部"));
        var faults = new List<FieldFault>();
        var (from, to) = (Day("from"), Day("to"));
        var level = Enum.TryParse<Level>(asked["level"], out var least) && Enum.IsDefined(least) ? least : Level.Compliant;
        var before = long.TryParse(asked["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : long.MaxValue;
        var found = faults.Count > 0 ? [] : All(log, before, asked["river"]).Where(IsMeant).Take(AtOnce + 1).ToList();
        return new AuditSearch(frame, asked with { Name = Name, Faults = faults })
        {
            Rivers = [any, .. configuration.Plan.Rivers.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => new Choice(r.Id, t.In(r.Name)))],
            Determinands = [any, .. configuration.Limits.Select(l => l.Determinand).Distinct().OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => new Choice(d.Key, $"{d.Key} · {t.In(d.Name)}"))],
            Levels = [any, .. Enum.GetValues<Level>().Where(l => l > Level.Compliant).Select(l => new Choice(l.ToString(), t.In($"{Words.Of(l).En} or graver", $"{Words.Of(l).Zh}及以上")))],
            Found = [.. found.Take(AtOnce)],
            Older = found.Count > AtOnce ? $"/audit?{string.Join('&', Fields.Select(f => $"{f}={Uri.EscapeDataString(asked[f])}"))}&before={found[AtOnce - 1].Id}" : null,
            Head = log.Head(),
            RiverNames = configuration.Plan.Rivers.Values.ToDictionary(r => r.Id, r => r.Name),
        };

        bool IsMeant(Incident incident) =>
            (from is null || (incident.ClosedAt ?? DateTimeOffset.MaxValue) >= from) && (to is null || incident.OpenedAt < to.Value.AddDays(1))
            && (asked["determinand"].Length == 0 || incident.Determinands.Contains(asked["determinand"])) && incident.PeakLevel >= level;

        DateTimeOffset? Day(string field)
        {
            if (asked[field].Trim() is not { Length: > 0 } text)
            {
                return null;
            }

            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 9000)
            {
                var midnight = day.ToDateTime(TimeOnly.MinValue);
                return new DateTimeOffset(midnight, frame.Zone.GetUtcOffset(midnight));
            }

            faults.Add(new FieldFault(field, new LocalizedName("This is no day: write it like 2012-01-20.", "日期无法识别：请按 2012-01-20 的格式填写。")));
            return null;
        }
    }

    private static IEnumerable<Incident> All(LogReader log, long before, string river)
    {
        var query = new IncidentsQuery { River = river.Length == 0 ? null : river, Cursor = before == long.MaxValue ? null : Cursor.Of(before) };
        for (var page = log.Incidents(query); ; page = log.Incidents(query with { Cursor = page.Next }))
        {
            foreach (var incident in page.Items)
            {
                yield return incident;
            }

            if (page.Next is null)
            {
                yield break;
            }
        }
    }
}
