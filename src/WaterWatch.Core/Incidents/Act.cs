namespace WaterWatch.Incidents;

/// <summary>What a named person does to an incident. Decided and written like everything else; answered with what came of it.</summary>
/// <param name="By">Who; never empty.</param>
/// <param name="Reason">Why; never empty.</param>
/// <param name="At">When it was done, where that is not now.</param>
public abstract record Act(string By, string Reason, DateTimeOffset? At)
{
    /// <summary>Puts one incident into another: all alerts of both stay there from then on.</summary>
    public sealed record Merge(long From, long Into, string By, string Reason, DateTimeOffset? At = null) : Act(By, Reason, At);

    /// <summary>Takes alerts out of an incident: joins are undone, and what stays and what goes stays so from then on.</summary>
    /// <param name="Into">Null for a new incident.</param>
    /// <param name="Station">All alerts of the station; null when <paramref name="Alerts"/> names them.</param>
    public sealed record Split(long From, long? Into, string? Station, IReadOnlyList<long> Alerts, string By, string Reason, DateTimeOffset? At = null)
        : Act(By, Reason, At);

    /// <summary>A dam holds water back, releases it, or does as usual again.</summary>
    /// <param name="Incident">The one that it is a measure of; null when of none, and then <paramref name="River"/> is needed.</param>
    /// <param name="Dam">The place's id.</param>
    /// <param name="Factor">On the fastest times below it, for a release; null for the usual one.</param>
    public sealed record OperateDam(
        long? Incident, string? River, string Dam, DamOperationKind Operation, decimal? Factor, string By, string Reason, DateTimeOffset? At = null)
        : Act(By, Reason, At);

    /// <summary>Something else was done against the spill or its harm.</summary>
    /// <param name="What">In words: what, where, how much. At most <see cref="AddNote.Longest"/> characters.</param>
    public sealed record TakeMeasure(long Incident, MeasureKind Kind, string What, string By, string Reason, DateTimeOffset? At = null) : Act(By, Reason, At);

    /// <summary>The official grade is declared, or declared anew.</summary>
    public sealed record DeclareResponseLevel(long Incident, ResponseLevel Level, string By, string Reason, DateTimeOffset? At = null) : Act(By, Reason, At);

    /// <summary>The public may know what is known by now. What comes later waits for the next approval.</summary>
    public sealed record Publish(long Incident, string By, string Reason, DateTimeOffset? At = null) : Act(By, Reason, At)
    {
        /// <summary>The incident as the log has it, where it is closed: an all-clear may be published after that, and what was wrong withdrawn. Null for an open one.</summary>
        public Incident? Closed { get; init; }
    }

    /// <summary>The public is told that what it was told no longer holds. That stays visible.</summary>
    public sealed record Withdraw(long Incident, string By, string Reason, DateTimeOffset? At = null) : Act(By, Reason, At)
    {
        /// <inheritdoc cref="Publish.Closed"/>
        public Incident? Closed { get; init; }
    }

    /// <summary>A report was sent, which meets a duty.</summary>
    /// <param name="Duty">Null when it was owed by none.</param>
    /// <param name="Medium">Such as fax or net.</param>
    /// <param name="To">The offices that it went to; at least one.</param>
    public sealed record ReportSent(long Incident, long? Duty, ReportKind Report, string Medium, IReadOnlyList<string> To, string By, string Reason, DateTimeOffset? At = null)
        : Act(By, Reason, At);

    /// <summary>A duty need not be met any more, such as when it was met.</summary>
    public sealed record StopDuty(long Duty, string By, string Reason, DateTimeOffset? At = null) : Act(By, Reason, At);

    /// <summary>Somebody takes it on, and nobody further is called.</summary>
    /// <param name="Incident">All of it; null when <paramref name="Alert"/> says which.</param>
    /// <param name="Alert">An alert: with it all of its incident; alone when it is of none.</param>
    public sealed record Acknowledge(long? Incident, long? Alert, string By, string Reason, DateTimeOffset? At = null) : Act(By, Reason, At)
    {
        /// <summary>
        /// The alerts that a notification told the person of, who answers it: the first of them that is still open, and all that people are told of together with it.
        /// </summary>
        public IReadOnlyList<long> Told { get; init; } = [];

        /// <summary>The river of whose incidents a notification told as one; empty when it told of something else.</summary>
        public string TogetherOn { get; init; } = "";
    }

    /// <summary>Nobody works on it after all: people are told anew.</summary>
    /// <inheritdoc cref="Acknowledge"/>
    public sealed record WithdrawAcknowledgement(long? Incident, long? Alert, string By, string Reason, DateTimeOffset? At = null) : Act(By, Reason, At);

    /// <summary>A person vouches that an exceedance is one, such as after a look at the instrument.</summary>
    public sealed record ConfirmAlert(long Alert, string By, string Reason, DateTimeOffset? At = null) : Act(By, Reason, At);

    /// <summary>
    /// An alert is over because a person says so: its value was corrected, or its station is gone. The next sample over the limit raises another.
    /// </summary>
    public sealed record ClearAlert(long Alert, string By, string Reason, DateTimeOffset? At = null) : Act(By, Reason, At);

    /// <summary>The work on an incident is done.</summary>
    /// <param name="Despite">Although criteria are not met (<see cref="Closing"/>): what is still open in it is cleared and what is still owed is stopped, in the person's name.</param>
    public sealed record Close(long Incident, bool Despite, string By, string Reason, DateTimeOffset? At = null) : Act(By, Reason, At);

    /// <summary>What a laboratory found. It needs no reason beside it: the sample's number says which it is.</summary>
    public sealed record EnterSample(long Incident, LabSample Sample, string By) : Act(By, Sample.Number, null);

    /// <summary>What was set aside is read once more, by the configuration of now.</summary>
    /// <param name="SetAside">Its number.</param>
    /// <param name="Was">Why it was set aside.</param>
    public sealed record Release(long SetAside, Decoding.SetAsideReason Was, string By, string Reason) : Act(By, Reason, null);

    /// <summary>What was set aside will not be read; its bytes stay.</summary>
    /// <inheritdoc cref="Release"/>
    public sealed record Discard(long SetAside, Decoding.SetAsideReason Was, string By, string Reason) : Act(By, Reason, null);

    /// <summary>Stored messages are read again by the decoders and the configuration of now, and what differs is kept as corrections.</summary>
    /// <param name="From">The first receipt of the run that this is a part of.</param>
    /// <param name="To">The receipt before which it stops.</param>
    public sealed record Reparse(DateTimeOffset From, DateTimeOffset To, string By, string Reason) : Act(By, Reason, null);

    /// <summary>A part of a file of readings is taken in. It needs no reason beside it: the file's name says which it is.</summary>
    public sealed record Import(ImportedFile File, ImportPart Part, string By) : Act(By, File.Name, null);

    /// <summary>Somebody writes down what was seen, said or done. It needs no reason beside it: it is one.</summary>
    /// <param name="Text">As it was written, line breaks and all; at most <see cref="Longest"/> characters.</param>
    public sealed record AddNote(long Incident, string Text, string By, DateTimeOffset? At = null) : Act(By, Text, At)
    {
        /// <summary>In UTF-16 code units, as everybody's text boxes count.</summary>
        public const int Longest = 20_000;
    }
}

/// <summary>What was done, beside operating a dam.</summary>
public enum MeasureKind : byte
{
    /// <summary>Of a coagulant or another agent, into the river.</summary>
    Dosing,

    IntakeClosed,
    IntakeOpened,

    /// <summary>At the source: what flowed in was stopped.</summary>
    SourceStopped,
    Other,
}

/// <summary>The three reports of an environmental emergency in China (MEP Order 17 of 2011, articles 12 and 13).</summary>
public enum ReportKind : byte
{
    /// <summary>初报: after the discovery.</summary>
    Initial,

    /// <summary>续报: as facts are established.</summary>
    FollowUp,

    /// <summary>处理结果报告: after the handling.</summary>
    Outcome,
}

/// <summary>Why an act was not done.</summary>
public enum ActRefusal : byte
{
    None,

    /// <summary>What it names is not there.</summary>
    NotFound,

    /// <summary>It is incomplete, or says what cannot be.</summary>
    Invalid,

    /// <summary>As things stand it cannot be done, such as in a closed incident.</summary>
    Conflict,
}

/// <summary>What came of an act.</summary>
/// <param name="Words">Why it was refused and what would do; empty when it was done.</param>
/// <param name="Incident">The incident that it led to; null where there is none.</param>
public sealed record ActResult(ActRefusal Refusal, string Words, long? Incident)
{
    /// <summary>The number of what was made or ended of silences, maintenance windows and overrides; null for other acts.</summary>
    public long? Made { get; init; }

    /// <summary>What was counted of a file until now; null for other acts.</summary>
    public ImportCounts? Imported { get; init; }

    /// <summary>The part of the act that it was refused for, as the contract names it: <c>until</c>; empty when it is of none.</summary>
    public string Field { get; init; } = "";

    /// <summary>The words in Chinese; empty where nobody has written them.</summary>
    public string WordsZh { get; init; } = "";

    public bool IsDone => Refusal == ActRefusal.None;

    public static ActResult Done(long? incident) => new(ActRefusal.None, "", incident);
}
