namespace WaterWatch.Demo;

/// <summary>What goes wrong on the way, as the story's file plans it: faults of the sampling first, then of the messages.</summary>
internal static class StoryFaults
{
    /// <summary>Silence, wrong clocks and spikes: the sample itself is missing or other than it should be.</summary>
    public static IEnumerable<Sample> InSampling(IReadOnlyList<FaultFile> faults, IEnumerable<Sample> samples)
    {
        foreach (var sample in samples)
        {
            var fault = faults.FirstOrDefault(f => f.Station == sample.Station.Id && (f.Kind == FaultKind.Silence ? Covers(f, sample.TakenAt) : IsAt(f, sample.TakenAt)));
            switch (fault?.Kind)
            {
                case FaultKind.Silence:
                    break;
                case FaultKind.FutureClock:
                    // Only the cadmium analyser's clock is wrong and only it sends: each reading of a message would be set aside on its own.
                    yield return sample with { ClaimedAt = sample.TakenAt.AddDays(1), Values = [.. sample.Values.Where(v => v.Determinand == "Cd")], Fault = fault.Note };
                    break;
                case FaultKind.TurbiditySpike:
                    yield return sample.With("Turbidity", fault.Value, "NTU") with { Fault = fault.Note };
                    break;
                default:
                    yield return sample;
                    break;
            }
        }
    }

    /// <summary>Backlogs, resends, corrections and cut payloads: more messages than samples, or at another time.</summary>
    public static IEnumerable<StoryMessage> InSending(string river, IReadOnlyList<FaultFile> faults, IEnumerable<Sample> samples)
    {
        var held = 0;
        foreach (var sample in samples)
        {
            var message = sample.ToMessage(river);
            var fault = faults.FirstOrDefault(f => f.Station == sample.Station.Id && (f.Kind == FaultKind.Backlog ? Covers(f, sample.PublishAt) : IsAt(f, sample.TakenAt)));
            switch (fault?.Kind)
            {
                case FaultKind.Backlog:
                    // A second apart; every other one first, so that they arrive out of order.
                    var place = held++;
                    yield return message with { PublishAt = StoryTime.Parse(fault.At).AddSeconds(place % 2 == 0 ? 10 + place : place), Note = Noted(message, fault) };
                    break;
                case FaultKind.Resend:
                    yield return message;
                    yield return message with { PublishAt = message.PublishAt.AddSeconds(fault.AfterS), Note = Noted(message, fault) };
                    break;
                case FaultKind.Correction:
                    yield return message;
                    var corrected = sample.With("Cd", fault.Value, "mg/L") with { PublishAt = sample.PublishAt.AddSeconds(fault.AfterS), Fault = fault.Note };
                    yield return corrected.ToMessage(river);
                    break;
                case FaultKind.Truncated:
                    yield return message with { Payload = message.Payload[..(message.Payload.Length * 2 / 3)], Note = Noted(message, fault) };
                    yield return message with { PublishAt = message.PublishAt.AddSeconds(fault.AfterS) };
                    break;
                default:
                    yield return message;
                    break;
            }
        }
    }

    private static string Noted(StoryMessage message, FaultFile fault) => $"{message.Note}; fault: {fault.Note}";

    private static bool IsAt(FaultFile fault, DateTimeOffset at) => fault.From.Length == 0 && StoryTime.Parse(fault.At) == at;

    private static bool Covers(FaultFile fault, DateTimeOffset at) => StoryTime.Parse(fault.From) <= at && at < StoryTime.Parse(fault.To);
}
