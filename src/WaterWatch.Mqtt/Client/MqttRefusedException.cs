namespace WaterWatch.Mqtt.Client;

/// <summary>The server answered a PUBLISH with a reason code from 0x80 on: it does not have the message, and sending it again would not help.</summary>
public sealed class MqttRefusedException : Exception
{
    public MqttRefusedException(ReasonCode reason)
        : base($"The server refused the message: {reason}.") => Reason = reason;

    public MqttRefusedException()
        : this(ReasonCode.UnspecifiedError)
    {
    }

    public MqttRefusedException(string message)
        : base(message)
    {
    }

    public MqttRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ReasonCode Reason { get; }
}
