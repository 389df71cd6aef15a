using System.Collections.Frozen;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Decoding.Sparkplug;
using WaterWatch.Incidents;
using WaterWatch.Tests.Decoding.Mapping;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>What an edge node of Sparkplug B says, once its feed has read it, becomes readings, silences and words on the timeline.</summary>
public sealed class SparkplugTests
{
    private static readonly PayloadMapping Plant = new("plant")
    {
        Layout = PayloadLayout.SparkplugB,
        Devices = new Dictionary<string, MappedDevice> { ["River/edge1/one"] = new("upper"), ["River/edge1/two"] = new("lower") }.ToFrozenDictionary(),
        NoValue = ["-9999"],
        Readings = [Mappings.Cadmium("cd")],
    };

    [Fact]
    public void A_metric_is_a_reading_of_its_own_time_however_late_it_comes()
    {
        var walk = Walk();
        walk.Receive(Some.At(5), Sent(5, SparkplugKind.DeviceData, "one", Cadmium("0.001", 5)), Sent(5, SparkplugKind.DeviceData, "one", Cadmium("0.4", 1)));

        Assert.Equal([Some.At(5), Some.At(1)], walk.Batches[^1].Readings.Select(r => r.TakenAt));
        var raised = walk.Timeline.Single(e => e.Kind == EntryKind.AlertRaised);
        Assert.Equal((Some.At(1), "upper"), (raised.At, raised.Station));
    }

    [Fact]
    public void The_death_of_a_node_takes_all_its_stations_offline_and_a_birth_brings_its_own_back()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), Sent(1, SparkplugKind.DeviceBirth, "one", Cadmium("0.001", 1)), Sent(1, SparkplugKind.DeviceBirth, "two", Cadmium("0.001", 1)));
        walk.Receive(Some.At(2), Sent(2, SparkplugKind.NodeDeath, ""));
        Assert.Equal(["upper", "lower"], walk.Timeline.Where(e => e.Kind == EntryKind.StationReportedOffline).Select(e => e.Station));
        Assert.Equal([Some.At(1), Some.At(1)], walk.Batches[^1].Heard.Select(h => h.LastHeardAt));

        walk.Receive(Some.At(3), Sent(3, SparkplugKind.DeviceBirth, "two"));
        Assert.Equal("lower", walk.Timeline.Single(e => e.Kind == EntryKind.StationReportedOnline).Station);
        walk.Receive(Some.At(4), Sent(4, SparkplugKind.DeviceDeath, "two"));
        Assert.True(walk.State.Station("lower")!.Heard!.Value.Offline);
    }

    [Fact]
    public void A_late_will_and_what_others_say_change_nothing_and_are_kept()
    {
        var walk = Walk();
        var will = Sent(1, SparkplugKind.NodeDeath, "");
        walk.Receive(Some.At(1), will with { Sparkplug = will.Sparkplug! with { IsLateWill = true } }, Sent(1, SparkplugKind.OfOthers, ""), Sent(1, SparkplugKind.NodeBirth, ""));

        var batch = walk.Batches[^1];
        Assert.Empty(batch.Entries);
        Assert.Empty(batch.SetAside);
        Assert.Equal(3, RawBlock.Read(batch.RawBlock).Count);
    }

    [Fact]
    public void An_alias_that_no_birth_explains_waits_for_one()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), Sent(1, SparkplugKind.DeviceData, "one", new SparkplugMetric("", 7, "0.4", At(1))));
        var aside = walk.Batches[^1].SetAside.Single();
        Assert.Equal(SetAsideReason.UnknownAlias, aside.Reason);

        Assert.True(walk.Do(new Act.Release(aside.Id, aside.Reason, "Chen Jing", "its birth came"), Some.At(2), Sent(1, SparkplugKind.DeviceData, "one", Cadmium("0.4", 1))).IsDone);
        Assert.Equal(Some.At(1), Assert.Single(walk.Batches[^1].Readings).TakenAt);
        Assert.Contains(EntryKind.AlertRaised, walk.Kinds);
    }

    [Fact]
    public void A_number_whose_type_no_birth_has_said_waits_if_it_is_meant_at_all()
    {
        var walk = Walk();
        walk.Receive(
            Some.At(1), Sent(1, SparkplugKind.DeviceData, "one", new SparkplugMetric("cd", 7, "4294967291", At(1)) { LacksType = true }, new SparkplugMetric("uptime", 9, "4294967291", At(1)) { LacksType = true }));

        var aside = walk.Batches[^1].SetAside.Single();
        Assert.Equal(SetAsideReason.UnknownAlias, aside.Reason);
        Assert.Contains("explains the type of cd.", aside.Detail, StringComparison.Ordinal);
        Assert.Empty(walk.Batches[^1].Readings);
    }

    [Fact]
    public void A_gap_is_on_the_timeline_and_what_came_after_it_is_read()
    {
        var walk = Walk();
        var sent = Sent(1, SparkplugKind.DeviceData, "one", Cadmium("0.001", 1));
        walk.Receive(Some.At(1), sent with { Sparkplug = sent.Sparkplug! with { Missed = (5, 7) } });

        var missed = walk.Timeline.Single(e => e.Kind == EntryKind.MessagesMissed);
        Assert.Equal(("River/edge1", "5", "7"), (missed.Data["sender"], missed.Data["due"], missed.Data["came"]));
        Assert.Single(walk.Batches[^1].Readings);
    }

    [Theory]
    [InlineData(null, SetAsideReason.NoValue)]
    [InlineData("-9999", SetAsideReason.NoValue)]
    [InlineData("NaN", SetAsideReason.UnreadableValue)]
    [InlineData("true", SetAsideReason.UnreadableValue)]
    public void What_is_no_number_is_set_aside_and_the_station_is_heard(string? value, SetAsideReason reason)
    {
        var walk = Walk();
        walk.Receive(Some.At(1), Sent(1, SparkplugKind.DeviceData, "one", new SparkplugMetric("cd", 7, value, At(1)), new SparkplugMetric("Battery", 8, "3.6", At(1))));
        Assert.Equal(reason, walk.Batches[^1].SetAside.Single().Reason);
        Assert.Empty(walk.Batches[^1].Readings);
        Assert.Equal("upper", walk.Batches[^1].Heard.Single().Station);
    }

    [Fact]
    public void A_number_without_a_time_that_is_over_its_limit_alerts_and_whom_nobody_knows_is_set_aside()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), Sent(1, SparkplugKind.DeviceData, "one", new SparkplugMetric("cd", 7, "0.4", null)), Sent(1, SparkplugKind.DeviceData, "nine", Cadmium("0.4", 1)));
        Assert.Equal([SetAsideReason.MissingMember, SetAsideReason.UnknownStation], walk.Batches[^1].SetAside.Select(s => s.Reason));
        Assert.Contains(EntryKind.AlertRaised, walk.Kinds);
    }

    private static CaseWalk Walk() => new CaseWalk(Some.Plan(Some.Watched("upper"), Some.Watched("lower"))).Begin(Some.Start);

    private static ulong At(double hours) => (ulong)Some.At(hours).ToUnixTimeMilliseconds();

    private static SparkplugMetric Cadmium(string value, double hours) => new("cd", 7, value, At(hours));

    private static Message Sent(double hours, SparkplugKind kind, string device, params SparkplugMetric[] metrics) =>
        new(new RawMessage("local", $"spBv1.0/River/{kind}/edge1/{device}", "", Some.At(hours), new byte[] { 1 }), PayloadFormat.Sparkplug, "", IsRetained: false)
        {
            Mapping = Plant,
            Sparkplug = new SparkplugContent(kind, "River/edge1", device, metrics),
        };
}
