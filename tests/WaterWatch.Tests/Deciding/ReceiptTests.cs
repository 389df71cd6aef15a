using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>What gateways say later of messages that they took. Ana has an SMS gateway and is called again each ten minutes; the chief is told after an hour.</summary>
public sealed class ReceiptTests
{
    private readonly CaseWalk _walk = new CaseWalk(Plan()).Begin(Some.Start);

    public ReceiptTests()
    {
        _walk.Receive(Some.At(1), "0.02");
        _walk.Deliver(new Delivery([1], DeliveryOutcome.Sent, "202") { GatewayId = "m-17" }, Some.At(1.01));
    }

    [Fact]
    public void Delivered_is_on_the_timeline_once_with_what_the_gateway_calls_it()
    {
        Assert.True(Say(ReceiptOutcome.Delivered).IsDone);
        Assert.True(Say(ReceiptOutcome.Delivered).IsDone);

        var entry = Assert.Single(_walk.Timeline, e => e.Kind == EntryKind.NotificationReceipted);
        Assert.Equal(("webhook sms", "ana", "Delivered", "m-17", 1L), (entry.By, entry.Data["person"], entry.Data["outcome"], entry.Data["gateway_id"], entry.Incident));
        Assert.Equal("m-17", _walk.Timeline.Single(e => e.Kind == EntryKind.NotificationSent).Data["gateway_id"]);
    }

    [Fact]
    public void A_key_pressed_in_a_call_takes_it_on_as_the_link_does_and_nobody_further_is_called()
    {
        Say(ReceiptOutcome.Answered);
        _walk.Tick(Some.At(5));

        Assert.Equal(["ana"], _walk.Timeline.Where(e => e.Kind == EntryKind.Acknowledged).Select(e => e.By));
        Assert.Equal(["ana"], Told());
    }

    [Fact]
    public void Answered_again_or_delivered_after_it_changes_nothing()
    {
        Say(ReceiptOutcome.Answered);
        _walk.Do(new Act.WithdrawAcknowledgement(1, null, "Wei Min", "left"), Some.At(1.2));
        var before = _walk.Timeline.Count;
        Say(ReceiptOutcome.Answered, hours: 1.21);
        Say(ReceiptOutcome.Delivered, hours: 1.21);

        Assert.Equal(before, _walk.Timeline.Count);
        Assert.Equal("", _walk.State.Alerts.Values.Single().AcknowledgedBy);
    }

    [Fact]
    public void Failed_after_it_was_taken_counts_as_failed_and_the_calls_go_on()
    {
        Say(ReceiptOutcome.Failed, "no such subscriber");
        _walk.Tick(Some.At(2.5));

        var failed = Assert.Single(_walk.Timeline, e => e.Kind == EntryKind.NotificationFailed);
        Assert.Equal("no such subscriber", failed.Data["answer"]);
        Assert.Equal(NotificationState.Failed, Newest(1).State);
        Assert.Contains("chief", Told());
    }

    [Fact]
    public void Failed_late_does_not_undo_that_it_was_delivered()
    {
        Say(ReceiptOutcome.Delivered);
        Say(ReceiptOutcome.Failed);

        Assert.Equal((NotificationState.Sent, ReceiptOutcome.Delivered), (Newest(1).State, Newest(1).Receipted));
    }

    [Fact]
    public void A_receipt_that_overtakes_our_own_note_of_sending_keeps_it_from_being_sent_again()
    {
        _walk.Tick(Some.At(1.2));
        Assert.Equal([2L], _walk.State.Pending.Keys);
        _walk.Receipt(new Receipt(2, "m-18", ReceiptOutcome.Delivered, ""), Some.At(1.21));
        _walk.Deliver(new Delivery([2], DeliveryOutcome.MayRetry, "no answer within 10 s"), Some.At(1.22));

        Assert.Empty(_walk.State.Pending);
        Assert.Equal((NotificationState.Sent, "m-18"), (Newest(2).State, Newest(2).GatewayId));
    }

    [Fact]
    public void The_receipt_of_a_message_is_that_of_all_it_carried()
    {
        _walk.Tick(Some.At(1.2));
        _walk.Tick(Some.At(1.4));
        _walk.Deliver(new Delivery([2, 3], DeliveryOutcome.Sent, "202"), Some.At(1.41));
        _walk.Receipt(new Receipt(3, "", ReceiptOutcome.Delivered, ""), Some.At(1.42));

        Assert.Equal(["3", "2"], _walk.Timeline.Where(e => e.Kind == EntryKind.NotificationReceipted).Select(e => e.Data["notification"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_answer_that_overtakes_our_own_note_of_sending_is_for_all_that_the_message_carried(bool isSameBatch)
    {
        _walk.Receive(Some.At(1.1), "0.9", "Pb", station: "left");
        _walk.Tick(Some.At(1.2));
        var told = _walk.State.Pending.Keys.ToList();
        var newest = told[^1];
        if (isSameBatch)
        {
            _walk.DeliverAndReceipt(new Delivery(told, DeliveryOutcome.Sent, "202"), new Receipt(newest, "", ReceiptOutcome.Answered, ""), Some.At(1.21));
        }
        else
        {
            _walk.Receipt(new Receipt(newest, "", ReceiptOutcome.Answered, ""), Some.At(1.21));
            _walk.Deliver(new Delivery(told, DeliveryOutcome.Sent, "202"), Some.At(1.22));
        }

        Assert.Equal(2, _walk.State.Incidents.Count);
        Assert.All(_walk.State.Alerts.Values, a => Assert.Equal("ana", a.AcknowledgedBy));
        Assert.All(told, id => Assert.Equal((NotificationState.Sent, ReceiptOutcome.Answered), (Newest(id).State, Newest(id).Receipted)));
        Assert.Equal(told.SkipLast(1), Newest(newest).Carried);
        Assert.Empty(_walk.State.Pending);
    }

    [Fact]
    public void What_is_of_another_message_or_of_none_is_refused_and_changes_nothing()
    {
        var before = _walk.Timeline.Count;
        Assert.Equal(ActRefusal.Conflict, _walk.Receipt(new Receipt(1, "m-18", ReceiptOutcome.Answered, ""), Some.At(1.1)).Refusal);
        Assert.Equal(ActRefusal.NotFound, _walk.Receipt(new Receipt(9, "", ReceiptOutcome.Answered, ""), Some.At(1.1)).Refusal);
        Assert.Equal(before, _walk.Timeline.Count);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(120, 120)]
    [InlineData(1_000_000, 3600)]
    public void A_server_that_asks_for_time_gets_it_up_to_an_hour(int wished, int seconds)
    {
        _walk.Tick(Some.At(1.2));
        _walk.Deliver(new Delivery([2], DeliveryOutcome.MayRetry, "429") { RetryAfter = TimeSpan.FromSeconds(wished) }, Some.At(1.25));

        Assert.Equal(seconds, (_walk.State.Pending[2].NextTryAt!.Value - Some.At(1.25)).TotalSeconds, 3);
    }

    private ActResult Say(ReceiptOutcome outcome, string detail = "", double hours = 1.1) => _walk.Receipt(new Receipt(1, "m-17", outcome, detail), Some.At(hours));

    private Notification Newest(long id) => _walk.Batches.SelectMany(b => b.Notifications).Last(n => n.Id == id);

    private IEnumerable<string> Told() => _walk.Timeline.Where(e => e.Kind == EntryKind.NotificationQueued).Select(e => e.Data["person"]);

    private static WatchPlan Plan()
    {
        var repeated = new Repetition(TimeSpan.FromMinutes(10), 5);
        EscalationStep[] steps = [new(TimeSpan.Zero, [new Target.Someone("ana")], repeated), new(TimeSpan.FromHours(1), [new Target.Someone("chief")])];
        return new([.. Some.Plan(Some.Watched("upper"), Some.Watched("left")).Rivers.Values], TimeSpan.FromMinutes(5), "configuration 1")
        {
            OnCall = new OnCallPlan(
                [new("bureau", new("Bureau", "局"))],
                [
                    new("ana", new LocalizedName("Ana", "安娜"), "bureau", Language.English, [new Channel.Webhook("sms")]),
                    new("chief", new LocalizedName("Chief", "负责人"), "bureau", Language.English, [new Channel.Mail("chief@example.org")]),
                ],
                [],
                [new EscalationPolicy("bureau", new("Bureau", "局"), steps, TimeSpan.FromMinutes(30))])
            {
                Routes = [new AlertRoute(Matcher.Everything, Level.Yellow, "bureau")],
            },
        };
    }
}
