namespace WaterWatch.Mqtt;

/// <summary>The protocol version byte of CONNECT (MQTT 3.1.1 §3.1.2.2, MQTT 5.0 §3.1.2.2).</summary>
public enum MqttProtocol
{
    V311 = 4,
    V5 = 5,
}
