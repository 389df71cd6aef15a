using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Timeline;

namespace WaterWatch.Notify.Cap;

/// <summary>Which alerts are in which incident, and what is known of each, as the timeline tells it entry by entry.</summary>
internal sealed class CapMembers
{
    private static readonly string[] s_others = ["merged", "into", "from_incident"];

    private readonly Dictionary<string, Member> _alerts = [];

    /// <summary>In the order in which they came.</summary>
    private readonly Dictionary<long, List<Member>> _incidents = [];

    /// <summary>The entries of an incident and of all with which it shared alerts, by whatever ways, in the order of recording.</summary>
    public static IEnumerable<TimelineEntry> Together(long incident, Func<long, IEnumerable<TimelineEntry>> timelineOf)
    {
        var timelines = new Dictionary<long, List<TimelineEntry>>();
        var waiting = new Queue<long>([incident]);
        while (waiting.TryDequeue(out var next))
        {
            if (!timelines.ContainsKey(next))
            {
                timelines[next] = [.. timelineOf(next)];
                timelines[next].SelectMany(Named).ToList().ForEach(waiting.Enqueue);
            }
        }

        return timelines.Count == 1 ? timelines[incident] : timelines.Values.SelectMany(t => t).OrderBy(e => e.Seq);
    }

    public void Take(TimelineEntry entry)
    {
        if (entry.Kind == EntryKind.IncidentMerged && NumberOf(entry, "merged") is { } merged && NumberOf(entry, "into") is { } into)
        {
            // The one that is over stays what it was.
            Of(merged).ToList().ForEach(m => Put(m, into));
        }
        else if (entry.Kind == EntryKind.IncidentSplit && NumberOf(entry, "from_incident") is { } given && NumberOf(entry, "into") is { } taking)
        {
            var alerts = entry.Data.GetValueOrDefault("alerts", "").Split(", ");
            foreach (var member in Of(given).Where(m => alerts.Contains(m.Alert)).ToList())
            {
                member.Incidents.Remove(given);
                _incidents[given].Remove(member);
                Put(member, taking);
            }
        }
        else if (entry is { Incident: { } incident, Station: { } station } && entry.Data.TryGetValue("alert", out var alert))
        {
            var member = _alerts.GetValueOrDefault(alert) ?? (_alerts[alert] = new Member(alert, station, entry.Data.GetValueOrDefault("determinand", "")));
            Put(member, incident);
            member.See(entry);
        }
    }

    public IReadOnlyList<string> StationsOf(long incident) => [.. Joined(incident).Select(m => m.Station).Distinct()];

    public IReadOnlyList<string> DeterminandsOf(long incident) => [.. Joined(incident).Select(m => m.Determinand).Where(d => d.Length > 0).Distinct()];

    /// <summary>The worst of each station and determinand by ratio.</summary>
    public IReadOnlyList<CapFinding> FindingsOf(long incident) =>
    [
        .. Of(incident).Select(m => m.Worst).OfType<CapFinding>()
            .GroupBy(f => (f.Station, f.Entry.Data.GetValueOrDefault("determinand", "")))
            .Select(g => g.OrderByDescending(f => f.Ratio).ThenBy(f => f.Entry.Seq).First() with { IsConfirmed = g.Any(f => f.IsConfirmed) })
            .OrderBy(f => f.Entry.Seq),
    ];

    public Level LevelOf(long incident) => Of(incident).Select(m => m.Level).DefaultIfEmpty().Max();

    /// <summary>When the first of its samples was taken; null when no entry says it.</summary>
    public DateTimeOffset? BeginOf(long incident) => Of(incident).Min(m => m.FiredAt);

    /// <summary>An alert's own entries come before the one by which it joins.</summary>
    private IEnumerable<Member> Joined(long incident) => Of(incident).Where(m => m.FiredAt is not null);

    private List<Member> Of(long incident) => _incidents.GetValueOrDefault(incident) ?? [];

    private void Put(Member member, long incident)
    {
        if (member.Incidents.Add(incident))
        {
            (_incidents.GetValueOrDefault(incident) ?? (_incidents[incident] = [])).Add(member);
        }
    }

    /// <summary>The other incidents from or into which an entry says that alerts went.</summary>
    private static IEnumerable<long> Named(TimelineEntry entry) =>
        entry.Kind is EntryKind.IncidentMerged or EntryKind.IncidentSplit or EntryKind.IncidentRegrouped
            ? s_others.Select(fact => NumberOf(entry, fact)).OfType<long>()
            : [];

    private static long? NumberOf(TimelineEntry entry, string fact) =>
        long.TryParse(entry.Data.GetValueOrDefault(fact), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed class Member(string alert, string station, string determinand)
    {
        public string Alert => alert;

        public string Station => station;

        public string Determinand => determinand;

        public HashSet<long> Incidents { get; } = [];

        public Level Level { get; private set; }

        public DateTimeOffset? FiredAt { get; private set; }

        /// <summary>Null while none of its entries tells of a value over a limit.</summary>
        public CapFinding? Worst { get; private set; }

        public void See(TimelineEntry entry)
        {
            if (entry.Kind is EntryKind.IncidentOpened or EntryKind.IncidentJoined or EntryKind.IncidentRegrouped or EntryKind.IncidentBackdated or EntryKind.AlertBackdated)
            {
                FiredAt = entry.At;
            }

            // An older exceedance is told with its own level, and an incident's entries with the incident's.
            if (entry.Kind != EntryKind.OlderExceedanceFound && entry.Data.ContainsKey("condition") && Enum.TryParse<Level>(entry.Data.GetValueOrDefault("level"), out var level))
            {
                Level = level;
            }

            if (!IsOverLimit(entry, out var ratio))
            {
                return;
            }

            var isConfirmed = entry.Kind == EntryKind.AlertConfirmed || Worst is { IsConfirmed: true };
            Worst = Worst is null || ratio > Worst.Ratio ? new CapFinding(station, ratio, isConfirmed, entry) : Worst with { IsConfirmed = isConfirmed };
        }

        private static bool IsOverLimit(TimelineEntry entry, out decimal ratio)
        {
            ratio = 0;
            return entry.Kind is EntryKind.AlertRaised or EntryKind.AlertFired or EntryKind.AlertConfirmed or EntryKind.AlertLevelRaised or EntryKind.AlertFiredAgain or EntryKind.OlderExceedanceFound
                && entry.Data.GetValueOrDefault("condition") == nameof(Condition.LimitExceedance)
                && decimal.TryParse(entry.Data.GetValueOrDefault("ratio"), NumberStyles.Float, CultureInfo.InvariantCulture, out ratio);
        }
    }
}
