using WaterWatch.Alerts;
using WaterWatch.Configuration;
using WaterWatch.Configuration.PeopleFiles;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Tests.Configuration;

/// <summary>What is read of people.yaml, and what check says of people who may not be reached.</summary>
public sealed class PeopleFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-people-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_shipped_one_tells_somebody_of_everything_at_every_station()
    {
        var shipped = Repository.Shipped();
        var untold =
            from station in shipped.Plan.Stations.Values
            from condition in Enum.GetValues<Condition>()
            from level in (Level[])[Level.Blue, Level.Red]
            let matter = new Matter("longjiang", station.Station.Id, level, condition, Determinand.Find("Cd"))
            where !shipped.People.Plan.PoliciesFor(matter).Any()
            select $"{matter}";
        Assert.Empty(untold);
        Assert.NotEmpty(shipped.People.Plan.PoliciesFor(new Matter("longjiang", new StationId(""), Level.Yellow, Condition.NotListening, null)));
        Assert.DoesNotContain(shipped.Remarks, r => r.Message.Contains("no route", StringComparison.Ordinal));
    }

    [Fact]
    public void The_shipped_one_tells_downstream_and_the_waterworks_of_what_is_grave_upstream()
    {
        var red = new Matter("longjiang", new StationId("lalang"), Level.Red, Condition.LimitExceedance, Determinand.Find("Cd"));
        Assert.Equal(["hechi-water", "liuzhou-water", "waterworks", "grave"], Repository.Shipped().People.Plan.PoliciesFor(red).Select(p => p.Id));
    }

    [Fact]
    public void The_shipped_one_has_reserved_addresses_alone_and_exercises_reach_all_of_them()
    {
        var plan = Repository.Shipped().People.Plan;
        Assert.All(plan.People.Values, p => Assert.Equal(p.Channels, plan.ChannelsOf(p, Telling.Exercise)));
        Assert.All(
            plan.People.Values.SelectMany(p => p.Channels).Cast<Channel.Mail>(),
            m => Assert.Matches(@"^[a-z0-9.]+@example\.(org|net)$", m.Address));
    }

    [Fact]
    public void The_shipped_rota_changes_over_on_a_Monday_and_keeps_its_override()
    {
        var rota = Repository.Shipped().People.Plan.Rotas["hechi"];
        Assert.Equal("hechi-duty-1", rota.TurnAt(new DateTimeOffset(2012, 1, 2, 8, 30, 0, TimeSpan.FromHours(8))).Person);
        Assert.Equal("hechi-duty-2", rota.TurnAt(new DateTimeOffset(2012, 1, 15, 9, 30, 0, TimeSpan.FromHours(8))).Person);
        Assert.Equal("hechi-duty-3", rota.TurnAt(new DateTimeOffset(2012, 1, 23, 12, 0, 0, TimeSpan.FromHours(8))).Person);
    }

    [Fact]
    public void Without_the_file_nobody_is_told_and_check_says_so()
    {
        var loaded = Repository.MustLoad(Repository.Load(Path.Combine(Repository.Fixtures, "good", "smallest")));
        Assert.Empty(loaded.People.Plan.People);
        Assert.Contains(loaded.Remarks, r => r.File == "people.yaml" && r.Message.Contains("nobody is told of anything", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_option_is_read()
    {
        var people = Repository.MustLoad(Repository.Load(Path.Combine(Repository.Fixtures, "good", "every-option"))).People;
        var plan = people.Plan;
        Assert.Equal([new Channel.Mail("ana@example.org"), new Channel.Mail("ana@example.net"), new Channel.Webhook("sms"), new Channel.Webhook("chat")], plan.People["ana"].Channels);
        Assert.Equal((Language.English, Language.Chinese), (plan.People["ana"].Language, plan.People["bo"].Language));
        Assert.Equal(("+49 40 0000-000", "110", ""), (plan.People["ana"].Phone, plan.People["bo"].Phone, plan.People["chen"].Phone));
        Assert.Equal(["sms", "chat", "robot", "inside"], people.Webhooks.Select(w => w.Name));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)), (people.Webhooks[0].Timeout, people.Webhooks[1].Timeout));
        Assert.Equal(("data.message_id", true, false), (people.Webhooks[0].Receipt, people.Webhooks[0].Template!.Uses("phone"), people.Webhooks[0].Template!.Uses("station")));
        Assert.Equal(("https://robot.example.org/send?key=0000-hidden", new WebhookAccepted("errcode", "0")), (people.Webhooks[2].Url.AbsoluteUri, people.Webhooks[2].Accepted));
        Assert.True(people.Webhooks[2].Template!.Uses("subject"));
        Assert.All(people.Webhooks, w => Assert.False(w.Secret.IsEmpty));
        Assert.Equal(["chen", null], plan.Rotas["day"].Rotation);
        var week = plan.Rotas["week"];
        Assert.Equal((new DateTime(2026, 1, 5, 8, 0, 0), TimeSpan.FromDays(7), "Europe/Berlin"), (week.FirstHandOver, week.ShiftLength, week.TimeZone.Id));
        Assert.Equal(("bo", "leave", "ana"), (week.Overrides[0].Person, week.Overrides[0].Reason, week.Overrides[0].By));
        var policy = plan.Policies["brook"];
        Assert.Equal(TimeSpan.FromMinutes(20), policy.GroupInterval);
        Assert.Equal([new Target.OnDuty("week"), new Target.Someone("ana"), new Target.All("works")], policy.Steps[1].Targets);
        Assert.Equal((TimeSpan.FromMinutes(10), new Repetition(TimeSpan.FromMinutes(5), 3)), (policy.Steps[1].After, policy.Steps[1].Repeat));
        Assert.Equal((Level.Yellow, Level.Blue), (plan.Routes[0].LevelAtLeast, plan.Routes[1].LevelAtLeast));
        Assert.Equal(
            [("known", NotToldReason.Silenced, Level.Orange), ("pump", NotToldReason.MaintenanceWindow, Level.Yellow)],
            plan.Mutings.Select(m => (m.Id, m.Why, m.LevelAtMost)));
        Assert.Equal(["ana@example.org", "@example.net"], plan.Exercises.Mail);
    }

    [Theory]
    [InlineData("routes: [ { determinands: [pH], policy: p } ]", "brook: no route tells anybody of an exceedance of Cd at upper, lower")]
    [InlineData("routes: [ { conditions: [limit_exceedance], policy: p } ]", "brook: no route tells anybody of marked_over_limit, silent, fast_rise")]
    [InlineData("routes: [ { stations: [upper], policy: p } ]", "brook: no route tells anybody of an exceedance of Cd, pH at lower")]
    [InlineData("routes: [ { stations: [upper], policy: p } ]", "brook: no route tells anybody of regional_silence, not_listening")]
    [InlineData("routes: [ { policy: p } ]", "the policy p tells ana of Orange and Red by mail only")]
    [InlineData("routes: []", "no route leads to the policy p")]
    [InlineData("routes: [ { policy: p } ]", "no policy tells the rota duty")]
    [InlineData("routes: [ { policy: p } ]\nsilences: [ { id: s, from: \"2026-01-05T08:00:00+08:00\", until: \"2026-02-05T08:00:00+08:00\", author: a, reason: r, level_at_most: red } ]", "keeps Orange and Red from being told")]
    public void Check_names_what_nobody_would_hear_of(string rest, string remark)
    {
        var loaded = Repository.MustLoad(Loaded($$"""
            agencies: [ { id: bureau, name: Bureau } ]
            people: [ { id: ana, name: Ana, agency: bureau, mail: [ana@example.org] } ]
            rotas: [ { id: duty, name: Duty, time_zone: UTC, starts: 2026-01-01, hand_over: { time: "08:00" }, shift: 1d, people: [ana] } ]
            policies: [ { id: p, name: P, steps: [ { people: [ana], after: 0s } ] } ]
            {{rest}}
            """));
        Assert.Contains(loaded.Remarks, r => r.File == "people.yaml" && r.Message.Contains(remark, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ana@example.org\\r\\nBcc: eve@example.org")]
    [InlineData("ana@example.org, eve@example.org")]
    [InlineData("Ana <ana@example.org>")]
    [InlineData("ana")]
    public void What_is_not_one_bare_address_is_refused(string address)
    {
        var result = Loaded($$"""
            agencies: [ { id: bureau, name: Bureau } ]
            people: [ { id: ana, name: Ana, agency: bureau, mail: ["{{address}}"] } ]
            """);
        Assert.Contains("is not a mail address", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    private ConfigurationResult Loaded(string people)
    {
        var smallest = Path.Combine(Repository.Fixtures, "good", "smallest");
        foreach (var source in Directory.EnumerateFiles(smallest, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder, Path.GetRelativePath(smallest, source));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target);
        }

        File.WriteAllText(Path.Combine(_folder, "people.yaml"), people);
        return Repository.Load(_folder);
    }
}
