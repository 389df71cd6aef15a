using System.Globalization;
using System.Text;

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
        return new StoryMessage(PublishAt, $"waterwatch/v1/{river}/{Station.Id}/readings", Payload(origin), Fault.Length == 0 ? origin : $"{origin}; fault: {Fault}", Modelled)
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
            Values[i].AppendTo(json);
        }

        return json.Append("]}").ToString();
    }
}

/// <param name="Unit">Empty where the determinand has only one.</param>
internal sealed record SampleValue(string Determinand, decimal Number, string Unit, bool Below = false)
{
    public void AppendTo(StringBuilder json)
    {
        var digits = Number.ToString(CultureInfo.InvariantCulture);
        json.Append(CultureInfo.InvariantCulture, $"{{\"determinand\":\"{Determinand}\",");
        json.Append(IsMetal ? "\"fraction\":\"total\"," : "");
        json.Append("\"value\":").Append(Below ? $"\"<{digits}\"" : digits);
        json.Append(Unit.Length == 0 ? "" : $",\"unit\":\"{Unit}\"").Append(",\"mark\":\"N\"}");
    }

    public bool IsMetal => Determinand is "Cd" or "As" or "Pb";
}
