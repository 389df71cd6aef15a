using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.Notify;
using WaterWatch.Notify.OperationReports;
using WaterWatch.OnCall;
using WaterWatch.Replay;
using WaterWatch.Tests.Pipeline;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Notify;

/// <summary>The courier over the real pipeline and log, with a clock that the test turns. The policy tells Ana at once and the chief a quarter of an hour later.</summary>
public sealed class CourierTests : IAsyncLifetime, IDisposable
{
    private readonly StoryClock _clock = new(Deciding.Some.Start);
    private readonly CollectingNotifier _mail = new();
    private readonly CourierHealth _health = new();
    private readonly LoadedConfiguration _configuration = RunningPipeline.Case("told-until-acknowledged");
    private readonly ConfigurationInForce _inForce;
    private readonly RunningPipeline _pipeline;
    private Courier _courier;

    public CourierTests()
    {
        _inForce = new ConfigurationInForce(_configuration);
        _pipeline = new RunningPipeline(_configuration.Plan, _clock);
        _courier = NewCourier();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _pipeline.EndAsync();

    public void Dispose() => _pipeline.Dispose();

    [Fact]
    public async Task What_is_queued_is_sent_once_and_the_answer_is_on_the_timeline()
    {
        await ReceiveAsync(1, "0.006");
        await RoundAsync(1.01);
        await RoundAsync(1.02);

        Assert.Equal(["ana: 1"], _mail.Taken);
        Assert.Equal("taken", _pipeline.Entries(EntryKind.NotificationSent).Single().Data["answer"]);
        Assert.Empty(_pipeline.Log.Reader.Waiting());
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
        Assert.Equal((_pipeline.Entries(EntryKind.NotificationQueued).Count, Deciding.Some.At(1)), (_health.Count, _health.OldestAt));

        _mail.Answer = new DeliveryResult(DeliveryOutcome.Sent, "taken");
        await RoundAsync(25);

        Assert.Equal(2, _mail.Taken.Count);
        Assert.All(_mail.Taken, t => Assert.Equal(t.Split(": ")[1].Split(", ").Order(Comparer<string>.Create((a, b) => int.Parse(a, null) - int.Parse(b, null))), t.Split(": ")[1].Split(", ")));
        Assert.Equal(_pipeline.Entries(EntryKind.NotificationQueued).Count, _pipeline.Entries(EntryKind.NotificationSent).Count);
        Assert.Equal(_mail.Taken.Select(t => t.Split(", ")[^1].Split(": ")[^1]), _pipeline.Entries(EntryKind.NotificationSent).Select(e => e.Data.GetValueOrDefault("sent_with", e.Data["notification"])).Distinct());
        Assert.Null(_health.Trouble);
        Assert.Distinct(_pipeline.Entries(EntryKind.NotificationFailed).Select(e => e.Data["notification"]));
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
        Assert.Empty(_pipeline.Entries(EntryKind.NotificationFailed));

        _mail.Missing = null;
        await RoundAsync(1.2);
        Assert.Equal(["ana: 1"], _mail.Taken);
    }

    [Fact]
    public async Task What_is_graver_waits_neither_for_the_older_nor_long_for_a_server_that_was_lost()
    {
        _mail.Answer = new DeliveryResult(DeliveryOutcome.MayRetry, "no connection", IsServerLost: true);
        await ReceiveAsync(1, "0.006");
        for (var second = 0; second < 2400; second += 5)
        {
            await RoundAsync(1 + second / 3600.0);
        }

        var before = _mail.Attempts;
        await ReceiveAsync(1.68, "0.4");
        await RoundAsync(1.6801);
        Assert.Equal(before + 1, _mail.Attempts);

        // That it was new is known by then, and it waits as the others do.
        await RoundAsync(1.7);
        Assert.InRange(_mail.Attempts, before + 1, before + 2);

        _mail.Answer = new DeliveryResult(DeliveryOutcome.Sent, "taken");
        await RoundAsync(3);
        Assert.Contains(_mail.Taken, t => t.StartsWith("ana: 1, ", StringComparison.Ordinal));
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
        _pipeline.Log.Execute("PRAGMA query_only=1");
        await RoundAsync(1.1);
        await RoundAsync(1.2);
        Assert.Empty(_pipeline.Entries(EntryKind.NotificationSent));

        _pipeline.Log.Execute("PRAGMA query_only=0");
        await RoundAsync(1.21);

        Assert.Equal(["ana: 1"], _mail.Taken);
        Assert.Single(_pipeline.Entries(EntryKind.NotificationSent));
    }

    [Fact]
    public async Task What_is_known_already_counts_as_written_down()
    {
        await ReceiveAsync(1, "0.006");
        Assert.True((await _pipeline.Inbox.ReceiptedAsync(new Receipt(1, "m-1", ReceiptOutcome.Delivered, ""))).IsDone);

        Assert.True(await _pipeline.Inbox.DeliveredAsync(new Delivery([1], DeliveryOutcome.Sent, "taken")));
        Assert.True(await _pipeline.Inbox.CommandsTriedAsync([new CommandTried(7, CommandOutcome.Sent, "taken")]));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_holds_up_nobody_who_is_told_through_another()
    {
        _mail.Apart = "ana";
        await ReceiveAsync(1, "0.006");
        _clock.MoveTo(Deciding.Some.At(1.3));
        await _pipeline.Inbox.TickAsync(Deciding.Some.At(1.3));
        var round = _courier.RoundAsync(CancellationToken.None);
        await Task.WhenAny(round, _mail.FirstTaken);

        Assert.StartsWith("chief: ", Assert.Single(_mail.Taken), StringComparison.Ordinal);
        Assert.False(round.IsCompleted);
        _mail.Held.SetResult(new DeliveryResult(DeliveryOutcome.MayRetry, "no answer", IsServerLost: true));
        await round;
        Assert.Equal(["The other server cannot be used: no answer"], _health.Troubles);
        Assert.Single(_pipeline.Entries(EntryKind.NotificationSent));
    }

    [Fact]
    public async Task An_operation_report_goes_alone_after_the_alerts_and_counts_for_none_of_their_bounds()
    {
        var report = new OperationReport { Id = "daily", Every = ReportEvery.Day, At = new TimeOnly(10, 0), TimeZone = Deciding.Some.Zone, To = [new Target.Someone("ana")] };
        _inForce.Now = _configuration with { Plan = PlanWith(_configuration.Plan, report) };
        await _pipeline.Inbox.ChangePlanAsync(_inForce.Now.Plan, Deciding.Some.At(0.5));
        await RoundAsync(1);
        await ReceiveAsync(1.9, "0.006");
        await RoundAsync(2);

        Assert.Equal(["ana: 1", "ana: 2"], _mail.Taken);
        Assert.Equal([null, "[Operation report] all rivers, 14 Jan 2012 10:00 to 15 Jan 2012 10:00: Yellow, Upper cadmium 1.2 times the limit"], _mail.Subjects);
        Assert.Equal("OperationReport", _pipeline.Entries(EntryKind.NotificationSent)[^1].Data["reason"]);
    }

    [Fact]
    public async Task An_operation_report_that_is_not_configured_any_more_is_given_up_and_says_so()
    {
        var report = new OperationReport { Id = "daily", Every = ReportEvery.Day, At = new TimeOnly(10, 0), TimeZone = Deciding.Some.Zone, To = [new Target.Someone("ana")] };
        await _pipeline.Inbox.ChangePlanAsync(PlanWith(_configuration.Plan, report), Deciding.Some.At(0.5));
        await RoundAsync(1);
        await RoundAsync(2);

        Assert.Empty(_mail.Taken);
        Assert.Contains("not configured any more", _pipeline.Entries(EntryKind.NotificationFailed).Single().Data["answer"], StringComparison.Ordinal);
    }

    private static WatchPlan PlanWith(WatchPlan plan, OperationReport report) => new(plan.Rivers.Values, plan.AllowedClockSkew, "with a report")
    {
        Feeds = plan.Feeds,
        OnCall = new OnCallPlan(plan.OnCall.Agencies.Values, plan.OnCall.People.Values, plan.OnCall.Rotas.Values, plan.OnCall.Policies.Values) { Routes = plan.OnCall.Routes, Reports = [report] },
    };

    private Courier NewCourier() =>
        new(_pipeline.Inbox, _pipeline.Log.Reader, _inForce, [_mail], new OperationReporter(_pipeline.Log.Reader, _pipeline.Inbox, _inForce), _clock, _health, NullLogger<Courier>.Instance);

    private async Task ReceiveAsync(double hours, string value)
    {
        var at = Deciding.Some.At(hours);
        _clock.MoveTo(at);
        await _pipeline.ReceiveAsync(at, value);
    }

    private async Task RoundAsync(double hours)
    {
        _clock.MoveTo(Deciding.Some.At(hours));
        await _pipeline.Inbox.TickAsync(Deciding.Some.At(hours));
        await _courier.RoundAsync(CancellationToken.None);
    }
}
