using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Tests.Mqtt;

/// <summary>A QoS 2 message that came and was not answered: its sender comes back with it, and must not be left waiting.</summary>
public class ExactlyOnceTests
{
    private static readonly PublishPacket s_message = new("r/1", "x"u8.ToArray(), MqttQos.ExactlyOnce, Retain: false, PacketId: 7);

    [Fact]
    public async Task What_a_station_may_not_publish_is_refused_as_often_as_it_sends_it()
    {
        await using var broker = SomeStation.Broker(o => o with { AuthorizePublish = (_, _) => false });
        for (var i = 0; i < 2; i++)
        {
            using var station = new SomeStation(broker, "station");
            Assert.Equal(ReasonCode.NotAuthorized, (await station.Intake.TakeAsync(s_message, CancellationToken.None))?.Reason);
            Assert.Equal(0, station.Session.Inbound.Count);
        }
    }

    [Fact]
    public async Task What_there_is_no_room_to_retain_is_refused_until_there_is()
    {
        await using var broker = SomeStation.Broker(o => o with { MaximumRetained = 1 });
        await broker.PublishAsync("r/0", "x"u8.ToArray(), MqttQos.AtLeastOnce, retain: true);
        using var first = new SomeStation(broker, "station");
        Assert.Equal(ReasonCode.QuotaExceeded, (await first.Intake.TakeAsync(s_message with { Retain = true }, CancellationToken.None))?.Reason);
        await broker.PublishAsync("r/0", default, MqttQos.AtLeastOnce, retain: true);
        using var second = new SomeStation(broker, "station");
        Assert.Null(await second.Intake.TakeAsync(s_message with { Retain = true, Duplicate = true }, CancellationToken.None));
        Assert.Equal([0x50, 2, 0, 7], await second.SentAsync());
    }

    [Fact]
    public void Who_took_over_while_the_message_waited_is_made_to_send_it_again()
    {
        var inbound = new InboundExchanges();
        using var stream = new MemoryStream();
        var ended = new List<string>();
        var first = Queue("first");
        var second = Queue("second");
        Assert.Equal(InboundStep.Take, inbound.Begin(s_message, first, out var exchange));
        Assert.Equal(InboundStep.Known, inbound.Begin(s_message with { Duplicate = true }, second, out _));
        exchange.Withdraw(InboundStep.Take, first);
        Assert.Equal(["second"], ended);
        Assert.Equal(InboundStep.Take, inbound.Begin(s_message with { Duplicate = true }, Queue("third"), out _));

        AcknowledgementQueue Queue(string name) => new(new PacketOutput(stream, MqttProtocol.V311), 10, untilRelease: false, () => ended.Add(name));
    }
}
