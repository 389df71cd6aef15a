using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Replay;
using WaterWatch.Tests.Deciding;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Replay;

public sealed class ReplayFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_people_do_becomes_acts()
    {
        var content = Read("a.jsonl", """
            {"at":"2012-01-15T01:00:00Z","act":"merge","from":2,"into":1,"by":"a","reason":"b"}
            {"at":"2012-01-15T02:00:00Z","act":"split","from":1,"alerts":[3,4],"into":5,"by":"a","reason":"b"}
            {"at":"2012-01-15T03:00:00Z","act":"dam","river":"r","dam":"d","operation":"release","factor":0.7,"by":"a","reason":"b","done_at":"2012-01-15T02:30:00Z"}
            {"at":"2012-01-15T04:00:00Z","act":"response_level","incident":1,"level":"II","by":"a","reason":"b"}
            {"at":"2012-01-15T05:00:00Z","act":"stop_duty","duty":7,"by":"a","reason":"b"}
            """);

        Assert.Empty(content.Problems);
        var acts = content.Steps.Cast<ReplayStep.Do>().Select(s => s.Act).ToList();
        DateTimeOffset At(double hour) => new DateTimeOffset(2012, 1, 15, 0, 0, 0, TimeSpan.Zero).AddHours(hour);
        Assert.Equal(new Act.Merge(2, 1, "a", "b", At(1)), acts[0]);
        Assert.Equal([3, 4], Assert.IsType<Act.Split>(acts[1]).Alerts);
        Assert.Equal(new Act.OperateDam(null, "r", "d", DamOperationKind.Release, 0.7m, "a", "b", At(2.5)), acts[2]);
        Assert.Equal(new Act.DeclareResponseLevel(1, ResponseLevel.II, "a", "b", At(4)), acts[3]);
        Assert.Equal(new Act.StopDuty(7, "a", "b", At(5)), acts[4]);
    }

    [Fact]
    public void What_people_make_of_who_is_told_becomes_acts()
    {
        var content = Read("a.jsonl", """
            {"at":"2012-01-15T01:00:00Z","act":"silence","stations":["upper"],"determinands":["Cd"],"conditions":["fast_rise"],"until":"2012-01-15T03:00:00Z","level_at_most":"orange","by":"a","reason":"b"}
            {"at":"2012-01-15T01:00:00Z","act":"maintenance_window","from":"2012-01-15T02:00:00Z","until":"2012-01-15T03:00:00Z","by":"a","reason":"b"}
            {"at":"2012-01-15T01:00:00Z","act":"override","rota":"duty","person":"bo","until":"2012-01-15T03:00:00Z","by":"a","reason":"b"}
            {"at":"2012-01-15T01:00:00Z","act":"end_override","id":3,"by":"a","reason":"b"}
            {"at":"2012-01-15T01:00:00Z","act":"note","incident":1,"text":"seen","by":"a"}
            """);

        Assert.Empty(content.Problems);
        var acts = content.Steps.Cast<ReplayStep.Do>().Select(s => s.Act).ToList();
        var until = new DateTimeOffset(2012, 1, 15, 3, 0, 0, TimeSpan.Zero);
        var silence = Assert.IsType<OnCallAct.Mute>(acts[0]);
        Assert.Equal((MadeKind.Silence, Level.Orange, null, until), (silence.Kind, silence.LevelAtMost, silence.From, silence.Until));
        Assert.Equal(("upper", "Cd", Condition.FastRise), (silence.Matcher.Stations[0].Value, silence.Matcher.Determinands[0].Key, silence.Matcher.Conditions[0]));
        Assert.Equal((MadeKind.MaintenanceWindow, until.AddHours(-1)), (Assert.IsType<OnCallAct.Mute>(acts[1]).Kind, Assert.IsType<OnCallAct.Mute>(acts[1]).From));
        Assert.Equal(new OnCallAct.Override("duty", "bo", null, until, "a", "b"), acts[2]);
        Assert.Equal(new OnCallAct.End(MadeKind.Override, 3, null, "a", "b"), acts[3]);
        Assert.Equal(new Act.AddNote(1, "seen", "a", until.AddHours(-2)), acts[4]);
    }

    [Theory]
    [InlineData("""{"at":"2012-01-15T01:00:00Z","act":"silence","by":"a","reason":"b"}""")]
    [InlineData("""{"at":"2012-01-15T01:00:00Z","act":"silence","until":"soon","by":"a","reason":"b"}""")]
    [InlineData("""{"at":"2012-01-15T01:00:00Z","act":"silence","until":"2012-01-15T03:00:00Z","conditions":["flood"],"by":"a","reason":"b"}""")]
    [InlineData("""{"at":"2012-01-15T01:00:00Z","act":"silence","until":"2012-01-15T03:00:00Z","stations":"upper","by":"a","reason":"b"}""")]
    [InlineData("""{"at":"2012-01-15T01:00:00Z","act":"override","rota":"duty","until":"2012-01-15T03:00:00Z","by":"a","reason":"b"}""")]
    public void What_is_incomplete_of_it_is_a_problem(string line) => Assert.Contains("is incomplete", Assert.Single(Read("a.jsonl", line).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_of_lines_becomes_steps_in_the_order_of_time()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "config-2"));
        var content = Read("a.jsonl", """
            # a story

            {"at":"2012-01-15T09:40:00+08:00","topic":"t/1","payload":{"value":0.40750}}
            {"at":"2012-01-15T09:35:00+08:00","topic":"t/2","payload_text":"Cd=1"}
            {"at":"2012-01-15T09:35:00+08:00","topic":"t/3","payload_base64":"AAH/"}
            {"at":"2012-01-15T01:36:00Z","feed":"lost"}
            {"at":"2012-01-15T01:37:00Z","feed":"restored"}
            {"at":"2012-01-15T01:38:00Z","config":"config-2"}
            {"at":"2012-01-15T01:39:00Z","tick":true}
            """);

        Assert.Empty(content.Problems);
        Assert.Null(content.ConfigDirectory);
        Assert.Equal(
            ["35 t/2 Cd=1", "35 t/3 \0\u0001\u00FF", "36 FeedLost", "37 FeedRestored", $"38 {Path.Combine(_folder, "config-2")}", "39 Tick", "40 t/1 {\"value\":0.40750}"],
            content.Steps.Select(Words));
    }

    [Theory]
    [InlineData("""{"at":"2012-01-15T09:35:00+08:00","topic":"t"}""", "A topic goes with one payload, this has 0.")]
    [InlineData("""{"at":"2012-01-15T09:35:00+08:00","topic":"t","payload":1,"payload_text":"1"}""", "A topic goes with one payload, this has 2.")]
    [InlineData("""{"at":"2012-01-15T09:35:00+08:00","topic":"t","payload_base64":"?"}""", "\"payload_base64\" cannot be read.")]
    [InlineData("""{"at":"2012-01-15T09:35:00","tick":true}""", "\"at\" is missing or is not a time by RFC 3339 with an offset.")]
    [InlineData("""{"at":7,"tick":true}""", "\"at\" is missing or is not a time by RFC 3339 with an offset.")]
    [InlineData("""{"at":"2012-01-15T09:35:00Z"}""", "The line says when, but not what.")]
    [InlineData("""{"at":"2012-01-15T09:35:00Z","tick":true,"feed":"lost"}""", "The line says tick and feed at once.")]
    [InlineData("""{"at":"2012-01-15T09:35:00Z","feed":"gone"}""", "\"feed\" cannot be \"gone\".")]
    [InlineData("""{"at":"2012-01-15T09:35:00Z","tick":false}""", "\"tick\" cannot be false.")]
    [InlineData("""{"at":"2012-01-15T09:35:00Z","config":"nowhere"}""", "There is no directory \"nowhere\" beside the file.")]
    [InlineData("""{"at":"2012-01-15T09:35:00Z","tikc":true}""", "\"tikc\" is not known here.")]
    [InlineData("""{"at":"2012-01-15T09:35:00Z","act":"dance"}""", "\"dance\" is no act.")]
    [InlineData("""{"at":"2012-01-15T09:35:00Z","act":"merge","from":2,"to":1}""", "\"to\" is not known of the act merge.")]
    [InlineData("""{"at":"2012-01-15T09:35:00Z","act":"merge","from":2}""", "The act merge is incomplete, or one of its members is not of its kind.")]
    [InlineData("""{"at":"2012-01-15T09:35:00Z","act":"dam","dam":"x","operation":"1"}""", "The act dam is incomplete, or one of its members is not of its kind.")]
    [InlineData("""{"at":"2012-01-15T09:35:00Z","act":"stop_duty","duty":1,"done_at":"then"}""", "The act stop_duty is incomplete, or one of its members is not of its kind.")]
    [InlineData("[1]", "A line is a JSON object.")]
    public void What_is_wrong_is_a_problem_with_its_line_and_remedy(string line, string message)
    {
        var content = Read("a.jsonl", "# first\n" + line);

        var problem = Assert.Single(content.Problems);
        Assert.Equal((2, message), (problem.Line, problem.Message));
        Assert.NotEqual("", problem.Remedy);
        Assert.Empty(content.Steps);
    }

    [Fact]
    public void All_problems_are_told_at_once() => Assert.Equal([1, 3], Read("a.jsonl", "x\n\n{").Problems.Select(p => p.Line));

    [Fact]
    public void A_table_becomes_the_messages_that_stations_would_have_sent()
    {
        var content = Read("a.csv", """
            station,determinand,taken_at,value,unit,mark,received_at,river
            lalang,Cd,2012-01-15T09:30:00+08:00,<0.0005,mg/L,N,,longjiang
            # a comment
            "lalang","Cd",2012-01-15T08:30:00,0.40750,"mg/L",,2012-01-15T09:00:00+08:00,longjiang
            """);

        Assert.Empty(content.Problems);
        Assert.Equal(
            [
                """00 waterwatch/v1/longjiang/lalang/readings {"taken_at":"2012-01-15T08:30:00","readings":[{"determinand":"Cd","value":"0.40750","unit":"mg/L"}]}""",
                """30 waterwatch/v1/longjiang/lalang/readings {"taken_at":"2012-01-15T09:30:00\u002B08:00","readings":[{"determinand":"Cd","value":"\u003C0.0005","unit":"mg/L","mark":"N"}]}""",
            ],
            content.Steps.Select(Words));
    }

    [Fact]
    public void A_table_is_decided_as_its_messages_are()
    {
        var content = Read("a.csv", "station,determinand,taken_at,value,unit\nupper,Cd,2012-01-15T09:30:00+08:00,0.4075,mg/L\n");
        var walk = new CaseWalk(Some.Plan()).Begin(Some.Start);
        var publish = Assert.IsType<ReplayStep.Publish>(Assert.Single(content.Steps));

        walk.Receive(publish.At, Some.Message(Encoding.UTF8.GetString(publish.Payload.Span), publish.At, river: ""));

        Assert.Equal("2012-01-15T09:30:00+08:00 AlertRaised upper Cd Red FirstExceedance", walk.Lines.First());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("station,determinand,taken_at,value", 1)]
    [InlineData("station,determinand,taken_at,value,unit,colour", 1)]
    [InlineData("station,determinand,taken_at,value,unit,unit", 1)]
    [InlineData("station,determinand,taken_at,value,unit\na,Cd,2012-01-15T09:30:00Z,1", 2)]
    [InlineData("station,determinand,taken_at,value,unit\na,Cd,2012-01-15T09:30:00,1,mg/L", 2)]
    [InlineData("station,determinand,taken_at,value,unit\n\na/b,Cd,2012-01-15T09:30:00Z,1,mg/L", 3)]
    [InlineData("station,determinand,taken_at,value,unit\n\"a,Cd,2012-01-15T09:30:00Z,1,mg/L", 2)]
    public void What_is_wrong_in_a_table_is_a_problem_with_its_line(string table, int line) =>
        Assert.Equal(line, Assert.Single(Read("a.csv", table).Problems).Line);

    [Fact]
    public void A_case_has_its_own_configuration_or_that_of_its_river()
    {
        var cases = Directory.CreateDirectory(Path.Combine(_folder, "cases")).FullName;
        var one = Directory.CreateDirectory(Path.Combine(cases, "one")).FullName;
        File.WriteAllText(Path.Combine(one, "messages.jsonl"), "");
        Assert.Null(ReplayFile.Read(one).ConfigDirectory);

        var shared = Directory.CreateDirectory(Path.Combine(cases, "_river", "config")).FullName;
        Assert.Equal(shared, ReplayFile.Read(one).ConfigDirectory);

        var own = Directory.CreateDirectory(Path.Combine(one, "config")).FullName;
        Assert.Equal(own, ReplayFile.Read(one + Path.DirectorySeparatorChar).ConfigDirectory);
    }

    [Fact]
    public void What_cannot_be_opened_is_a_problem()
    {
        Assert.Single(ReplayFile.Read(Path.Combine(_folder, "nowhere.jsonl")).Problems);
        Assert.Single(ReplayFile.Read(_folder).Problems);
        Assert.Single(Read("a.txt", "{}").Problems);
    }

    [Fact]
    public void An_entry_is_one_line()
    {
        var entry = new TimelineEntry { At = Some.At(1.5), Kind = EntryKind.AlertRaised, By = "x", Station = "lalang", Data = new Dictionary<string, string> { ["determinand"] = "Cd", ["level"] = "Red", ["reason"] = "FirstExceedance" } };

        Assert.Equal("2012-01-15T09:30:00+08:00 AlertRaised lalang Cd Red FirstExceedance", TimelineLine.Of(entry, Some.Zone));
        Assert.Equal("2012-01-15T01:30:00+00:00 FeedLost - - - -", TimelineLine.Of(entry with { Kind = EntryKind.FeedLost, Station = null, Data = new Dictionary<string, string>() }, TimeZoneInfo.Utc));
    }

    private ReplayContent Read(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return ReplayFile.Read(file);
    }

    private static string Words(ReplayStep step) => $"{step.At:mm} " + step switch
    {
        ReplayStep.Publish publish => $"{publish.Topic} {Encoding.Latin1.GetString(publish.Payload.Span)}",
        ReplayStep.Reconfigure changed => changed.Directory,
        _ => step.GetType().Name,
    };
}
