namespace WaterWatch.Mqtt.Packets;

/// <summary>Reads a property set and holds it to the rules of its packet (MQTT 5.0 §2.2.2).</summary>
internal static class PropertyReader
{
    public static MqttProperties Read(ref BodyReader reader, PropertyHome home)
    {
        var items = new List<MqttProperty>(4);
        while (!reader.AtEnd)
        {
            // Identifiers are variable byte integers, but all that exist take one byte; a longer one is unknown.
            var id = reader.Variable();
            var known = (PropertyId)id;
            if (id > byte.MaxValue || !PropertyRule.TryFind(known, out var rule) || (rule.Homes & home) == 0)
            {
                reader.Fail(ReasonCode.MalformedPacket);
                break;
            }
            if (!MayStand(items, known, rule, home)) reader.Fail(ReasonCode.ProtocolError);
            items.Add(ReadValue(ref reader, known, rule));
        }
        return new MqttProperties(items);
    }

    private static bool MayStand(List<MqttProperty> items, PropertyId id, in PropertyRule rule, PropertyHome home)
    {
        // Repeating a property that may stand once is a Protocol Error [MQTT-2.2.2.2].
        if (rule.Repeatable && (id != PropertyId.SubscriptionIdentifier || home != PropertyHome.Subscribe)) return true;
        foreach (var item in items)
        {
            if (item.Id == id) return false;
        }
        return true;
    }

    private static MqttProperty ReadValue(ref BodyReader reader, PropertyId id, in PropertyRule rule)
    {
        switch (rule.Kind)
        {
            case PropertyKind.Text: return MqttProperty.Of(id, reader.Text());
            case PropertyKind.Binary: return MqttProperty.Of(id, reader.Binary().ToArray());
            case PropertyKind.Pair:
                var name = reader.Text();
                return MqttProperty.User(name, reader.Text());
        }
        var number = rule.Kind switch
        {
            PropertyKind.Short => reader.UInt16(),
            PropertyKind.Int => reader.UInt32(),
            PropertyKind.Variable => (uint)reader.Variable(),
            _ => reader.Byte(),
        };
        if (rule.Kind == PropertyKind.Flag && number > 1) reader.Fail(ReasonCode.ProtocolError);
        if (rule.ZeroForbidden && number == 0) reader.Fail(ReasonCode.ProtocolError);
        return MqttProperty.Of(id, number);
    }
}
