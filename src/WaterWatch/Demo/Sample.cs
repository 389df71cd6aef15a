using System.Globalization;
using System.Text;
using WaterWatch.Decoding.Hj212;

namespace WaterWatch.Demo;

/// <summary>One sample of one station, before it becomes a message.</summary>
internal sealed record Sample(StationFile Station, DateTimeOffset TakenAt, int Seq, DateTimeOffset PublishAt, IReadOnlyList<SampleValue> Values)
{
    /// <summary>Key of the source and what it gives, as in <c>XH20 (Cd, As)</c>; empty when all is modelled.</summary>
    public string Published { get; init; } = "";

    public bool Modelled { get; init; } = true;

    public string Fault { get; init; } = "";

    /// <summary>What the station believes the time to be; <see cref="TakenAt"/> but for a wrong clock.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    public Sample With(string determinand, decimal number, string unit) =>
        this with { Values = [.. Values.Select(v => v.Determinand == determinand ? new SampleValue(determinand, number, unit) : v)] };

    public StoryMessage ToMessage(string river)
    {
        var origin = Published.Length == 0 ? "modelled" : $"published: {Published}";
        var (way, payload) = Station.Device.Length == 0 ? ("readings", Payload(origin)) : ("hj212", Packet(origin));
        return new StoryMessage(PublishAt, $"waterwatch/v1/{river}/{Station.Id}/{way}", payload, Fault.Length == 0 ? origin : $"{origin}; fault: {Fault}", Modelled)
        {
            Station = Station.Id,
            TakenAt = TakenAt,
        };
    }

    /// <summary>
    /// DESIGN §6, and a member <c>origin</c> that decoders ignore: the stored bytes themselves say what was published and what is modelled.
    /// </summary>
    private string Payload(string origin)
    {
        var json = new StringBuilder(512);
        json.Append(CultureInfo.InvariantCulture, $"{{\"taken_at\":\"{StoryTime.Format(ClaimedAt ?? TakenAt)}\",\"seq\":{Seq},\"origin\":\"{origin}\",\"readings\":[");
        for (var i = 0; i < Values.Count; i++)
        {
            json.Append(i == 0 ? "" : ",");
            Values[i].AppendJsonTo(json);
        }

        return json.Append("]}").ToString();
    }

    /// <summary>HJ 212-2017, command 2011, with an item of our own that says the same; decoders pass it over.</summary>
    private string Packet(string origin)
    {
        var content = new StringBuilder(512);
        content.Append(CultureInfo.InvariantCulture, $"DataTime={Local(ClaimedAt ?? TakenAt, "yyyyMMddHHmmss")};Origin={origin.Replace(", ", "+", StringComparison.Ordinal)}");
        foreach (var value in Values)
        {
            value.AppendItemTo(content.Append(';'));
        }

        var packet = Hj212Answer.Pack($"QN={Local(PublishAt, "yyyyMMddHHmmssfff")};ST=21;CN=2011;PW=123456;MN={Station.Device};Flag=5;CP=&&{content}&&");
        return Encoding.UTF8.GetString(packet.Span);
    }

    private static string Local(DateTimeOffset at, string format) => at.ToOffset(StoryTime.Offset).ToString(format, CultureInfo.InvariantCulture);
}

/// <param name="Unit">Empty where the determinand has only one.</param>
internal sealed record SampleValue(string Determinand, decimal Number, string Unit, bool Below = false)
{
    private string Digits => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>As a reading of DESIGN §6.</summary>
    public void AppendJsonTo(StringBuilder json)
    {
        json.Append(CultureInfo.InvariantCulture, $"{{\"determinand\":\"{Determinand}\",");
        json.Append(IsMetal ? "\"fraction\":\"total\"," : "");
        json.Append("\"value\":").Append(Below ? $"\"<{Digits}\"" : Digits);
        json.Append(Unit.Length == 0 ? "" : $",\"unit\":\"{Unit}\"").Append(",\"mark\":\"N\"}");
    }

    /// <summary>As an item of a packet. Table 8 has no mark for what lies below the detection limit; L is what instruments send.</summary>
    public void AppendItemTo(StringBuilder content)
    {
        var code = Hj212Factors.CodeOf(Determinand);
        content.Append(CultureInfo.InvariantCulture, $"{code}-Rtd={Digits},{code}-Flag={(Below ? "L" : "N")}");
    }

    public bool IsMetal => Determinand is "Cd" or "As" or "Pb";
}
