namespace WaterWatch.Timeline;

/// <summary>What happened, was decided, was sent or was done, in the past tense. Written once, never changed.</summary>
public sealed record TimelineEntry
{
    /// <summary>1, 2, 3 … in the order of recording, without a gap.</summary>
    public long Seq { get; init; }

    /// <summary>When it happened: event time.</summary>
    public required DateTimeOffset At { get; init; }

    public DateTimeOffset RecordedAt { get; init; }

    public required EntryKind Kind { get; init; }

    /// <summary>Kinds that vouch for the record and say nothing of the river: for auditors, and no news to anybody else.</summary>
    public static IReadOnlyList<EntryKind> KindsOfTheRecord { get; } = [EntryKind.Sealed, EntryKind.ImportAdvanced];

    public bool IsOfTheRecord => KindsOfTheRecord.Contains(Kind);

    public long? Incident { get; init; }

    public string? Station { get; init; }

    /// <summary>The person, service or rule that did it.</summary>
    public required string By { get; init; }

    /// <summary>The facts, as text, under stable names in snake_case.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>The hash of the entry before, lower-case hex; 64 zeros for the first.</summary>
    public string Prev { get; init; } = "";

    /// <summary>SHA-256 over <see cref="CanonicalEntry"/>, lower-case hex.</summary>
    public string Hash { get; init; } = "";
}

/// <summary>Every kind of entry. Each has a sentence in both languages; a test keeps it so.</summary>
public enum EntryKind
{
    AlertRaised,
    AlertFired,
    AlertConfirmed,
    AlertNotRefuted,
    AlertLevelRaised,
    AlertLevelLowered,
    AlertRecovering,
    AlertFiredAgain,
    AlertCleared,
    AlertBackdated,
    ResampleOrdered,
    OlderExceedanceFound,
    AlertFlapping,
    AlertSteady,
    ReadingCorrected,
    MessageSetAside,
    IncidentOpened,
    IncidentJoined,
    IncidentBackdated,
    IncidentLevelRaised,
    IncidentLevelLowered,
    IncidentSubsided,

    /// <summary>A late or changed alert shows that alerts belong together otherwise than it seemed.</summary>
    IncidentRegrouped,

    /// <summary>A person put an incident into another; or the service, when none of its alerts is left in it. On the timelines of both, or of the one that ended.</summary>
    IncidentMerged,

    /// <summary>A person took alerts out of an incident: the join is undone.</summary>
    IncidentSplit,
    DamOperated,

    /// <summary>A person entered another measure: dosing, an intake closed, the source stopped.</summary>
    MeasureTaken,
    ResponseLevelDeclared,

    /// <summary>A person approved that the public is told what is known up to here.</summary>
    IncidentPublished,

    /// <summary>A person took that back. What was published stays on the timeline.</summary>
    PublicationWithdrawn,
    DutyOpened,
    DutyOverdue,
    DutyStopped,

    /// <summary>A person has sent a report, and says when, how and to whom.</summary>
    ReportSent,

    /// <summary>So many incidents began on the river at once that people are told of them as one: who is told of this one stands on the river's timeline.</summary>
    ToldTogether,

    /// <summary>A person has taken it on: nobody further is called.</summary>
    Acknowledged,
    AcknowledgementWithdrawn,

    /// <summary>A person wrote something down about an incident.</summary>
    NoteAdded,

    /// <summary>A person entered what a laboratory found.</summary>
    SampleEntered,

    /// <summary>A person closed an incident: the work on it is done.</summary>
    IncidentClosed,

    /// <summary>A person had what was set aside read once more, and it was taken.</summary>
    MessageReleased,

    /// <summary>A person decided that what was set aside will not be read. Its bytes stay.</summary>
    MessageDiscarded,

    /// <summary>A person had stored messages read again by the decoders and the configuration of then, and what differed was kept as corrections.</summary>
    Reparsed,

    /// <summary>A person brought a file of readings, and all of it was read; with what was counted.</summary>
    FileImported,

    /// <summary>A part of a file was taken in: an import that is broken off goes on from here.</summary>
    ImportAdvanced,

    /// <summary>A file brought readings over a limit from so long ago that nobody is called.</summary>
    HistoryExceeded,

    /// <summary>A person keeps some matters from being told for a time.</summary>
    SilenceMade,

    /// <summary>A person ended it before its time.</summary>
    SilenceEnded,

    /// <inheritdoc cref="SilenceMade"/>
    MaintenanceWindowMade,

    /// <inheritdoc cref="SilenceEnded"/>
    MaintenanceWindowEnded,

    /// <summary>A person put another on duty than the rotation does, for a time.</summary>
    OverrideMade,

    /// <inheritdoc cref="SilenceEnded"/>
    OverrideEnded,

    /// <summary>A shift has changed while something is open: the next is asked to accept it.</summary>
    ShiftChanged,

    /// <summary>The next shift has taken over.</summary>
    HandOverAccepted,

    /// <summary>Nobody has in time: both are told, and the next step is taken unless somebody whose shift has not ended is at it.</summary>
    HandOverNotAccepted,

    /// <summary>One person is told of something by one channel; it is still to be sent.</summary>
    NotificationQueued,

    /// <summary>The server of the channel has taken it.</summary>
    NotificationSent,
    NotificationFailed,

    /// <summary>A gateway says what became of what it had taken: delivered, or answered by the person.</summary>
    NotificationReceipted,

    /// <summary>Who is not told of something, and why.</summary>
    NotTold,

    /// <summary>A station is ordered to sample otherwise, or at once; it is still to be sent.</summary>
    CommandIssued,

    /// <summary>The station's broker has taken it.</summary>
    CommandSent,

    /// <summary>It could not be sent: it is tried again, or given up.</summary>
    CommandFailed,

    /// <summary>Shadow mode: what a station would have been ordered.</summary>
    CommandWithheld,
    FeedLost,
    FeedRestored,
    StationReportedOffline,
    StationReportedOnline,
    ConfigurationChanged,

    /// <summary>The hour is over: what the record holds by now, by its hashes.</summary>
    Sealed,

    /// <summary>The whole record was walked, and nothing in it was changed.</summary>
    ChainChecked,

    /// <summary>The whole record was walked, and something in it was changed, cut or put in.</summary>
    ChainBroken,

    /// <summary>Notifications of no incident went out of the outbox after their time.</summary>
    NotificationsRemoved,

    /// <summary>Messages of a sender that numbers them did not come, as their numbers say; it is asked to begin anew.</summary>
    MessagesMissed,
}
