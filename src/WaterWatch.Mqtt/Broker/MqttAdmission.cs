namespace WaterWatch.Mqtt.Broker;

/// <summary>Whether a client is let in, and as whom.</summary>
/// <param name="Reason">Success, or what its CONNACK says, from 0x80 on.</param>
/// <param name="User">Who it is, whatever it called itself. Sessions belong to who began them: another cannot take one over.</param>
public readonly record struct MqttAdmission(ReasonCode Reason, string User)
{
    public static MqttAdmission As(string user) => new(ReasonCode.Success, user);

    public static MqttAdmission Refused(ReasonCode reason) => new(reason, "");
}
