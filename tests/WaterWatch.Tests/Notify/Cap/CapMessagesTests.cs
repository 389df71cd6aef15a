using System.Xml.Linq;
using WaterWatch.Alerts;
using WaterWatch.Demo;
using WaterWatch.Incidents;
using WaterWatch.Notify.Cap;
using WaterWatch.Rivers;
using WaterWatch.Tests.Configuration;
using WaterWatch.Tests.Deciding;
using WaterWatch.Tests.Demo;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Notify.Cap;

/// <summary>The Longjiang of 2012 as messages of the Common Alerting Protocol, and what people publish of it.</summary>
public sealed class CapMessagesTests
{
    private static readonly CapSender Sender = new("alerts.example.org", "Hechi Environmental Bureau");
    private static readonly Lazy<IReadOnlyList<TimelineEntry>> Longjiang = new(() => [.. PlayedStory.Of(Story.Load()).Timeline.Where(e => e.Incident == 1)]);
    private static readonly Lazy<CapXml> Xml = new(() => new CapXml(Sender, "longjiang", Repository.Shipped().Plan.Rivers["longjiang"]));

    [Fact]
    public void Each_station_that_the_plume_reaches_makes_a_message_that_names_those_before_it()
    {
        var messages = Of(Longjiang.Value, isExercise: true);
        Assert.Equal(["lalang", "yemao", "yizhou", "luodong", "sancha", "boundary", "nuomitan", "confluence"], messages.Select(m => m.Stations[^1]).Distinct());
        Assert.Equal(CapType.Alert, messages[0].Type);
        for (var i = 1; i < messages.Count; i++)
        {
            Assert.Equal(CapType.Update, messages[i].Type);
            Assert.Equal(messages.Take(i), messages[i].References);
        }
    }

    [Fact]
    public void Every_message_is_valid_and_says_that_it_is_an_exercise() => Assert.All(Of(Longjiang.Value, isExercise: true), message =>
    {
        var text = Xml.Value.Write(message);
        Assert.Empty(CapRules.Broken(text));
        Assert.Equal("Exercise", CapRules.Value(text, "status"));
    });

    [Fact]
    public void The_first_gives_place_value_limit_and_ratio_in_both_languages()
    {
        var message = Of(Longjiang.Value)[0];
        var text = Xml.Value.Write(message);
        Assert.Equal("Draft", CapRules.Value(text, "status"));
        Assert.Equal("2012-01-15T09:44:56+08:00", CapRules.Value(text, "sent"));
        Assert.Contains("Lalang: cadmium 0.4075 mg/L, 81.5 times the limit of 0.005 mg/L", text, StringComparison.Ordinal);
        Assert.Contains("拉浪：镉 0.4075 mg/L，为限值 0.005 mg/L 的 81.5 倍（超标 80.5 倍）", text, StringComparison.Ordinal);
        Assert.Contains("<severity>Extreme</severity>", text, StringComparison.Ordinal);
        Assert.Contains("<certainty>Possible</certainty>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_public_before_a_person_says_so_and_public_messages_refer_to_public_ones_alone()
    {
        var story = Longjiang.Value;
        var (luodong, boundary) = (JoinOf("luodong"), JoinOf("boundary"));
        var entries = new List<TimelineEntry>(story.Where(e => e.Seq < luodong));
        Assert.DoesNotContain(Of(entries), m => m.IsPublic);

        entries.Add(Act(EntryKind.IncidentPublished, 9001));
        entries.AddRange(story.Where(e => e.Seq >= luodong && e.Seq < boundary));
        entries.Add(Act(EntryKind.IncidentPublished, 9002));
        entries.Add(Act(EntryKind.PublicationWithdrawn, 9003));
        entries.Add(Act(EntryKind.IncidentPublished, 9004));
        var messages = Of(entries);

        var open = messages.Where(m => m.IsPublic).ToList();
        Assert.Equal([CapType.Alert, CapType.Update, CapType.Cancel, CapType.Alert], open.Select(m => m.Type));
        Assert.All(open, m => Assert.Equal(CapStatus.Actual, m.Status));
        Assert.Equal([[], [9001], [9001, 9002], []], open.Select(m => m.References.Select(r => r.Seq).ToArray()));
        Assert.All(messages.Where(m => !m.IsPublic), m => Assert.Equal((CapStatus.Draft, false), (m.Status, m.References.Any(r => r.IsPublic))));
        Assert.All(messages, m => Assert.Empty(CapRules.Broken(Xml.Value.Write(m))));
        Assert.Equal([3, 5], open.Take(2).Select(m => m.Stations.Count));
    }

    [Fact]
    public void A_withdrawal_tells_nothing_that_nobody_approved()
    {
        var story = Longjiang.Value;
        var luodong = story.First(e => e.Station == "luodong").Seq;
        var messages = Of([.. story.Where(e => e.Seq < luodong), Act(EntryKind.IncidentPublished, 9001), .. story.Where(e => e.Seq >= luodong), Act(EntryKind.PublicationWithdrawn, 9002)]);
        var open = messages.Where(m => m.IsPublic).ToList();
        Assert.Equal([CapType.Alert, CapType.Cancel], open.Select(m => m.Type));
        Assert.Equal(open[0].Findings, open[1].Findings);
        Assert.Equal(open[0].Stations, open[1].Stations);
        Assert.Equal(open[0].Level, open[1].Level);
        Assert.DoesNotContain("luodong", Xml.Value.Write(open[1]), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_withdrawal_of_nothing_makes_no_message() =>
        Assert.DoesNotContain(Of([Longjiang.Value.First(e => e.Kind == EntryKind.IncidentOpened), Act(EntryKind.PublicationWithdrawn, 9001)]), m => m.IsPublic);

    [Fact]
    public void An_incident_that_was_put_into_another_cancels_its_drafts()
    {
        TimelineEntry[] entries =
        [
            Longjiang.Value.First(e => e.Kind == EntryKind.IncidentOpened),
            Act(EntryKind.IncidentMerged, 9001) with { Data = new Dictionary<string, string> { ["merged"] = "1", ["into"] = "2" } },
        ];
        Assert.Equal([CapType.Alert, CapType.Cancel], Of(entries).Select(m => m.Type));
        Assert.Empty(CapRules.Broken(Xml.Value.Write(Of(entries)[1])));
    }

    [Fact]
    public void What_a_person_took_out_is_told_where_it_went_and_no_longer_where_it_was()
    {
        var walk = TwoStations();
        walk.Do(new Act.Publish(1, "Chen Jing", "checked"), Deciding.Some.At(13));
        walk.Do(new Act.Split(1, null, "lower", [], "Chen Jing", "a tannery"), Deciding.Some.At(14));
        walk.Do(new Act.Publish(2, "Chen Jing", "checked"), Deciding.Some.At(15));
        walk.Do(new Act.Publish(1, "Chen Jing", "checked"), Deciding.Some.At(16));

        var first = Public(walk, 1);
        Assert.Equal([(CapType.Alert, "upper lower", "upper lower"), (CapType.Update, "upper", "upper")], first.Select(Told));
        var second = Assert.Single(Public(walk, 2));
        Assert.Equal((CapType.Alert, "lower", "lower"), Told(second));
        Assert.Equal((Level.Yellow, Deciding.Some.At(12)), (second.Level, second.OpenedAt));
        Assert.Equal(["Cd"], second.Determinands);
        Assert.Equal([CapType.Alert, CapType.Alert], Of(walk, 2).Select(m => m.Type));
    }

    [Fact]
    public void What_a_person_put_together_is_told_whole()
    {
        var walk = TwoStations();
        walk.Do(new Act.Split(1, null, "upper", [], "Chen Jing", "another source"), Deciding.Some.At(13));
        walk.Do(new Act.Merge(2, 1, "Chen Jing", "the same lorry"), Deciding.Some.At(14));
        walk.Do(new Act.Publish(1, "Chen Jing", "checked"), Deciding.Some.At(15));

        var told = Assert.Single(Public(walk, 1));
        Assert.Equal("lower upper", string.Join(' ', told.Stations));
        Assert.Equal(["upper", "lower"], told.Findings.Select(f => f.Station));
        Assert.Equal((Level.Orange, Deciding.Some.At(1)), (told.Level, told.OpenedAt));

        // The one that is over takes back what it said, and of what.
        Assert.Equal((CapType.Cancel, "upper", "upper"), Told(Of(walk, 2)[^1]));
    }

    [Fact]
    public void Utc_is_written_as_the_specification_wants_it()
    {
        var xml = new CapXml(Sender, "gone", null);
        Assert.Equal("2012-01-15T01:44:56-00:00", xml.Time(new DateTimeOffset(2012, 1, 15, 1, 44, 56, TimeSpan.Zero)));
    }

    [Fact]
    public void Names_are_text_and_never_markup()
    {
        var river = Repository.Shipped().Plan.Rivers["longjiang"] with { Name = new LocalizedName("<b>& ]]>\u0007", "<info>") };
        var text = new CapXml(Sender, "longjiang", river).Write(Of(Longjiang.Value, isExercise: true)[0]);
        Assert.Empty(CapRules.Broken(text));
        Assert.Equal(2, XDocument.Parse(text).Root!.Elements().Count(e => e.Name.LocalName == "info"));
        Assert.Contains("&lt;b&gt;&amp;", text, StringComparison.Ordinal);
    }

    /// <summary>An incident of two stations, the upper the graver.</summary>
    private static CaseWalk TwoStations()
    {
        var walk = new CaseWalk(Deciding.Some.Plan(Deciding.Some.Watched("upper"), Deciding.Some.Watched("lower")));
        walk.Receive(Deciding.Some.At(1), "0.02", station: "upper");
        walk.Receive(Deciding.Some.At(12), "0.008", station: "lower");
        return walk;
    }

    private static IReadOnlyList<CapMessage> Of(CaseWalk walk, long incident) => CapMessages.Of(incident, id => walk.Timeline.Where(e => e.Incident == id), isExercise: false);

    private static List<CapMessage> Public(CaseWalk walk, long incident) => [.. Of(walk, incident).Where(m => m.IsPublic)];

    private static (CapType Type, string Stations, string Findings) Told(CapMessage message) =>
        (message.Type, string.Join(' ', message.Stations), string.Join(' ', message.Findings.Select(f => f.Station)));

    /// <summary>Of the first incident, which shares alerts with no other.</summary>
    private static IReadOnlyList<CapMessage> Of(IReadOnlyList<TimelineEntry> entries, bool isExercise = false) => CapMessages.Of(1, id => id == 1 ? entries : [], isExercise);

    private static long JoinOf(string station) => Longjiang.Value.First(e => e.Kind == EntryKind.IncidentJoined && e.Station == station).Seq;

    private static TimelineEntry Act(EntryKind kind, long seq) => new()
    {
        Seq = seq,
        At = new DateTimeOffset(2012, 2, 1, 0, 0, 0, TimeSpan.Zero),
        RecordedAt = new DateTimeOffset(2012, 2, 1, 0, 0, 0, TimeSpan.Zero),
        Kind = kind,
        Incident = 1,
        By = "Chen Jing",
        Data = new Dictionary<string, string> { ["level"] = "Red", ["incident_level"] = "Red", ["reason"] = "checked" },
    };
}
