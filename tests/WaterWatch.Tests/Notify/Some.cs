using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Notify;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Tests.Notify;

/// <summary>What there is to tell in a test: lalang at 09:42 by the river's time.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2012, 1, 15, 1, 42, 0, TimeSpan.Zero);

    public static AcknowledgeLinks Links { get; } = new(new byte[32], new Uri("https://water.example.org/watch/"));

    public static Determinand Cd { get; } = Determinand.Find("Cd")!;

    public static Person Person(Language language = Language.English) =>
        new("ana", new LocalizedName("Ana", "安娜"), "bureau", language, [new Channel.Mail("ana@example.org")]);

    public static Notification Notification(NotifyReason reason = NotifyReason.Confirmed, long id = 7, Level level = Level.Red) => new()
    {
        Id = id,
        Person = "ana",
        Channel = "mail",
        Reason = reason,
        Level = level,
        Subject = Subject.OfIncident(1, "longjiang"),
        Policy = "bureau",
        Alerts = [1],
        AlertCount = 1,
        QueuedAt = Now,
        Key = $"{id}.0123456789abcdef",
    };

    public static Outgoing Outgoing(params Briefing[] briefings) => new(Person(), new Channel.Mail("ana@example.org"), briefings);

    public static Briefing Briefing(Notification? notification = null, string stationName = "Lalang")
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var station = new WatchedStation(
            new Station(new StationId("lalang"), "longjiang", new LocalizedName(stationName, "拉浪"), "lalang", 14.5m, zone, "GB 3838-2002", "III"), [], [], AlertRule.Default);
        var network = new RiverNetwork([new Place("lalang", new LocalizedName("Lalang", "拉浪"))], []);
        return new Briefing(notification ?? Notification(), Now)
        {
            Alert = Alert(),
            Station = station,
            River = new WatchedRiver("longjiang", new LocalizedName("Longjiang", "龙江"), zone, network, [station]),
            Incident = new Incident
            {
                Id = 1,
                River = "longjiang",
                Level = Level.Red,
                PeakLevel = Level.Red,
                OpenedAt = Now,
                RecordedAt = Now,
                Alerts = [1],
                Determinands = ["Cd"],
                Stations = ["lalang"],
            },
            Before = Sample(-252, 0.0021m),
            Others = [new StationSample(station.Station.Name, Determinand.Find("Pb")!, Sample(-12, 0.012m))],
            Downstream = new StationSample(new LocalizedName("Yemao", "叶茂"), Cd, Sample(-22, 0.0009m)),
            Intake = new NextIntake(new Intake(new LocalizedName("Hexi waterworks", "河西水厂"), 1_200_000, "+86 772 0000"), 218, Now.AddHours(62)),
            Duty = new Duty { Id = 1, Incident = 1, Rule = "r", Version = "1", Title = new LocalizedName("initial report", "初报"), StartedAt = Now, DueAt = Now.AddMinutes(102) },
            Told = [new LocalizedName("Duty officer", "值班员")],
            FurtherAt = Now.AddMinutes(15),
        };
    }

    private static Sample Sample(int minutes, decimal value) =>
        new(Now.AddMinutes(minutes), new Concentration(value, Unit.MilligramPerLitre), Mark.Normal, QartodFlag.Good, Judged.Exceeds, isCorrection: false);

    private static Alert Alert() => new()
    {
        Id = 1,
        Key = new AlertKey(new StationId("lalang"), Cd, Fraction.Total, Condition.LimitExceedance),
        Status = AlertStatus.Firing,
        Level = Level.Red,
        PeakLevel = Level.Red,
        ConfirmedBy = ConfirmedBy.SecondSample,
        FiredAt = Now.AddMinutes(-12),
        RaisedAt = Now,
        ChangedAt = Now,
        LatestValue = new Concentration(0.4075m, Unit.MilligramPerLitre),
        LatestAt = Now.AddMinutes(-12),
        Limit = 0.005m,
        Ratio = 81.5m,
        LimitRef = "GB 3838-2002 III",
        Incident = 1,
    };
}
