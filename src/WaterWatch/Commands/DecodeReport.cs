using System.Text;
using WaterWatch.Configuration;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Decoding;
using WaterWatch.Feeds;
using WaterWatch.Feeds.Sparkplug;
using WaterWatch.Timeline;

namespace WaterWatch.Commands;

/// <summary>What would be read from a payload, a line a reading; what would be set aside, a line a reason.</summary>
internal static class DecodeReport
{
    /// <returns>False when anything would be set aside.</returns>
    public static bool Write(LoadedConfiguration loaded, FeedSettings feed, string topic, ReadOnlyMemory<byte> payload, DateTimeOffset receivedAt, TextWriter output)
    {
        var message = feed.Listen is not null
            ? DeviceTopic.ToMessage(loaded.Plan, feed.Name, topic, payload, receivedAt)
            : new TopicRoutes(feed.Name, feed.Topics, new SparkplugSessions(TimeProvider.System)).ToMessage(topic, payload, isRetained: false, receivedAt);
        var decoded = Decider.Decode(message, loaded.Plan, new WatchState(), new ReadingBuffer());
        var (words, readings, aside) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var part in decoded.OfEach)
        {
            words.AddRange(Words(part));
            readings.AddRange(Readings(part, receivedAt + loaded.Plan.AllowedClockSkew));
            aside.AddRange(SetAside(part, loaded.Plan, receivedAt + loaded.Plan.AllowedClockSkew));
        }

        foreach (var line in words.Concat(readings).Concat(aside))
        {
            output.WriteLine(line);
        }

        output.WriteLine(message.Format == PayloadFormat.Status && aside.Count == 0
            ? $"A status: {Encoding.UTF8.GetString(payload.Span[..Math.Min(60, payload.Length)]).Trim()}."
            : $"{Count(readings.Count, "reading")}; {(aside.Count == 0 ? "nothing is set aside" : $"set aside: {aside.Count}")}.");
        return aside.Count == 0;
    }

    private static IEnumerable<string> Readings(DecodedMessage part, DateTimeOffset latest) =>
        part.Content.Readings.Where(r => r.TakenAt <= latest).Select(r => Line(part.Station!.Station.Id.Value, r));

    /// <summary>What it says of a station beside readings.</summary>
    private static IEnumerable<string> Words(DecodedMessage part) => (part.Station?.Station.Id.Value, part.Message.Sparkplug) switch
    {
        ({ } station, { IsDeath: true }) => [$"{station} is offline"],
        ({ } station, { IsBirth: true }) => [$"{station} is online"],
        (null, { }) when part.IsOfNobody => ["Of no station that the mapping has: kept, no more."],
        _ => [],
    };

    private static IEnumerable<string> SetAside(DecodedMessage part, WatchPlan plan, DateTimeOffset latest)
    {
        if (part.Station is null && part.Content.Faults.Count == 0 && !part.IsOfNobody)
        {
            yield return $"set aside: {(part.Message.Raw.Station.Length > 0 ? SetAsideReason.UnknownStation : SetAsideReason.UnknownTopic)}: {Decider.UnknownStation(part.Message, plan)}";
        }

        var of = part.Station is { } station ? $" of {station.Station.Id.Value}" : "";
        foreach (var ahead in part.Content.Readings.Where(r => r.TakenAt > latest))
        {
            yield return $"set aside{of}: {SetAsideReason.TakenInTheFuture}: {Line(part.Station!.Station.Id.Value, ahead)}";
        }

        foreach (var fault in part.Content.Faults)
        {
            yield return $"set aside{of}: {fault.Reason}: {Visible(fault.Detail)}";
        }

        foreach (var control in part.Content.Device?.Controls ?? [])
        {
            yield return $"set aside{of}: {SetAsideReason.QualityControl}: command {control.Command}: {Visible(control.Values)}";
        }
    }

    private static string Line(string station, in DecodedReading reading) =>
        $"{station} {reading.Determinand} {reading.Fraction.ToString().ToLowerInvariant()} {reading.Value} taken {Instants.Format(reading.TakenAt)}"
        + (reading.PeriodSeconds > 0 ? $" mean over {reading.PeriodSeconds} s" : "")
        + (reading.Mark.IsNone ? "" : $" mark {Visible(reading.Mark.ToString())}")
        + (reading.Source.Length > 0 ? $" source {Visible(reading.Source)}" : "");

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    /// <summary>A payload writes no control characters onto anybody's terminal.</summary>
    private static string Visible(string text) => Texts.Visible.OneLine(text);
}
