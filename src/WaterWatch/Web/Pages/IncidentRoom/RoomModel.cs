using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Rivers;
using WaterWatch.Timeline;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.IncidentRoom;

/// <summary>What is asked of the room by its address.</summary>
/// <param name="AsKnownAt">Null for now.</param>
/// <param name="Kind">A group of entries (<see cref="EntryGroups"/>); empty for all.</param>
/// <param name="Typed">The time as it was typed.</param>
/// <param name="IsBadTime">That could not be read.</param>
public sealed record RoomAsked(DateTimeOffset? AsKnownAt, string Kind, bool OldestFirst, int Page, string Typed, bool IsBadTime);

/// <summary>An alert of the incident at its place on the river.</summary>
/// <param name="Km">Down the river; null when its station is not on it any more.</param>
/// <param name="Joined">The entry that holds the arithmetic of its join; null when it was the first, or a person put it there.</param>
public sealed record RoomAlert(Alert Alert, LocalizedName Station, decimal? Km, TimelineEntry? Joined);

/// <summary>A duty as the timeline tells it.</summary>
/// <param name="StoppedBy">Empty while it is owed.</param>
public sealed record RoomDuty(
    string Id, LocalizedName Title, string Grade, DateTimeOffset StartedAt, DateTimeOffset DueAt, LocalizedName Recipients, bool IsOwed, bool IsReplaced, string StoppedBy, DateTimeOffset? StoppedAt);

/// <summary>One person told, or to be told, by one channel.</summary>
/// <param name="Answer">The server's; empty while there is none.</param>
/// <param name="Receipt">What a gateway said became of it; empty while none has.</param>
public sealed record RoomTold(string Person, string Channel, DateTimeOffset At, EntryKind State, string Answer, string Receipt, TimelineEntry Entry);

/// <summary>Who is told next, and when, unless somebody answers.</summary>
public sealed record RoomNext(LocalizedName Who, DateTimeOffset At);

/// <summary>What happened, what is next, and who knows.</summary>
public sealed record RoomModel(PageFrame Frame, Incident Incident, RoomAsked Asked)
{
    /// <summary>Entries on a page of the timeline.</summary>
    public const int EntriesAPage = 60;

    public Tongue Tongue => Frame.Tongue;

    public LocalizedName River { get; init; } = new("", "");

    /// <summary>In the order of the river.</summary>
    public IReadOnlyList<RoomAlert> Alerts { get; init; } = [];

    public IReadOnlyList<RoomDuty> Duties { get; init; } = [];

    public IReadOnlyList<RoomTold> Told { get; init; } = [];

    public IReadOnlyList<TimelineEntry> NotTold { get; init; } = [];

    public IReadOnlyList<RoomNext> Next { get; init; } = [];

    /// <summary>Null when nothing in the incident has a distance or a limit.</summary>
    public Plume? Plume { get; init; }

    /// <summary>All of it, in the order of recording, as far as it is known.</summary>
    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];

    public IReadOnlyDictionary<string, LocalizedName> Stations { get; init; } = new Dictionary<string, LocalizedName>();

    public IReadOnlyDictionary<string, LocalizedName> People { get; init; } = new Dictionary<string, LocalizedName>();

    /// <summary>The moment that the page shows.</summary>
    public DateTimeOffset Moment => Asked.AsKnownAt ?? Frame.Now;

    /// <summary>The gravest of its alerts, an open one first.</summary>
    public Alert? Gravest => Alerts.Select(a => a.Alert).OrderByDescending(a => a.IsOpen).ThenByDescending(a => (a.PeakLevel, a.PeakRatio)).FirstOrDefault();

    /// <summary>Whoever has taken it on; empty for nobody.</summary>
    public string AnsweredBy { get; init; } = "";

    public IReadOnlyList<TimelineEntry> Filtered
    {
        get
        {
            var all = Timeline.Where(e => Asked.Kind.Length == 0 || EntryGroups.Of(e.Kind) == Asked.Kind);
            return [.. Asked.OldestFirst ? all : all.Reverse()];
        }
    }

    public static IReadOnlyList<RoomDuty> DutiesOf(IEnumerable<TimelineEntry> timeline)
    {
        var duties = new SortedDictionary<long, RoomDuty>();
        foreach (var e in timeline.Where(e => e.Kind is EntryKind.DutyOpened or EntryKind.DutyOverdue or EntryKind.DutyStopped))
        {
            string Fact(string name) => e.Data.GetValueOrDefault(name, "");
            var stopped = e.Kind == EntryKind.DutyStopped;
            duties[Api.Asked.Id(Fact("duty"))] = new RoomDuty(
                Fact("duty"), new LocalizedName(Fact("title_en"), Fact("title_zh")), Fact("grade"), Instant(Fact("started_at")), Instant(Fact("due_at")),
                new LocalizedName(Fact("recipients"), Fact("recipients_zh")), !stopped, stopped && Fact("replaced_by").Length > 0, stopped ? e.By : "", stopped ? e.At : null);
        }

        return [.. duties.Values];
    }

    public static IReadOnlyList<RoomTold> ToldOf(IEnumerable<TimelineEntry> timeline)
    {
        var told = new SortedDictionary<long, RoomTold>();
        foreach (var e in timeline.Where(e => e.Kind is EntryKind.NotificationQueued or EntryKind.NotificationSent or EntryKind.NotificationFailed or EntryKind.NotificationReceipted))
        {
            string Fact(string name) => e.Data.GetValueOrDefault(name, "");
            var id = Api.Asked.Id(Fact("notification"));
            var before = told.GetValueOrDefault(id) ?? new RoomTold(Fact("person"), Fact("channel"), e.RecordedAt, e.Kind, "", "", e);
            var outcome = Fact("outcome");
            told[id] = before with
            {
                State = outcome.Length > 0 ? before.State : e.Kind,
                Answer = outcome.Length > 0 ? before.Answer : Fact("answer"),
                Receipt = outcome.Length > 0 ? outcome : before.Receipt,
            };
        }

        return [.. told.Values.Reverse()];
    }

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at : DateTimeOffset.UnixEpoch;
}
