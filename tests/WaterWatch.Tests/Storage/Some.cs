using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Incidents;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Storage;

/// <summary>What does not matter to a test, and a small river that makes batches as the pipeline does.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Start = new(2012, 1, 15, 0, 0, 0, TimeSpan.Zero);

    public static SeriesKey Series(string station = "lalang", string determinand = "Cd") =>
        new(new StationId(station), "", Determinand.Find(determinand)!, Fraction.Total, 0);

    public static Reading Reading(int series, DateTimeOffset takenAt, decimal value, DateTimeOffset? recordedAt = null, bool correction = false) => new()
    {
        Series = series,
        TakenAt = takenAt,
        ReceivedAt = takenAt.AddSeconds(3),
        RecordedAt = recordedAt ?? takenAt.AddSeconds(4),
        Value = new Concentration(value, Unit.MilligramPerLitre),
        Mark = Mark.Normal,
        Flag = QartodFlag.Good,
        Judged = value > 0.005m ? Judged.Exceeds : Judged.Compliant,
        LimitRef = "GB 3838-2002 III",
        IsCorrection = correction,
    };

    public static Alert Alert(long id, string station = "lalang", AlertStatus status = AlertStatus.Firing, decimal value = 0.0247m) => new()
    {
        Id = id,
        Key = new AlertKey(new StationId(station), Determinand.Find("Cd"), Fraction.Total, Condition.LimitExceedance),
        Status = status,
        Level = Level.Orange,
        PeakLevel = Level.Red,
        FiredAt = Start,
        RaisedAt = Start.AddSeconds(4),
        ChangedAt = Start,
        FirstValue = new Concentration(value, Unit.MilligramPerLitre),
        PeakValue = new Concentration(0.4080m, Unit.MilligramPerLitre, Qualifier.Above),
        Limit = 0.005m,
        Ratio = value / 0.005m,
        LimitRef = "GB 3838-2002 III",
        Incident = 1,
    };

    public static Incident Incident(long id, string river = "longjiang", IncidentStatus status = IncidentStatus.Open) => new()
    {
        Id = id,
        River = river,
        Status = status,
        Level = Level.Orange,
        PeakLevel = Level.Red,
        OpenedAt = Start,
        RecordedAt = Start.AddSeconds(4),
        Alerts = [1, 2],
        Determinands = ["Cd"],
        Stations = ["lalang", "sancha"],
    };

    public static Duty Duty(long id, long incident, DutyState state = DutyState.Running) => new()
    {
        Id = id,
        Incident = incident,
        Rule = "decree/first",
        Version = "1",
        Title = new LocalizedName("first report", "初报"),
        Grade = "I/II",
        StartedAt = Start,
        DueAt = Start.AddHours(2),
        State = state,
        Recipients = [new LocalizedName("own government", "本级人民政府")],
    };

    public static DamOperation Operation(double hours) =>
        new("longjiang", "luodong", Start.AddHours(hours), DamOperationKind.Release, 0.5m, "Wei Min", "gates opened to thin the cadmium");

    public static TimelineEntry Entry(DateTimeOffset at, EntryKind kind = EntryKind.AlertFired, long? incident = null, string text = "4.9 times the limit (超标 3.9 倍)") => new()
    {
        At = at,
        Kind = kind,
        Incident = incident,
        Station = "lalang",
        By = "rule",
        Data = new Dictionary<string, string> { ["text"] = text, ["value"] = "0.0247 mg/L" },
    };

    public static SetAside SetAside(long id, string payload = "not json") => new(
        id, Start, "waterwatch/v1/longjiang/lalang/readings", SetAsideReason.Unreadable, "line 1: 'n' is no value", System.Text.Encoding.UTF8.GetBytes(payload), new string('a', 60) + $"{id:d4}");
}

/// <summary>Commits batches to a log and keeps the state beside it, as the pipeline does.</summary>
internal sealed class SomeRiver(WatchLog log)
{
    public WatchState State { get; private set; } = log.Restore();

    public List<Batch> Written { get; } = [];

    public static Batch Next(WatchState state, IReadOnlyList<Reading>? readings = null, IReadOnlyList<TimelineEntry>? entries = null, DateTimeOffset? recordedAt = null)
    {
        var at = recordedAt ?? Some.Start.AddMinutes(state.BatchSeq);
        var raw = RawBlock.Write([.. (readings ?? []).Select(r => new RawMessage("local", "t", "lalang", r.ReceivedAt, "{}"u8.ToArray()))]);
        var head = state.Head;
        var chained = new List<TimelineEntry>();
        foreach (var entry in entries ?? [])
        {
            chained.Add(Chain.Append(head, entry, at));
            head = new ChainHead(chained[^1].Seq, chained[^1].Hash);
        }

        return new Batch
        {
            Seq = state.BatchSeq + 1,
            RecordedAt = at,
            RawBlock = raw,
            RawHash = raw.IsEmpty ? state.RawHash : Chain.HashOfBlock(state.RawHash, raw.Span),
            Opened = [.. (readings ?? []).Select(r => r.Series).Distinct().Order().Where(n => state.Series.All(s => s.Number != n)).Select(n => new SeriesOpened(n, Some.Series($"station-{n}")))],
            Readings = readings ?? [],
            SetAside = [],
            Entries = chained,
            Alerts = [],
            Incidents = [],
            Heard = [],
            Feeds = [],
        };
    }

    public Batch Commit(Batch batch)
    {
        log.Commit(batch);
        State.Apply(batch);
        Written.Add(batch);
        return batch;
    }

    public Batch Commit(params Reading[] readings) => Commit(Next(State, readings));

    /// <summary>Some hundred batches with something of everything.</summary>
    public void Flow(int batches, int series = 5, int seed = 1)
    {
        var random = new Random(seed);
        for (var i = 0; i < batches; i++)
        {
            var at = Some.Start.AddMinutes(15 * State.BatchSeq);
            var readings = Enumerable.Range(1, series).Select(n => Some.Reading(n, at.AddMinutes(-random.Next(3) * 15), random.Next(1, 9999) / 10000m, at.AddSeconds(5))).ToArray();
            var batch = Next(State, readings, i % 7 == 0 ? [Some.Entry(at, incident: i % 14 == 0 ? 1 : null)] : [], at.AddSeconds(5));
            Commit(batch with
            {
                SetAside = i % 11 == 3 ? [Some.SetAside(State.LastSetAsideId + 1)] : [],
                Alerts = i % 5 == 0 ? [Some.Alert(i / 10 + 1, $"station-{i / 10 % series + 1}", i % 10 == 0 ? AlertStatus.Firing : AlertStatus.Inactive)] : [],
                Incidents = i % 20 == 0 ? [Some.Incident(i / 40 + 1, status: i % 40 == 0 ? IncidentStatus.Open : IncidentStatus.Closed)] : [],
                Duties = i % 20 == 1 ? [Some.Duty(i / 20 + 1, i / 40 + 1, i % 40 == 1 ? DutyState.Running : DutyState.Overdue)] : [],
                DamOperations = i % 30 == 4 ? [Some.Operation(i % 60)] : [],
                Heard = [new StationHeard("station-1", at, "local", i, Offline: false), new StationHeard("station-2", at.AddSeconds(1), "other", 2 * i, Offline: true)],
                Feeds = i % 13 == 0 ? [new FeedCondition("local", i % 26 == 0, at)] : [],
                ConfigurationHash = i == 0 ? "c0ffee" : "",
            });
        }
    }
}
