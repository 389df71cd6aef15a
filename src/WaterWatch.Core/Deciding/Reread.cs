using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>A reading as it would be held, were its message to come now.</summary>
public readonly record struct RereadReading(SeriesKey Series, DateTimeOffset TakenAt, Concentration Value, Mark Mark);

/// <summary>What was read once more from messages that are long stored, by the decoders and the configuration of now.</summary>
public static class Reread
{
    /// <summary>The readings of a message that could be held. What claims to be of later than its receipt is none: it would be set aside again.</summary>
    public static IEnumerable<RereadReading> Of(WatchPlan plan, DecodedMessage message)
    {
        foreach (var further in message.Further ?? [])
        {
            foreach (var read in Of(plan, further))
            {
                yield return read;
            }
        }

        if (message.Station is not { } station)
        {
            yield break;
        }

        var latest = message.Message.Raw.ReceivedAt + plan.AllowedClockSkew;
        foreach (var read in message.Content.Readings)
        {
            if (read.TakenAt <= latest)
            {
                var watched = ReadingStep.SeriesOf(station, read);
                yield return new RereadReading(watched.Key, read.TakenAt, ReadingStep.ValueOf(station, watched, read), read.Mark);
            }
        }
    }
}
