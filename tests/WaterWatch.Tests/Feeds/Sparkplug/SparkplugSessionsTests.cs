using WaterWatch.Decoding.Sparkplug;
using WaterWatch.Feeds.Sparkplug;
using WaterWatch.Feeds.Sparkplug.Wire;

namespace WaterWatch.Tests.Feeds.Sparkplug;

public sealed class SparkplugSessionsTests
{
    private const string Rebirth = "spBv1.0/River/NCMD/edge1";

    private readonly Clock _clock = new();
    private readonly Edge _edge = new();
    private readonly SparkplugSessions _sessions;

    public SparkplugSessionsTests() => _sessions = new SparkplugSessions(_clock);

    [Fact]
    public void A_birth_says_what_its_aliases_mean()
    {
        Birth();
        var data = Device("DDATA", _edge.Payload(Edge.Cadmium(0.408)));
        Assert.Equal(new SparkplugMetric("cd_mgL", 7, "0.408", Edge.At), Assert.Single(data.Metrics));
        Assert.Equal((SparkplugKind.DeviceData, "River/edge1/lalang", "", null), (data.Kind, data.Sender, data.RebirthTopic, data.Missed));
    }

    [Fact]
    public void An_alias_without_a_birth_has_no_name_and_its_node_is_asked_for_births_now_and_then()
    {
        string Ask() => Device("DDATA", _edge.Payload(Edge.Cadmium(1))).RebirthTopic;
        Assert.Equal(Rebirth, Ask());
        Assert.Equal("", Ask());
        _clock.Now += TimeSpan.FromSeconds(31);
        Assert.Equal(Rebirth, Ask());
        Assert.Equal("", Assert.Single(Device("DDATA", _edge.Payload(Edge.Cadmium(1))).Metrics).Name);
    }

    [Fact]
    public void A_number_that_is_left_out_is_seen_once_and_a_repeat_is_none()
    {
        Birth();
        _edge.Seq = 250;
        Assert.Null(Device("DDATA", _edge.Payload()).Missed);
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(Device("DDATA", _edge.Payload()).Missed);
        }

        _edge.Seq = 7;
        var missed = Device("DDATA", _edge.Payload());
        Assert.Equal(((5, 7), Rebirth), (missed.Missed, missed.RebirthTopic));
        _edge.Seq = 6;
        Assert.Null(Device("DDATA", _edge.Payload()).Missed);
        _edge.Seq = 8;
        Assert.Null(Device("DDATA", _edge.Payload()).Missed);
    }

    [Fact]
    public void A_late_will_of_an_earlier_session_kills_nobody_and_that_of_this_one_does()
    {
        var before = new Edge(bdSeq: 0).NodeDeath();
        Birth();
        Assert.True(Node("NDEATH", before).IsLateWill);
        Assert.Equal("cd_mgL", Device("DDATA", _edge.Payload(Edge.Cadmium(1))).Metrics[0].Name);

        var death = Node("NDEATH", _edge.NodeDeath());
        Assert.True(death.IsDeath);
        Assert.Equal("", Device("DDATA", _edge.Payload(Edge.Cadmium(1))).Metrics[0].Name);
    }

    [Fact]
    public void A_birth_begins_anew_and_forgets_what_aliases_meant()
    {
        Birth();
        Node("NBIRTH", _edge.NodeBirth());
        Device("DBIRTH", _edge.Payload(new Metric { Name = "pb_ugL", Alias = 7, DoubleValue = 1 }));
        Assert.Equal("pb_ugL", Device("DDATA", _edge.Payload(Edge.Cadmium(1))).Metrics[0].Name);
    }

    [Fact]
    public void What_is_read_once_more_changes_nothing_and_asks_nobody()
    {
        Birth();
        var again = _sessions.Read("", Edge.DeviceTopic("DDATA"), new Edge { Seq = 99 }.Payload(Edge.Cadmium(0.408)), _clock.Now, isNews: false);
        Assert.Equal(("cd_mgL", "", null), (again.Metrics[0].Name, again.RebirthTopic, again.Missed));
        Assert.Null(Device("DDATA", _edge.Payload()).Missed);
    }

    [Fact]
    public void What_came_before_a_death_is_not_explained_by_a_birth_after_it()
    {
        var (before, payload) = (_clock.Now, new Edge { Seq = 9 }.Payload(Edge.Cadmium(0.408)));
        string Released() => _sessions.Read("f", Edge.DeviceTopic("DDATA"), payload, before, isNews: false).Metrics[0].Name;
        Device("DDATA", payload);
        Birth();
        Assert.Equal("cd_mgL", Released());

        _clock.Now += TimeSpan.FromMinutes(1);
        Node("NDEATH", _edge.NodeDeath());
        Birth();
        Assert.Equal("", Released());
    }

    [Fact]
    public void Nodes_are_asked_with_each_connection_but_not_too_often()
    {
        Assert.Equal([Rebirth], _sessions.Connected("f", [Edge.Node]));
        Assert.Empty(_sessions.Connected("f", [Edge.Node]));
        Birth();
        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal([Rebirth], _sessions.Connected("f", []));
        Assert.Empty(_sessions.Connected("g", []));
    }

    [Fact]
    public void After_a_reconnection_aliases_hold_only_while_the_numbers_go_on()
    {
        Birth();
        _sessions.Connected("f", []);
        Assert.Equal("cd_mgL", Device("DDATA", _edge.Payload(Edge.Cadmium(1))).Metrics[0].Name);

        _clock.Now += TimeSpan.FromMinutes(1);
        _sessions.Connected("f", []);
        _clock.Now += TimeSpan.FromMinutes(1);
        _edge.Seq = 200;
        var data = Device("DDATA", _edge.Payload(Edge.Cadmium(1)));
        Assert.Equal(((3, 200), Rebirth, ""), (data.Missed, data.RebirthTopic, data.Metrics[0].Name));
        Birth();
        Assert.Equal("cd_mgL", Device("DDATA", _edge.Payload(Edge.Cadmium(1))).Metrics[0].Name);
    }

    [Fact]
    public void More_missed_than_half_of_the_numbers_is_no_repeat()
    {
        Birth();
        _edge.Seq = 200;
        Assert.Equal((2, 200), Device("DDATA", _edge.Payload()).Missed);
    }

    [Fact]
    public void A_death_of_a_session_whose_birth_may_have_been_missed_is_one()
    {
        Birth();
        _sessions.Connected("f", []);
        Assert.True(Node("NDEATH", new Edge(bdSeq: 9).NodeDeath()) is { IsDeath: true, IsLateWill: false });
    }

    [Fact]
    public void Data_without_a_type_have_that_of_their_birth()
    {
        Device("DBIRTH", _edge.Payload(new Metric { Name = "temp", Alias = 3, Datatype = 3, IntValue = 20 }, new Metric { Name = "count", Alias = 4, Datatype = 7, IntValue = 1 }));
        var data = Device("DDATA", _edge.Payload(new Metric { Alias = 3, IntValue = 4294967291 }, new Metric { Name = "temp", IntValue = 4294967291 }, new Metric { Alias = 4, IntValue = 4294967291 }));
        Assert.Equal([("temp", "-5"), ("temp", "-5"), ("count", "4294967291")], data.Metrics.Select(m => (m.Name, m.Value!)));
    }

    [Fact]
    public void A_number_that_may_be_below_zero_waits_for_the_birth_that_says_so()
    {
        var data = Device("DDATA", _edge.Payload(new Metric { Name = "temp", IntValue = 4294967291 }, new Metric { Name = "temp", IntValue = 5 }));
        Assert.Equal([true, false], data.Metrics.Select(m => m.LacksType));
        Assert.Equal(Rebirth, data.RebirthTopic);
        Device("DBIRTH", _edge.Payload(new Metric { Name = "temp", IntValue = 5 }));
        Assert.False(Assert.Single(Device("DDATA", _edge.Payload(new Metric { Name = "temp", IntValue = 4294967291 })).Metrics).LacksType);
    }

    [Theory]
    [InlineData("spBv1.0/River/NCMD/edge1")]
    [InlineData("spBv1.0/STATE/host")]
    [InlineData("spBv1.0/River/DDATA/edge1")]
    [InlineData("spBv1.0/River/NDATA/edge1/lalang")]
    [InlineData("other/River/NDATA/edge1")]
    public void Topics_that_no_station_speaks_at_are_of_others(string topic) => Assert.Equal(SparkplugKind.OfOthers, _sessions.Read("f", topic, default, _clock.Now, isNews: true).Kind);

    [Fact]
    public void Numbers_keep_the_digits_that_give_them_back()
    {
        Metric[] all =
        [
            new() { DoubleValue = 408.0 }, new() { FloatValue = 0.1f }, new() { IntValue = 4294967254, Datatype = 3 }, new() { IntValue = 214, Datatype = 1 }, new() { IntValue = 4294967254, Datatype = 7 },
            new() { LongValue = 18446744073709551574, Datatype = 4 }, new() { LongValue = 9007199254740993, Datatype = 8 }, new() { StringValue = "<0.5" }, new() { BooleanValue = true },
            new() { DoubleValue = 1, IsNull = true }, new(), new() { DoubleValue = double.NaN },
        ];
        Assert.Equal(["408", "0.1", "-42", "-42", "4294967254", "-42", "9007199254740993", "<0.5", "true", null, null, "NaN"], all.Select(m => SparkplugPayload.ValueOf(m, m.Datatype)));
    }

    [Fact]
    public void What_is_no_protobuf_says_so() =>
        Assert.StartsWith("It is no payload of Sparkplug B", Device("DDATA", "{\"seq\":3}"u8.ToArray()).WhyUnreadable, StringComparison.Ordinal);

    private void Birth()
    {
        Node("NBIRTH", _edge.NodeBirth());
        Device("DBIRTH", _edge.DeviceBirth(0.001));
    }

    private SparkplugContent Node(string type, byte[] payload) => _sessions.Read("f", Edge.NodeTopic(type), payload, _clock.Now, isNews: true);

    private SparkplugContent Device(string type, byte[] payload) => _sessions.Read("f", Edge.DeviceTopic(type), payload, _clock.Now, isNews: true);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
