using WaterWatch.AcceptanceTests.Servers;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Broker;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>Connections that behave badly, beside a station that does not: each ends or is held back for itself, and is counted.</summary>
public class BrokerFloodTests
{
    private static readonly int s_connections = Repository.IsLong ? 20_000 : 400;

    [Fact]
    public async Task Garbage_after_garbage_harms_no_other_station_and_leaves_nothing_behind()
    {
        await using var broker = new SomeBroker(o => o with { MaximumConnections = 100_000, MaximumConnectionsPerAddress = 100_000 });
        using var watcher = await broker.SubscriberAsync("k/#");
        using var station = await broker.ConnectAsync(Raw.Connect(Raw.V5, "station"));
        var random = new Random(21);
        var before = 0L;
        for (var i = 0; i < s_connections; i++)
        {
            if (i == s_connections / 4) before = GC.GetTotalMemory(forceFullCollection: true);
            await BadAsync(broker, random);
            if (i % 50 == 0) await ExchangeAsync(station, watcher, i);
        }
        await ExchangeAsync(station, watcher, 1);
        await Eventually.TrueAsync("only the two are left", () =>
        {
            broker.Time.Advance(TimeSpan.FromSeconds(11));
            return Task.FromResult(broker.Broker.Counts is { Connections: 2, Sessions: 2 });
        });
        // Three quarters of the connections later there is no more than noise.
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 8 * 1024 * 1024, $"{grown} bytes more");
    }

    [Fact]
    public async Task Connections_from_one_address_have_their_own_bound_and_its_reason()
    {
        await using var broker = new SomeBroker(o => o with { MaximumConnectionsPerAddress = 2 });
        using var first = await broker.ConnectAsync(Raw.Connect(Raw.V5, "first"));
        using (await broker.ConnectAsync(Raw.Connect(Raw.V5, "second")))
        {
            using var third = await broker.OpenAsync();
            await third.SendAsync(Raw.Connect(Raw.V5, "third"));
            Assert.Equal("2003009700", await third.NextHexAsync());
            await third.ClosedAsync();
        }
        Assert.Equal(1, broker.Broker.Counts.RefusedFor(MqttRefusal.ConnectionsOfAddress));
        await Eventually.TrueAsync("there is room again", () => Task.FromResult(broker.Broker.Counts.Connections == 1));
        using var fourth = await broker.ConnectAsync(Raw.Connect(Raw.V5, "fourth"));
        await first.SettleAsync();
    }

    [Fact]
    public async Task A_session_beyond_the_maximum_is_refused_and_counted()
    {
        await using var broker = new SomeBroker(o => o with { MaximumSessions = 1 });
        using var first = await broker.ConnectAsync(Raw.Connect(Raw.V5, "first"));
        using var second = await broker.OpenAsync();
        await second.SendAsync(Raw.Connect(Raw.V5, "second"));
        Assert.Equal("2003009700", await second.NextHexAsync());
        Assert.Equal(1, broker.Broker.Counts.RefusedFor(MqttRefusal.Sessions));
    }

    [Fact]
    public async Task A_sender_that_is_too_fast_is_held_back_and_loses_nothing_and_others_are_not_held_back()
    {
        await using var broker = new SomeBroker(o => o with { SlowDownAt = new MqttRate(10, 0) });
        using var watcher = await broker.SubscriberAsync("k/#");
        using var fast = await broker.ConnectAsync(Raw.Connect(Raw.V5, "fast"));
        for (var id = 1; id <= 30; id++) await fast.SendAsync(Raw.Publish(Raw.V5, "k/1", $"{id}", id: id));
        await Eventually.TrueAsync("it is held back", () => Task.FromResult(broker.Broker.Counts.SlowedDown > 0));
        using var calm = await broker.ConnectAsync(Raw.Connect(Raw.V5, "calm"));
        await calm.SendAsync(Raw.Publish(Raw.V5, "other", "x"));
        Assert.Equal("4003000110", await calm.NextHexAsync());
        using var enough = new CancellationTokenSource();
        var time = PassAsync(broker, enough.Token);
        for (var id = 1; id <= 30; id++)
        {
            var message = await watcher.NextAsync();
            Assert.Equal($"{id}", message.Payload);
            await watcher.SendAsync(Raw.PubAck(message.PublishId));
        }
        for (var id = 1; id <= 30; id++) Assert.Equal($"4002{id:X4}", await fast.NextHexAsync());
        await enough.CancelAsync();
        await time;
        Assert.Equal(0, broker.Broker.Counts.Refused);
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(0, 500)]
    public async Task A_sender_beyond_the_hard_rate_is_cut_off_with_the_reason(long messages, long bytes)
    {
        await using var broker = new SomeBroker(o => o with { CutOffAt = new MqttRate(messages, bytes) });
        using var calm = await broker.ConnectAsync(Raw.Connect(Raw.V5, "calm"));
        using var fast = await broker.ConnectAsync(Raw.Connect(Raw.V5, "fast"));
        await fast.SendAsync([.. Enumerable.Range(0, 30).Select(_ => Raw.Publish(Raw.V5, "k/1", new string('x', 20), qos: 0))]);
        await fast.EndedAsync(0x96);
        Assert.Equal(1, broker.Broker.Counts.RefusedFor(MqttRefusal.Rate));
        await calm.SettleAsync();
    }

    [Fact]
    public async Task A_session_is_not_for_another_user()
    {
        await using var broker = new SomeBroker(o => o with { Authenticate = who => MqttAdmission.As(who.UserName) });
        using var owner = await broker.SubscriberAsync("k/#", connect: Raw.Connect(Raw.V5, "keeper", user: ("one", "")));
        using var thief = await broker.OpenAsync();
        await thief.SendAsync(Raw.Connect(Raw.V5, "keeper", clean: false, user: ("two", "")));
        Assert.Equal("2003008700", await thief.NextHexAsync());
        await owner.SettleAsync();
        using var again = await broker.ConnectAsync(Raw.Connect(Raw.V5, "keeper", clean: false, user: ("one", "")), sessionPresent: true);
        await owner.EndedAsync(0x8E);
    }

    private static async Task ExchangeAsync(RawPeer station, RawPeer watcher, int number)
    {
        await station.SendAsync(Raw.Publish(Raw.V5, "k/1", $"{number}", id: 7));
        Assert.Equal("40020007", await station.NextHexAsync());
        var message = await watcher.NextAsync();
        Assert.Equal($"{number}", message.Payload);
        await watcher.SendAsync(Raw.PubAck(message.PublishId));
    }

    /// <summary>Garbage, a packet that stops midway, a byte at a time, or a burst of empty connections.</summary>
    private static async Task BadAsync(SomeBroker broker, Random random)
    {
        using var peer = await broker.OpenAsync();
        var connect = Raw.Connect(random.Next(2) == 0 ? Raw.V311 : Raw.V5, $"bad{random.Next(100)}");
        var garbage = new byte[random.Next(1, 4000)];
        random.NextBytes(garbage);
        try
        {
            switch (random.Next(5))
            {
                case 0: await peer.SendAsync(garbage); break;
                case 1: await peer.SendAsync(connect, garbage); break;
                case 2: await peer.SendAsync(connect[..random.Next(1, connect.Length)]); break;
                case 3: foreach (var one in connect) await peer.SendAsync([one]); break;
                default: await peer.SendAsync(connect, Raw.Publish(Raw.V5, "bad", new string('x', 5000))[..random.Next(1, 5000)]); break;
            }
        }
        catch (IOException)
        {
            // The broker has closed before all was sent.
        }
    }

    private static async Task PassAsync(SomeBroker broker, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            broker.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
