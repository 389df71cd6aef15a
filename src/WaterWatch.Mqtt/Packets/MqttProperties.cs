namespace WaterWatch.Mqtt.Packets;

/// <summary>One property: a number, a text, a pair of texts or bytes, as its identifier says.</summary>
internal readonly record struct MqttProperty(PropertyId Id, uint Number, string Text, string Name, ReadOnlyMemory<byte> Data)
{
    public static MqttProperty Of(PropertyId id, uint number) => new(id, number, "", "", default);

    public static MqttProperty Of(PropertyId id, string text) => new(id, 0, text, "", default);

    public static MqttProperty Of(PropertyId id, ReadOnlyMemory<byte> data) => new(id, 0, "", "", data);

    public static MqttProperty User(string name, string value) => new(PropertyId.UserProperty, 0, value, name, default);

    // ReadOnlyMemory compares by reference; a property is equal when its bytes are.
    public bool Equals(MqttProperty other) =>
        Id == other.Id && Number == other.Number && Text == other.Text && Name == other.Name && Data.Span.SequenceEqual(other.Data.Span);

    public override int GetHashCode() => HashCode.Combine(Id, Number, Text, Name, Data.Length);
}

/// <summary>
/// The properties of one packet in the order in which they came, which must be kept for user properties (MQTT 5.0 §2.2.2).
/// A packet without any carries null, so that the common case costs nothing.
/// </summary>
internal sealed record MqttProperties(IReadOnlyList<MqttProperty> Items)
{
    public static MqttProperties Of(params MqttProperty[] items) => new(items);

    public uint? Number(PropertyId id)
    {
        foreach (var item in Items)
        {
            if (item.Id == id) return item.Number;
        }
        return null;
    }

    public string? Text(PropertyId id)
    {
        foreach (var item in Items)
        {
            if (item.Id == id) return item.Text;
        }
        return null;
    }

    public bool Equals(MqttProperties? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Count;
}
