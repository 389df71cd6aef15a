using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Packets;

namespace WaterWatch.Tests.Mqtt;

/// <summary>A message that is for somebody has arrived only when it waits for him.</summary>
public class AudienceTests
{
    [Theory]
    [InlineData("wall", MqttQos.AtLeastOnce, false, ReasonCode.NoMatchingSubscribers)]
    [InlineData("wall", MqttQos.AtLeastOnce, true, ReasonCode.NoMatchingSubscribers)]
    [InlineData("lalang", MqttQos.AtLeastOnce, false, ReasonCode.Success)]
    [InlineData("lalang", MqttQos.AtMostOnce, false, ReasonCode.NoMatchingSubscribers)]
    [InlineData("lalang", MqttQos.AtMostOnce, true, ReasonCode.Success)]
    public async Task Only_what_is_queued_for_whom_it_is_for_is_a_success(string user, MqttQos qos, bool isConnected, ReasonCode reason)
    {
        await using var broker = SomeStation.Broker();
        using var subscriber = new SomeStation(broker, "subscriber", user: user);
        if (isConnected) subscriber.Attach();
        broker.Router.Subscribe(subscriber.Session, new Subscription("c/#", qos));
        Assert.Equal(reason, await broker.PublishAsync("c/lalang", "x"u8.ToArray(), MqttQos.AtLeastOnce, isFor: u => u == "lalang"));
        Assert.Equal(ReasonCode.Success, await broker.PublishAsync("c/lalang", "x"u8.ToArray(), MqttQos.AtLeastOnce));
    }
}
