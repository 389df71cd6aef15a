using System.Collections.Frozen;
using System.Text;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Incidents;
using WaterWatch.Readings;
using WaterWatch.Tests.Decoding.Mapping;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Deciding;

/// <summary>One message of a gateway, read by a mapping, that is of several stations.</summary>
public sealed class MappedMessageTests
{
    private static readonly PayloadMapping Gateway = new("gateway")
    {
        Records = Mappings.Path("+station[*]"),
        Devices = new Dictionary<string, MappedDevice> { ["Upper"] = new("upper"), ["Lower"] = new("lower") }.ToFrozenDictionary(),
        Time = new MappedTime([Mappings.Path("ts")], TimeFormat.EpochMilliseconds, OrReceived: false),
        Readings = [Mappings.Cadmium("values.cd")],
    };

    [Fact]
    public void Each_station_has_its_readings_and_is_heard_and_the_message_is_kept_once()
    {
        var walk = Walk("upper", "lower");
        walk.Receive(Some.At(1), Message(("Upper", "0.02"), ("Lower", "0.001")));

        var batch = walk.Batches[^1];
        Assert.Equal(["upper 0.02 mg/L", "lower 0.001 mg/L"], batch.Readings.Select(r => $"{walk.State.SeriesByNumber(r.Series).Key.Station} {r.Value}"));
        Assert.Equal(["upper", "lower"], batch.Heard.Select(h => h.Station));
        var raw = Assert.Single(RawBlock.Read(batch.RawBlock));
        Assert.True(raw.IsOf("upper") && raw.IsOf("lower") && !raw.IsOf("upper/lower/x") && !raw.IsOf("low"));
        Assert.Equal("upper", walk.Timeline.Single(e => e.Kind == EntryKind.AlertRaised).Station);
    }

    [Fact]
    public void The_same_message_twice_changes_nothing()
    {
        var walk = Walk("upper", "lower");
        var message = Message(("Upper", "0.02"), ("Lower", "0.001"));
        walk.Receive(Some.At(1), message);
        walk.Receive(Some.At(2), message);

        Assert.Empty(walk.Batches[^1].Readings);
        Assert.Equal([1, 1], walk.Batches[^1].Heard.Select(h => h.Duplicates));
    }

    [Fact]
    public void A_device_that_nobody_knows_keeps_no_other_back_and_is_read_once_it_is_known()
    {
        var walk = Walk("upper");
        var message = Message(("Lower", "0.4"), ("Upper", "0.001"));
        walk.Receive(Some.At(1), message);

        var aside = walk.Batches[^1].SetAside.Single();
        Assert.Equal((SetAsideReason.UnknownStation, "No station \"lower\" is configured. Add it to its river file, then release this message."), (aside.Reason, aside.Detail));
        Assert.Equal(0.001m, Assert.Single(walk.Batches[^1].Readings).Value.Value);
        var release = new Act.Release(aside.Id, aside.Reason, "Chen Jing", "it is there now");
        Assert.Contains("No station", walk.Do(release, Some.At(2), message).Words, StringComparison.Ordinal);

        walk.Reconfigure(Some.Plan(Some.Watched("upper"), Some.Watched("lower")), Some.At(3));
        Assert.True(walk.Do(release, Some.At(4), message).IsDone);
        Assert.Equal("lower", walk.State.SeriesByNumber(Assert.Single(walk.Batches[^1].Readings).Series).Key.Station.Value);
        Assert.Equal(Some.At(1), walk.Timeline.Single(e => e.Kind == EntryKind.AlertRaised).At);
    }

    [Fact]
    public void Read_again_by_another_mapping_it_is_corrected_at_each_station()
    {
        var walk = Walk("upper", "lower");
        walk.Receive(Some.At(1), Message(("Upper", "2"), ("Lower", "1")));
        var inMicrograms = Gateway with { Readings = [Mappings.Cadmium("values.cd") with { Unit = Mapped.Always(Unit.MicrogramPerLitre) }] };

        Assert.True(walk.Reparse(Some.At(2), Message(("Upper", "2"), ("Lower", "1")) with { Mapping = inMicrograms }).IsDone);

        Assert.Equal(["0.002", "0.001"], walk.Batches[^1].Readings.Select(r => r.Value.Digits));
        Assert.All(walk.Batches[^1].Readings, r => Assert.True(r.IsCorrection));
    }

    [Fact]
    public void A_number_over_its_limit_without_a_time_alerts_at_its_own_station()
    {
        var walk = Walk("upper", "lower");
        walk.Receive(Some.At(1), Sent("""{"Lower":[{"values":{"cd":0.4}}]}"""));

        Assert.Equal(SetAsideReason.MissingMember, walk.Batches[^1].SetAside.Single().Reason);
        Assert.Equal("lower", walk.Timeline.Single(e => e.Kind == EntryKind.AlertRaised).Station);
    }

    [Fact]
    public void Nothing_of_which_nobody_knows_whose_it_is_is_lost()
    {
        var walk = Walk("upper");
        walk.Receive(Some.At(1), Sent("no JSON"), Sent("[]"));
        Assert.Equal([SetAsideReason.Unreadable, SetAsideReason.MissingMember], walk.Batches[^1].SetAside.Select(s => s.Reason));
    }

    private static CaseWalk Walk(params string[] stations) => new CaseWalk(Some.Plan([.. stations.Select(s => Some.Watched(s))])).Begin(Some.Start);

    private static Message Message(params (string Device, string Cadmium)[] sent) =>
        Sent($"{{{string.Join(',', sent.Select(s => $"\"{s.Device}\":[{{\"ts\":{Some.At(1).ToUnixTimeMilliseconds()},\"values\":{{\"cd\":{s.Cadmium}}}}}]"))}}}");

    private static Message Sent(string payload) =>
        new(new RawMessage("local", "v1/gateway/telemetry", "", Some.At(1), Encoding.UTF8.GetBytes(payload)), PayloadFormat.Mapped, "", IsRetained: false) { Mapping = Gateway };
}
