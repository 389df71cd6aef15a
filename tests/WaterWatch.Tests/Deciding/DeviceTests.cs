using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Decoding.Hj212;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

public sealed class DeviceTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_part_is_read_and_alerts_before_the_rest_has_come()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), Part(1, "w20115-Rtd=408.0"));
        Assert.Contains(EntryKind.AlertRaised, walk.Kinds);
        Assert.Single(walk.State.ToSnapshot().Splits);

        walk.Receive(Some.At(1), Part(2, "w20120-Rtd=1"));
        Assert.Empty(walk.State.ToSnapshot().Splits);
        walk.Tick(Some.At(3));
        Assert.DoesNotContain(EntryKind.MessageSetAside, walk.Kinds);
    }

    [Fact]
    public void Parts_in_any_order_within_one_payload_are_whole()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), Message(Packet(2, "w20120-Rtd=1") + Packet(1, "w20115-Rtd=1.0"), 1));
        Assert.Empty(walk.State.ToSnapshot().Splits);
    }

    [Fact]
    public void A_part_without_its_rest_is_set_aside_after_the_stated_time_once_and_stays_read()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), Part(1, "w20115-Rtd=1.0"));
        walk.Tick(Some.At(1) + (4 * Minute));
        Assert.DoesNotContain(EntryKind.MessageSetAside, walk.Kinds);

        walk.Tick(Some.At(1) + (5 * Minute));
        walk.Tick(Some.At(1) + (9 * Minute));
        var aside = Assert.Single(walk.Batches.SelectMany(b => b.SetAside));
        Assert.Equal(SetAsideReason.PartMissing, aside.Reason);
        Assert.StartsWith("Of the 2 packets of 2011 of 20120115090000 by 450000000000000000000001 only 1 came (1).", aside.Detail, StringComparison.Ordinal);
        Assert.Single(walk.Batches.SelectMany(b => b.Readings));
        Assert.Empty(walk.State.ToSnapshot().Splits);
    }

    [Fact]
    public void The_repeat_of_a_part_does_not_wait_for_others()
    {
        var walk = Walk();
        walk.Receive(Some.At(1), Part(1, "w20115-Rtd=1.0"));
        walk.Receive(Some.At(1), Part(2, "w20120-Rtd=1"));
        walk.Receive(Some.At(2), Part(2, "w20120-Rtd=1", 2));
        walk.Tick(Some.At(5));
        Assert.DoesNotContain(EntryKind.MessageSetAside, walk.Kinds);
    }

    [Fact]
    public void A_device_that_never_ends_what_it_begins_fills_no_memory()
    {
        var walk = Walk();
        for (var i = 0; i < 40; i++)
        {
            walk.Receive(Some.At(1), Message(Text($"QN=1;ST=21;CN=2011;PW=1;MN=1;Flag=6;PNUM=2;PNO=1;CP=&&DataTime=2012011509{i:D2}00;w20115-Rtd=1.0&&"), 1));
        }

        Assert.Equal(32, walk.State.ToSnapshot().Splits.Count);
        Assert.Equal(8, walk.Batches.SelectMany(b => b.SetAside).Count(s => s.Reason == SetAsideReason.PartMissing));
    }

    [Fact]
    public void Quality_control_is_kept_apart_once_and_is_no_flood()
    {
        var walk = Walk();
        var sent = Enumerable.Range(10, 40).Select(i => Message(Text($"QN=1;ST=21;CN=2062;PW=1;MN=1;Flag=5;CP=&&DataTime=2012011508{i}00;w20115-Rtd=1000.0,w20115-Flag=N&&"), 1)).ToArray();
        walk.Receive(Some.At(1), sent);
        walk.Receive(Some.At(1), sent);
        Assert.Empty(walk.Batches.SelectMany(b => b.Readings));
        Assert.Equal(40, walk.Batches.SelectMany(b => b.SetAside).Count(s => s.Reason == SetAsideReason.QualityControl));
        Assert.Empty(walk.State.ToSnapshot().Alerts);
    }

    [Fact]
    public void Another_device_is_no_reading_of_this_station_and_alerts_unconfirmed()
    {
        var walk = Walk(new Hj212Dialect { Device = "450000000000000000000009" });
        walk.Receive(Some.At(1), Message(Text("QN=1;ST=21;CN=2011;PW=1;MN=450000000000000000000001;Flag=5;CP=&&DataTime=20120115090000;w20115-Rtd=408.0&&"), 1));
        Assert.Empty(walk.Batches.SelectMany(b => b.Readings));
        Assert.Equal(SetAsideReason.WrongDevice, Assert.Single(walk.Batches.SelectMany(b => b.SetAside)).Reason);
        Assert.Equal(ConfirmedBy.Nothing, walk.State.ToSnapshot().Alerts.Single().ConfirmedBy);
    }

    [Fact]
    public void A_device_that_calls_by_itself_is_known_by_its_number()
    {
        var walk = Walk(new Hj212Dialect { Device = "450000000000000000000001" });
        var packet = System.Text.Encoding.ASCII.GetBytes(Packet(1, "w20115-Rtd=2.0"));
        walk.Receive(Some.At(1), new Message(new RawMessage("devices", "hj212/450000000000000000000001", "450000000000000000000001", Some.At(1), packet), PayloadFormat.Hj212, "", false));
        Assert.Equal(0.002m, Assert.Single(walk.Batches.SelectMany(b => b.Readings)).Value.Value);

        walk.Receive(Some.At(1), new Message(new RawMessage("devices", "hj212/4711", "4711", Some.At(1), packet), PayloadFormat.Hj212, "", false));
        var aside = Assert.Single(walk.Batches.SelectMany(b => b.SetAside));
        Assert.Equal(SetAsideReason.UnknownStation, aside.Reason);
        Assert.Contains("Write that MN as mn:", aside.Detail, StringComparison.Ordinal);
    }

    private static CaseWalk Walk(Hj212Dialect? dialect = null)
    {
        var station = Some.Watched("upper");
        return new CaseWalk(Some.Plan(new WatchedStation(station.Station, [], station.Rules, AlertRule.Default) { Hj212 = dialect ?? Hj212Dialect.Standard })).Begin(Some.Start);
    }

    private static Message Part(int part, string content, double hours = 1) => Message(Packet(part, content), hours);

    private static string Packet(int part, string content) =>
        Text($"QN=2012011509000053{part};ST=21;CN=2011;PW=123456;MN=450000000000000000000001;Flag=7;PNUM=2;PNO={part};CP=&&DataTime=20120115090000;{content}&&");

    private static string Text(string data) => System.Text.Encoding.ASCII.GetString(Hj212Answer.Pack(data).Span);

    private static Message Message(string payload, double hours) =>
        new(new RawMessage("local", $"waterwatch/v1/{Some.River}/upper/hj212", "upper", Some.At(hours), System.Text.Encoding.ASCII.GetBytes(payload)), PayloadFormat.Hj212, Some.River, IsRetained: false);
}
