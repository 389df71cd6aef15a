using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Tests.Mqtt;

public class InflightTests
{
    [Fact]
    public async Task Acknowledgements_earned_in_any_order_go_out_in_the_order_of_arrival()
    {
        using var stream = new MemoryStream();
        var output = new PacketOutput(stream, MqttProtocol.V311);
        var queue = new AcknowledgementQueue(output, 3, untilRelease: false, NoFault);
        for (ushort id = 7; id < 10; id++) Assert.True(queue.TryBegin(id, MqttQos.AtLeastOnce, out _));
        Assert.False(queue.TryBegin(10, MqttQos.AtLeastOnce, out _));
        queue.Complete(2, ReasonCode.Success, flush: false);
        queue.Complete(1, ReasonCode.Success, flush: false);
        Assert.Equal(3, queue.Count);
        queue.Complete(0, ReasonCode.Success, flush: false);
        queue.Complete(0, ReasonCode.Success, flush: false);
        Assert.Equal(0, queue.Count);
        output.Flush();
        await output.DrainAsync();
        Assert.Equal([0x40, 2, 0, 7, 0x40, 2, 0, 8, 0x40, 2, 0, 9], stream.ToArray());
    }

    [Fact]
    public void Packet_identifiers_run_in_turn_and_are_found_again_whatever_the_order()
    {
        var window = new InflightWindow<string>();
        var random = new Random(5);
        var open = new List<(ushort Id, string Item)>();
        for (var i = 0; i < 200_000; i++)
        {
            var item = $"{i}";
            var id = window.Add(item);
            Assert.NotEqual(0, id);
            open.Add((id, item));
            if (open.Count < 100) continue;
            var at = random.Next(open.Count);
            Assert.True(window.TryRemove(open[at].Id, out var found));
            Assert.Equal(open[at].Item, found);
            Assert.False(window.TryRemove(open[at].Id, out _));
            open.RemoveAt(at);
            // The oldest goes regularly, as it does in life; one that never did would use up the identifiers.
            if (window.TryRemove(open[0].Id, out _)) open.RemoveAt(0);
        }
        Assert.Equal(open, window.ToList());
    }

    [Fact]
    public void After_a_new_connection_the_oldest_goes_first_and_only_what_was_sent_counts_as_on_the_way()
    {
        var window = new InflightWindow<string>();
        foreach (var item in new[] { "a", "b", "c", "d" }) window.Add(item);
        Assert.True(window.TryRemove(2, out _));
        window.Rewind();
        Assert.Equal((0, 3, true), (window.OnTheWay, window.Count, window.HasUnsent));
        Assert.True(window.TryTakeUnsent(out var first, out var a));
        Assert.Equal((1, "a", 1), (first, a, window.OnTheWay));
        // A peer may answer what it got on the connection before: it is then not sent again.
        Assert.True(window.TryRemove(3, out _));
        Assert.True(window.TryTakeUnsent(out var last, out var d));
        Assert.Equal((4, "d", false), (last, d, window.HasUnsent));
        Assert.False(window.TryTakeUnsent(out _, out _));
        Assert.Equal(5, window.Add("e"));
        Assert.Equal(3, window.OnTheWay);
    }

    [Fact]
    public void All_identifiers_in_use_leave_one_for_a_subscription()
    {
        var window = new InflightWindow<string>();
        var last = 0;
        while (window.HasIdentifier) last = window.Add("x");
        Assert.Equal(65_534, last);
        Assert.False(window.TryRemove(65_535, out _));
    }

    [Fact]
    public async Task What_is_held_is_written_at_once_when_it_is_let_go()
    {
        using var stream = new MemoryStream();
        var output = new PacketOutput(stream, MqttProtocol.V311);
        output.Hold();
        output.Send(PingPacket.Request);
        output.Send(PingPacket.Response);
        Assert.Equal(0, stream.Length);
        output.FlushHere();
        await output.DrainAsync();
        Assert.Equal([0xC0, 0, 0xD0, 0], stream.ToArray());
    }

    private static void NoFault() => Assert.Fail("Nothing went wrong.");
}
