using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>What a laboratory found: on the timeline with its custody, and of a station also a reading of the source <c>lab</c>, judged like every other.</summary>
internal static class SampleStep
{
    public const string NoNumber = "The sample has no number: give \"number\", the laboratory's or the sampler's.";

    /// <param name="read">The results as a message of the station; null where there is no station.</param>
    public static ActResult Enter(Draft draft, WatchPlan plan, Act.EnterSample act, DecodedMessage? read)
    {
        if (ActStep.Open(draft, act.Incident, out var refused) is not { } incident)
        {
            return refused;
        }

        var sample = act.Sample;
        if (Fault(sample, draft.RecordedAt + plan.AllowedClockSkew, incident, read) is { } fault)
        {
            return fault;
        }

        if (read is not { Station: { } station } message)
        {
            Note(draft, act, incident);
            return ActResult.Done(incident.Id);
        }

        var here = draft.Station(station.Station.Id.Value, message.Known);
        if (message.Content.Readings.All(r => ReadingStep.IsHeld(draft, station, here, r)))
        {
            return ActStep.Refuse(ActRefusal.Conflict, "These results are held already, of the same sample time: nothing was changed.", "results");
        }

        Note(draft, act, incident);
        foreach (var reading in Decider.InOrder(station, message.Content.Readings))
        {
            ReadingStep.Take(draft, plan, station, here, message.Message.Raw, reading);
        }

        return ActResult.Done(draft.OpenIncident(incident.Id) is null ? null : incident.Id);
    }

    private static ActResult? Fault(LabSample sample, DateTimeOffset latest, Incident incident, DecodedMessage? read)
    {
        ActResult Invalid(string words, string field) => ActStep.Refuse(ActRefusal.Invalid, words, field);
        if (sample.Station.Length == 0 && string.IsNullOrWhiteSpace(sample.Place))
        {
            return Invalid("It does not say where: give \"station\", or \"place\" in words where there is none.", "place");
        }

        if (sample.Results.Count is 0 or > LabSample.MostResults)
        {
            return Invalid($"Give \"results\": from 1 to {LabSample.MostResults} of them.", "results");
        }

        if (sample.AttachmentSha256.Length > 0 && (sample.AttachmentSha256.Length != 64 || !sample.AttachmentSha256.All(char.IsAsciiHexDigitLower)))
        {
            return Invalid("attachment_sha256 is 64 hexadecimal digits in lower case, as sha256sum prints them.", "attachment_sha256");
        }

        if (Texts(sample).FirstOrDefault(t => t.Text.Length > LabSample.LongestText) is { Field: { } tooLong })
        {
            return Invalid($"{tooLong} is longer than {LabSample.LongestText} characters.", tooLong);
        }

        if (sample.Results.Any(r => Line(r).Length > LabSample.LongestText))
        {
            return Invalid($"A result is longer than {LabSample.LongestText} characters.", "results");
        }

        var before = ("sampled_at", sample.Sampled.At);
        foreach (var (field, step) in new[] { ("sampled_at", sample.Sampled), ("sealed_at", sample.Sealed), ("received_at", sample.Received), ("analysed_at", sample.Analysed) })
        {
            if (step?.At < before.At)
            {
                return Invalid($"{field} lies before {before.Item1}: a sample is taken, sealed, received and analysed in this order.", field);
            }

            if (step?.At > latest)
            {
                return Invalid($"{field} lies in the future.", field);
            }

            before = step is null ? before : (field, step.At);
        }

        if (sample.Station.Length > 0 && (read?.Station is not { } station || station.Station.River != incident.River))
        {
            return Invalid($"There is no station \"{sample.Station}\" on the river of incident {incident.Id}; leave it out and say the place in words.", "station") with { WordsZh = "该河流没有此站点：请另选，或留空并填写采样地点。" };
        }

        return read?.Content.Faults is { Count: > 0 } faults ? Invalid(Decider.InShort([.. faults.Select(f => f.Detail)]), "results") : null;
    }

    private static void Note(Draft draft, Act.EnterSample act, Incident incident)
    {
        var sample = act.Sample;
        var facts = new Dictionary<string, string> { ["number"] = sample.Number, ["results"] = string.Join("; ", sample.Results.Select(Line)) };
        foreach (var (name, text) in Texts(sample).Where(t => t.Text.Length > 0))
        {
            facts[name] = text;
        }

        foreach (var (name, step) in new[] { ("sampled", sample.Sampled), ("sealed", sample.Sealed), ("received", sample.Received), ("analysed", sample.Analysed) })
        {
            if (step is not null)
            {
                facts[name + "_at"] = Instants.Format(step.At);
            }
        }

        draft.Note(new TimelineEntry
        {
            At = sample.Sampled.At,
            Kind = EntryKind.SampleEntered,
            Incident = incident.Id,
            Station = sample.Station.Length > 0 ? sample.Station : null,
            By = act.By,
            Data = facts,
        });
    }

    private static string Line(LabResult r) =>
        $"{r.Determinand}{(r.Fraction.Length > 0 ? " " + r.Fraction : "")} {r.Value} {r.Unit}{(r.Method.Length > 0 ? $" by {r.Method}" : "")}{(r.DetectionLimit.Length > 0 ? $", detection limit {r.DetectionLimit} {r.Unit}" : "")}";

    private static IEnumerable<(string Field, string Text)> Texts(LabSample sample) =>
    [
        ("number", sample.Number), ("place", sample.Place), ("preservation", sample.Preservation), ("laboratory", sample.Laboratory), ("attachment_sha256", sample.AttachmentSha256),
        ("sampled_by", sample.Sampled.By), ("sealed_by", sample.Sealed?.By ?? ""), ("received_by", sample.Received?.By ?? ""), ("analysed_by", sample.Analysed?.By ?? ""),
    ];
}
