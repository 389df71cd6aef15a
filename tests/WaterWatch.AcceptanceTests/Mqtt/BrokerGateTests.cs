using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Broker;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>Who may do what, and what the gate holds back.</summary>
public class BrokerGateTests
{
    [Theory]
    [InlineData(Raw.V5, ReasonCode.BadUserNameOrPassword, 0x86)]
    [InlineData(Raw.V5, ReasonCode.NotAuthorized, 0x87)]
    [InlineData(Raw.V5, ReasonCode.Banned, 0x8A)]
    [InlineData(Raw.V311, ReasonCode.BadUserNameOrPassword, 4)]
    [InlineData(Raw.V311, ReasonCode.NotAuthorized, 5)]
    public async Task A_client_that_is_not_let_in_learns_why_and_leaves_no_will(int version, ReasonCode reason, byte answer)
    {
        await using var broker = new SomeBroker(o => o with { Authenticate = who => who.UserName == "bad" ? MqttAdmission.Refused(reason) : MqttAdmission.As("") });
        using var watcher = await broker.SubscriberAsync("s/#");
        using var peer = await broker.OpenAsync();
        await peer.SendAsync(Raw.Connect(version, "station", will: ("s/status", "offline"), user: ("bad", "secret")));
        var refused = await peer.NextAsync();
        Assert.Equal((2, 0, answer), (refused.Type, refused.Body[0], refused.Body[1]));
        await peer.ClosedAsync();
        Assert.Equal(("station", $"refused: {reason}"), await broker.NextEndAsync());
        await broker.Broker.PublishAsync("s/next", "x"u8.ToArray(), MqttQos.AtLeastOnce);
        Assert.Equal("s/next", (await watcher.NextAsync()).Topic);
    }

    [Fact]
    public async Task The_password_reaches_who_judges_it()
    {
        await using var broker = new SomeBroker(o => o with
        {
            Authenticate = who => who.UserName == "lalang" && who.Password.Span.SequenceEqual("镉"u8) ? MqttAdmission.As("lalang") : MqttAdmission.Refused(ReasonCode.BadUserNameOrPassword),
        });
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station", user: ("lalang", "镉")));
        await peer.SettleAsync();
    }

    [Fact]
    public async Task A_publish_that_is_not_allowed_is_refused_and_reaches_nobody()
    {
        var gate = new HoldingGate();
        await using var broker = new SomeBroker(o => o with { Gate = gate, AuthorizePublish = (_, topic) => !topic.Contains("mine", StringComparison.Ordinal) });
        using var watcher = await broker.SubscriberAsync("r/#");
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        await peer.SendAsync(Raw.Publish(Raw.V5, "r/mine", "x", id: 1), Raw.Publish(Raw.V5, "r/free", "x", id: 2));
        Assert.Equal("4003000187", await peer.NextHexAsync());
        Assert.Equal("r/free", (await gate.NextAsync()).Topic);
        Assert.Equal("r/free", (await watcher.NextAsync()).Topic);
    }

    [Fact]
    public async Task On_3_1_1_a_publish_that_is_not_allowed_ends_the_connection_unacknowledged()
    {
        await using var broker = new SomeBroker(o => o with { AuthorizePublish = (_, _) => false });
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V311, "station"));
        await peer.SendAsync(Raw.Publish(Raw.V311, "r/1", "x"));
        await peer.ClosedAsync();
    }

    [Fact]
    public async Task A_will_that_may_not_be_published_is_refused_at_connect()
    {
        await using var broker = new SomeBroker(o => o with { AuthorizePublish = (_, topic) => topic != "s/status" });
        using var peer = await broker.OpenAsync();
        await peer.SendAsync(Raw.Connect(Raw.V5, "station", will: ("s/status", "offline")));
        Assert.Equal("2003008700", await peer.NextHexAsync());
        await peer.ClosedAsync();
    }

    [Theory]
    [InlineData(Raw.V5, "900400010087")]
    [InlineData(Raw.V311, "9003000180")]
    public async Task A_subscription_that_is_not_allowed_is_refused_and_hears_nothing(int version, string answer)
    {
        await using var broker = new SomeBroker(o => o with { AuthorizeSubscribe = (_, filter) => filter != "r/#" });
        using var peer = await broker.ConnectAsync(Raw.Connect(version, "curious"));
        await peer.SendAsync(Raw.Subscribe(version, "r/#"));
        Assert.Equal(answer, await peer.NextHexAsync());
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await broker.Broker.PublishAsync("r/1", "x"u8.ToArray(), MqttQos.AtLeastOnce));
    }

    [Theory]
    [InlineData(Raw.V5)]
    [InlineData(Raw.V311)]
    public async Task Held_and_unheld_messages_are_acknowledged_in_the_order_in_which_they_came(int version)
    {
        var gate = new HoldingGate();
        await using var broker = new SomeBroker(o => o with { Gate = gate });
        using var peer = await broker.ConnectAsync(Raw.Connect(version, "station"));
        string[] topics = ["r/1", "other", "other", "r/4", "other", "other"];
        await peer.SendAsync([.. topics.Select((topic, i) => Raw.Publish(version, topic, "x", id: i + 1))]);
        PublishOffer[] held = [await gate.NextAsync(), await gate.NextAsync()];
        held[1].Complete(stored: true);
        // All but the first are earned by now, and none is out.
        await peer.SettleAsync();
        held[0].Complete(stored: true);
        for (var id = 1; id <= 6; id++) Assert.Equal(id, (await peer.NextAsync()).Id);
    }

    [Fact]
    public async Task What_was_answered_goes_out_although_the_gate_holds_the_next_message_back()
    {
        var gate = new ClosedGate();
        await using var broker = new SomeBroker(o => o with { Gate = gate });
        using var watcher = await broker.SubscriberAsync("other");
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        await peer.SendAsync(Raw.Publish(Raw.V5, "other", "x", id: 1), Raw.Publish(Raw.V5, "r/1", "x", id: 2));
        Assert.Equal("40020001", await peer.NextHexAsync());
        Assert.Equal("other", (await watcher.NextAsync()).Topic);
    }

    [Fact]
    public async Task A_gate_that_fails_ends_that_connection_and_the_message_stays_unacknowledged()
    {
        await using var broker = new SomeBroker(o => o with { Gate = new FailingGate() });
        using var other = await broker.ConnectAsync(Raw.Connect(Raw.V5, "other"));
        using var peer = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        await peer.SendAsync(Raw.Publish(Raw.V5, "r/1", "x"));
        await peer.EndedAsync(0x80);
        await other.SettleAsync();
    }

    [Fact]
    public async Task A_will_reaches_its_subscribers_although_the_gate_fails()
    {
        await using var broker = new SomeBroker(o => o with { Gate = new FailingGate() });
        using var watcher = await broker.SubscriberAsync("s/#");
        (await broker.ConnectAsync(Raw.Connect(Raw.V5, "station", will: ("s/status", "offline")))).Dispose();
        Assert.Equal("s/status", (await watcher.NextAsync()).Topic);
    }

    [Fact]
    public async Task Who_falls_silent_is_noticed_while_a_will_waits_at_a_full_inbox()
    {
        await using var broker = new SomeBroker(o => o with { Gate = new ClosedGate() });
        using var silent = await broker.ConnectAsync(Raw.Connect(Raw.V5, "silent", keepAlive: 10));
        (await broker.ConnectAsync(Raw.Connect(Raw.V5, "station", properties: Raw.SessionExpiry(3600), will: ("r/1", "offline"), willProperties: Raw.WillDelay(1)))).Dispose();
        await Servers.Eventually.TrueAsync("the station is off the books", () => Task.FromResult(broker.Broker.Counts.Connections == 1));
        broker.Time.Advance(TimeSpan.FromSeconds(3));
        broker.Time.Advance(TimeSpan.FromSeconds(15));
        await silent.EndedAsync(0x8D);
    }

    [Fact]
    public async Task A_log_that_fails_keeps_no_will_from_being_published()
    {
        await using var broker = new SomeBroker(o => o with { ConnectionEnded = (_, _) => throw new InvalidOperationException("the log is full") });
        using var watcher = await broker.SubscriberAsync("s/#");
        (await broker.ConnectAsync(Raw.Connect(Raw.V5, "station", will: ("s/status", "offline")))).Dispose();
        Assert.Equal("s/status", (await watcher.NextAsync()).Topic);
    }

    /// <summary>Never takes a message below r/: the pipeline is full for good.</summary>
    private sealed class ClosedGate : IPublishGate
    {
        public async ValueTask<bool> OfferAsync(PublishOffer offer, CancellationToken ct)
        {
            if (offer.Topic.StartsWith("r/", StringComparison.Ordinal)) await Task.Delay(Timeout.Infinite, ct);
            return false;
        }
    }

    private sealed class FailingGate : IPublishGate
    {
        public ValueTask<bool> OfferAsync(PublishOffer offer, CancellationToken ct) => throw new InvalidOperationException("the disk is full");
    }
}
