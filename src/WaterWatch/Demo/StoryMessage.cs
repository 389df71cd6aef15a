namespace WaterWatch.Demo;

/// <summary>One MQTT message of the story.</summary>
/// <param name="PublishAt">When the station sends it, on the story's clock.</param>
/// <param name="Topic">As in <c>waterwatch/v1/longjiang/lalang/readings</c>.</param>
/// <param name="Payload">The JSON of DESIGN §6 or a packet of HJ 212, or what a fault left of it.</param>
/// <param name="Note">What is special: <c>modelled</c>, <c>published: XH20 (Cd, As)</c>, <c>fault: resend</c>; several joined by <c>; </c>.</param>
/// <param name="Modelled">Its cadmium value comes from the plume model and nobody measured it.</param>
public sealed record StoryMessage(DateTimeOffset PublishAt, string Topic, string Payload, string Note, bool Modelled)
{
    public required string Station { get; init; }

    /// <summary>When the sample was taken in truth, also where a fault makes the payload say otherwise.</summary>
    public required DateTimeOffset TakenAt { get; init; }
}

/// <summary>A station as the story knows it.</summary>
/// <param name="DistanceKm">Kilometres below the plant; only some are published, see <paramref name="DistanceSource"/>.</param>
public sealed record StoryStation(string Id, string NameEn, string NameZh, double DistanceKm, string DistanceSource);
