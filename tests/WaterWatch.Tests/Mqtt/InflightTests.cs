using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Tests.Mqtt;

public class InflightTests
{
    [Fact]
    public async Task Acknowledgements_earned_in_any_order_go_out_in_the_order_of_arrival()
    {
        using var stream = new MemoryStream();
        var output = new PacketOutput(stream, MqttProtocol.V311);
        var queue = new AcknowledgementQueue(output, 3);
        for (ushort id = 7; id < 10; id++) Assert.True(queue.TryBegin(id, out _));
        Assert.False(queue.TryBegin(10, out _));
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
}
