using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Notify;
using WaterWatch.Notify.OperationReports;
using WaterWatch.OnCall;
using WaterWatch.Pipeline;
using WaterWatch.Replay;
using WaterWatch.Storage;
using WaterWatch.Tests.Configuration;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Notify;

/// <summary>The courier over the real pipeline and log, with a clock that the test turns. The policy tells Ana at once and the chief a quarter of an hour later.</summary>
public sealed class CourierTests : IAsyncLifetime, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("waterwatch-courier-").FullName;
    private readonly StoryClock _clock = new(Deciding.Some.Start);
    private readonly CollectingNotifier _mail = new();
    private readonly CourierHealth _health = new();
    private readonly LoadedConfiguration _configuration;
    private readonly ConfigurationInForce _inForce;
    private readonly Inbox _inbox = new(100);
    private readonly WatchLog _log;
    private readonly Task _running;
    private Courier _courier;

    public CourierTests()
    {
        _configuration = Repository.MustLoad(ConfigurationFolder.Load(
            Path.Combine(Repository.Root, "tests", "cases", "told-until-acknowledged", "config"), Repository.NoEnvironment, []));
        _inForce = new ConfigurationInForce(_configuration);
        _log = WatchLog.Open(_directory);
        _courier = NewCourier();
        _running = new ReadingPipeline(
            _inbox, _log, _log.Restore(), _configuration.Plan, _configuration.Settings.Pipeline, _clock, new PipelineHealth(), NullLogger<ReadingPipeline>.Instance).RunAsync();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _inbox.Close();
        await _running;
    }

    public void Dispose()
    {
        _log.Dispose();
        _inbox.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task What_is_queued_is_sent_once_and_the_answer_is_on_the_timeline()
    {
        await ReceiveAsync(1, "0.006");
        await RoundAsync(1.01);
        await RoundAsync(1.02);

        Assert.Equal(["ana: 1"], _mail.Taken);
        Assert.Equal("taken", Entries(EntryKind.NotificationSent).Single().Data["answer"]);
        Assert.Empty(_log.Reader.Pending(10));
    }

    [Fact]
    public async Task After_a_day_without_a_server_each_person_has_one_mail_with_all_of_it_in_order()
    {
        _mail.Answer = new DeliveryResult(DeliveryOutcome.MayRetry, "no connection", IsServerLost: true);
        await ReceiveAsync(1, "0.006");
        await RoundAsync(1.01);
        await ReceiveAsync(2, "0.012");
        await RoundAsync(2.5);
        Assert.Contains("no connection", _health.Trouble, StringComparison.Ordinal);
        Assert.Equal(_log.Reader.Pending(10).Count, (int)_health.Count);

        _mail.Answer = new DeliveryResult(DeliveryOutcome.Sent, "taken");
        await RoundAsync(25);

        Assert.Equal(2, _mail.Taken.Count);
        Assert.All(_mail.Taken, t => Assert.Equal(t.Split(": ")[1].Split(", ").Order(Comparer<string>.Create((a, b) => int.Parse(a, null) - int.Parse(b, null))), t.Split(": ")[1].Split(", ")));
        Assert.Equal(Entries(EntryKind.NotificationQueued).Count, Entries(EntryKind.NotificationSent).Count);
        Assert.Null(_health.Trouble);
        Assert.Distinct(Entries(EntryKind.NotificationFailed).Select(e => e.Data["notification"]));
    }

    [Fact]
    public async Task While_the_server_is_lost_it_is_asked_ever_more_seldom()
    {
        _mail.Answer = new DeliveryResult(DeliveryOutcome.MayRetry, "no connection", IsServerLost: true);
        await ReceiveAsync(1, "0.006");
        for (var second = 0; second < 120; second += 5)
        {
            await RoundAsync(1 + second / 3600.0);
        }

        Assert.Equal(4, _mail.Attempts);
    }

    [Fact]
    public async Task Without_a_server_nothing_fails_and_nothing_is_lost_and_it_is_said()
    {
        _mail.Missing = "No mail server is configured.";
        await ReceiveAsync(1, "0.006");
        await RoundAsync(1.1);
        Assert.Equal((0, "No mail server is configured.", 1L), (_mail.Attempts, _health.Trouble, _health.Count));
        Assert.Empty(Entries(EntryKind.NotificationFailed));

        _mail.Missing = null;
        await RoundAsync(1.2);
        Assert.Equal(["ana: 1"], _mail.Taken);
    }

    [Fact]
    public async Task A_courier_that_begins_anew_takes_up_what_is_in_the_outbox()
    {
        await ReceiveAsync(1, "0.006");
        _courier = NewCourier();
        await RoundAsync(1.1);

        Assert.Equal(["ana: 1"], _mail.Taken);
    }

    [Fact]
    public async Task What_was_sent_and_could_not_be_written_down_is_not_sent_again_but_written_when_it_can_be()
    {
        await ReceiveAsync(1, "0.006");
        _log.Execute("PRAGMA query_only=1");
        await RoundAsync(1.1);
        await RoundAsync(1.2);
        Assert.Empty(Entries(EntryKind.NotificationSent));

        _log.Execute("PRAGMA query_only=0");
        await RoundAsync(1.21);

        Assert.Equal(["ana: 1"], _mail.Taken);
        Assert.Single(Entries(EntryKind.NotificationSent));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_holds_up_nobody_who_is_told_through_another()
    {
        _mail.Apart = "ana";
        await ReceiveAsync(1, "0.006");
        _clock.MoveTo(Deciding.Some.At(1.3));
        await _inbox.TickAsync(Deciding.Some.At(1.3));
        var round = _courier.RoundAsync(CancellationToken.None);
        await Task.WhenAny(round, _mail.FirstTaken);

        Assert.StartsWith("chief: ", Assert.Single(_mail.Taken), StringComparison.Ordinal);
        Assert.False(round.IsCompleted);
        _mail.Held.SetResult(new DeliveryResult(DeliveryOutcome.MayRetry, "no answer", IsServerLost: true));
        await round;
        Assert.Equal(["The other server cannot be used: no answer"], _health.Troubles);
        Assert.Single(Entries(EntryKind.NotificationSent));
    }

    [Fact]
    public async Task An_operation_report_goes_alone_after_the_alerts_and_counts_for_none_of_their_bounds()
    {
        var report = new OperationReport { Id = "daily", Every = ReportEvery.Day, At = new TimeOnly(10, 0), TimeZone = Deciding.Some.Zone, To = [new Target.Someone("ana")] };
        _inForce.Now = _configuration with { Plan = PlanWith(_configuration.Plan, report) };
        await _inbox.ChangePlanAsync(_inForce.Now.Plan, Deciding.Some.At(0.5));
        await RoundAsync(1);
        await ReceiveAsync(1.9, "0.006");
        await RoundAsync(2);

        Assert.Equal(["ana: 1", "ana: 2"], _mail.Taken);
        Assert.Equal([null, "[Operation report] all rivers, 14 Jan 2012 10:00 to 15 Jan 2012 10:00: Yellow, Upper cadmium 1.2 times the limit"], _mail.Subjects);
        Assert.Equal("OperationReport", Entries(EntryKind.NotificationSent)[^1].Data["reason"]);
    }

    [Fact]
    public async Task An_operation_report_that_is_not_configured_any_more_is_given_up_and_says_so()
    {
        var report = new OperationReport { Id = "daily", Every = ReportEvery.Day, At = new TimeOnly(10, 0), TimeZone = Deciding.Some.Zone, To = [new Target.Someone("ana")] };
        await _inbox.ChangePlanAsync(PlanWith(_configuration.Plan, report), Deciding.Some.At(0.5));
        await RoundAsync(1);
        await RoundAsync(2);

        Assert.Empty(_mail.Taken);
        Assert.Contains("not configured any more", Entries(EntryKind.NotificationFailed).Single().Data["answer"], StringComparison.Ordinal);
    }

    private static WatchPlan PlanWith(WatchPlan plan, OperationReport report) => new(plan.Rivers.Values, plan.AllowedClockSkew, "with a report")
    {
        Feeds = plan.Feeds,
        OnCall = new OnCallPlan(plan.OnCall.Agencies.Values, plan.OnCall.People.Values, plan.OnCall.Rotas.Values, plan.OnCall.Policies.Values) { Routes = plan.OnCall.Routes, Reports = [report] },
    };

    private Courier NewCourier() =>
        new(_inbox, _log.Reader, _inForce, [_mail], new OperationReporter(_log.Reader, _inbox, _inForce), _clock, _health, NullLogger<Courier>.Instance);

    private async Task ReceiveAsync(double hours, string value)
    {
        var at = Deciding.Some.At(hours);
        _clock.MoveTo(at);
        var arrival = new AwaitedArrival(Deciding.Some.Message(Deciding.Some.Payload(at, value), at));
        await _inbox.PutAsync(arrival);
        Assert.True(await arrival.Answer);
    }

    private async Task RoundAsync(double hours)
    {
        _clock.MoveTo(Deciding.Some.At(hours));
        await _inbox.TickAsync(Deciding.Some.At(hours));
        await _courier.RoundAsync(CancellationToken.None);
    }

    private List<TimelineEntry> Entries(EntryKind kind) => [.. _log.Reader.WholeTimeline().Where(e => e.Kind == kind)];
}
