using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Decoding.Hj212;
using WaterWatch.Incidents;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// The one place where everything meets: messages and ticks of the clock come in, changes go into the draft. Pure: no clock, file, socket, thread or
/// random number, so that live, replay and tests are one code.
/// </summary>
public static class Decider
{
    /// <summary>The name under which the service itself writes into the timeline.</summary>
    public const string Service = "waterwatch";

    /// <summary>Reads a message by its format. Done before <see cref="Decide"/>, so that what it mentions can be looked up in between.</summary>
    /// <param name="state">As it stays until the message is decided.</param>
    /// <param name="into">Takes the readings in.</param>
    public static DecodedMessage Decode(Message message, WatchPlan plan, WatchState state, ReadingBuffer into)
    {
        if (message.Sparkplug is not null)
        {
            return SparkplugMessages.Decode(message, plan, state, into);
        }

        if (message.Mapping is not null)
        {
            return MappedMessages.Decode(message, plan, state, into);
        }

        var station = plan.StationOf(message);
        station = station is null || message.River.Length > 0 && message.River != station.Station.River ? null : station;
        var content = message.Faults.Count > 0 ? Decoded.Nothing with { Faults = message.Faults } : station is null ? Decoded.Nothing : Read(message, station, plan, into);
        return new DecodedMessage(message, station, station is null ? null : state.Station(station.Station.Id.Value), content);
    }

    private static Decoded Read(Message message, WatchedStation station, WatchPlan plan, ReadingBuffer into)
    {
        var (raw, zone) = (message.Raw, station.Station.TimeZone);
        return message.Format switch
        {
            PayloadFormat.Json => ReadingsJson.Decode(raw.Payload.Span, zone, into),
            PayloadFormat.SenMl => SenMl.Decode(raw.Payload.Span, raw.ReceivedAt, into),
            PayloadFormat.Hj212 => Hj212Decoder.Decode(
                raw.Payload, station.Hj212, device => plan.Devices.TryGetValue(device, out var owner) && !ReferenceEquals(owner, station), zone, into),
            _ => Decoded.Nothing,
        };
    }

    /// <summary>The samples that a decision on these messages needs and the state has forgotten.</summary>
    public static IEnumerable<(SeriesKey Series, DateTimeOffset TakenAt)> Forgotten(IEnumerable<DecodedMessage> messages)
    {
        foreach (var message in messages)
        {
            foreach (var wanted in message.Further is { } further ? Forgotten(further) : [])
            {
                yield return wanted;
            }

            if (message.Known is not { } known)
            {
                continue;
            }

            foreach (var reading in message.Content.Readings)
            {
                if (known.Find(reading.Source, reading.Determinand, reading.Fraction, reading.PeriodSeconds) is { } series && series.MayHaveForgotten(reading.TakenAt))
                {
                    yield return (series.Key, reading.TakenAt);
                }
            }
        }
    }

    public static void Decide(Draft draft, WatchPlan plan, in DecodedMessage decoded)
    {
        SparkplugMessages.NoteMissed(draft, decoded.Message);
        DecidePart(draft, plan, decoded);
        foreach (var further in decoded.Further ?? [])
        {
            DecidePart(draft, plan, further);
        }
    }

    private static void DecidePart(Draft draft, WatchPlan plan, in DecodedMessage decoded)
    {
        if (decoded.Station is { } station)
        {
            DecideOf(draft, plan, station, decoded);
        }
        else if (decoded.Content.Faults.Count > 0)
        {
            SetAsideFaults(draft, plan, null, decoded.Message, decoded.Content.Faults);
        }
        else if (!decoded.IsOfNobody)
        {
            var (raw, isPacket) = (decoded.Message.Raw, decoded.Message.Format == PayloadFormat.Hj212);
            var reason = raw.Station.Length > 0 ? SetAsideReason.UnknownStation : isPacket ? SetAsideReason.Unreadable : SetAsideReason.UnknownTopic;
            SetAsideStep.Keep(draft, plan, raw, null, decoded.Message.River, reason, UnknownStation(decoded.Message, plan));
        }
    }

    private static void DecideOf(Draft draft, WatchPlan plan, WatchedStation station, in DecodedMessage decoded)
    {
        var raw = decoded.Message.Raw;

        var duplicates = 0;
        DateTimeOffset? newest = null;
        List<DecodedReading>? ahead = null;
        var latest = raw.ReceivedAt + plan.AllowedClockSkew;
        var here = draft.Station(station.Station.Id.Value, decoded.Known);
        foreach (ref readonly var reading in InOrder(station, decoded.Content.Readings).AsSpan())
        {
            if (reading.TakenAt > latest)
            {
                (ahead ??= []).Add(reading);
            }
            else if (ReadingStep.Take(draft, plan, station, here, raw, reading))
            {
                newest = Newest(newest, reading);
            }
            else
            {
                duplicates++;
            }
        }

        if (ahead is not null && TakenInTheFuture(draft, plan, station, raw, ahead))
        {
            newest = ahead.Aggregate(newest, (at, reading) => Newest(at, reading));
        }

        if (decoded.Content.Faults.Count > 0)
        {
            SetAsideFaults(draft, plan, station, decoded.Message, decoded.Content.Faults);
        }

        if (decoded.Content.Device is { } talk)
        {
            DeviceStep.Take(draft, plan, station, raw, talk, isNews: newest is not null || decoded.Content.Faults.Count > 0);
        }

        draft.Counts.Duplicates += duplicates;
        SilenceStep.Hear(draft, station, here, decoded.Message, duplicates);
        ClockStep.Look(draft, station, here, decoded.Message, decoded.Message.Sparkplug is { IsHistorical: true } ? null : newest);
    }

    /// <summary>Keeps a message on which the service itself failed, so that nothing disappears and it can be released once that is mended.</summary>
    /// <param name="fault">What went wrong, by its name.</param>
    public static void SetAsideFaulty(Draft draft, WatchPlan plan, Message message, string fault) =>
        SetAsideStep.Keep(
            draft, plan, message.Raw, plan.StationOf(message), message.River, SetAsideReason.DecisionFailed,
            $"The service failed on this message ({fault}); its log has the details. Report it, then release the message.");

    /// <summary>The clock: what is due by now without any message.</summary>
    /// <param name="feeds">As they are now; silence is judged only where a feed is listening.</param>
    /// <param name="planSince">When the plan came into force: what it newly expects cannot have been silent before.</param>
    public static void Tick(Draft draft, WatchPlan plan, IReadOnlyCollection<FeedState> feeds, DateTimeOffset now, DateTimeOffset planSince = default)
    {
        AlertStep.EscalateNotRefuted(draft, plan, now);
        ListeningStep.Look(draft, plan, feeds, now);
        SetAsideStep.Look(draft, plan, now);
        DeviceStep.Look(draft, plan, now);
        SilenceStep.Look(draft, plan, feeds, now, planSince);
        DutyStep.Look(draft, now);
        OperationReportStep.Look(draft, plan, now);
        SealStep.Look(draft, now);
    }

    /// <summary>What a named person does.</summary>
    /// <param name="read">The message that comes with a laboratory's sample, or that is released; null for other acts.</param>
    /// <param name="again">The stored messages that are read again, or what a file brings; none for other acts.</param>
    public static ActResult Do(Draft draft, WatchPlan plan, Act act, DecodedMessage? read = null, IReadOnlyList<DecodedMessage>? again = null) => ActStep.Do(draft, plan, act, read, again);

    /// <summary>What came of sending notifications.</summary>
    /// <param name="held">What the log has of a notification that is settled already.</param>
    public static void Delivered(Draft draft, WatchPlan plan, Delivery delivery, Func<long, Notification?> held) => DeliveryStep.Take(draft, plan, delivery, held);

    /// <summary>What came of sending commands to stations.</summary>
    public static void CommandsTried(Draft draft, IReadOnlyList<CommandTried> tried)
    {
        foreach (var one in tried)
        {
            CommandStep.Take(draft, one);
        }
    }

    /// <summary>What became of a message that a gateway had taken.</summary>
    /// <param name="of">The notification that it is of and those that its message carried, as the log has them.</param>
    public static ActResult Receipted(Draft draft, WatchPlan plan, Receipt receipt, IReadOnlyList<Notification> of) => ReceiptStep.Take(draft, plan, receipt, of);

    /// <summary>What came of a sweep.</summary>
    public static void Swept(Draft draft, Sweep sweep) => SweepStep.Take(draft, sweep);

    /// <summary>What stations are ordered to do by what was decided, whom to tell of it, and of what is due by now. Comes last in every batch.</summary>
    /// <param name="untold">What telling has failed of before; null for nothing.</param>
    /// <inheritdoc cref="TellingStep.Tell"/>
    public static void Tell(Draft draft, WatchPlan plan, Untold? untold = null)
    {
        draft.History.Note(draft, plan.HistoryAfter);
        CommandStep.Look(draft, plan);
        TellingStep.Tell(draft, plan, untold ?? Untold.Nothing);
    }

    /// <summary>A feed was lost or came back. A lost feed is not a silent river.</summary>
    public static void FeedChanged(Draft draft, FeedState feed, DateTimeOffset at) => ListeningStep.FeedChanged(draft, feed, at);

    /// <summary>Which configuration is in force from now on; the first one is only remembered, a changed one is on the timeline. Told again of the same it does nothing.</summary>
    public static void ConfigurationLoaded(Draft draft, WatchPlan plan, DateTimeOffset at)
    {
        var before = draft.ConfigurationHash;
        if (before != plan.ConfigurationHash)
        {
            draft.PutConfiguration(plan.ConfigurationHash);
            NoteConfiguration(draft, before, plan, at);
        }

        ListeningStep.ConfigurationLoaded(draft, plan, at);
    }

    private static void NoteConfiguration(Draft draft, string from, WatchPlan plan, DateTimeOffset at)
    {
        if (from.Length == 0)
        {
            return;
        }

        var data = new Dictionary<string, string> { ["from"] = from, ["to"] = plan.ConfigurationHash };
        var difference = plan.Difference?.From == from ? plan.Difference : null;
        if (difference is not null)
        {
            data["changes"] = Facts.Number(difference.Count);
            data["difference"] = string.Join('\n', difference.Lines);
            data["waits"] = string.Join(", ", difference.Waits);
        }

        draft.Note(new TimelineEntry { At = at, Kind = EntryKind.ConfigurationChanged, By = difference is { By.Length: > 0 } ? difference.By : Service, Data = data });
    }

    /// <summary>What limits depend on goes first: a message that gives the hardness after the metal is judged by it all the same.</summary>
    internal static ArraySegment<DecodedReading> InOrder(WatchedStation station, ArraySegment<DecodedReading> readings) =>
        station.Companions.Count == 0 ? readings : readings.OrderBy(r => station.Companions.Any(c => c.Of == r.Determinand) ? 0 : 1).ToArray();

    /// <summary>Several faults of one kind in one message are one thing to look at. A row of a file whose time nobody can read may be years old, and calls nobody.</summary>
    /// <param name="station">Null where what cannot be read is nobody's.</param>
    internal static void SetAsideFaults(Draft draft, WatchPlan plan, WatchedStation? station, Message message, IReadOnlyList<DecodeFault> all)
    {
        foreach (var faults in all.GroupBy(f => f.Reason))
        {
            draft.Counts.Shape(faults.Key.ToString(), faults.Count());
            var isNew = SetAsideStep.Keep(draft, plan, message.Raw, station, station is null ? message.River : "", faults.Key, InShort([.. faults.Select(f => f.Detail)]));
            if (isNew && station is not null && !message.Raw.IsOfFile)
            {
                AlertWithoutTime(draft, plan, station, message.Raw, faults.Select(f => f.Undated).OfType<DecodedReading>(), AlertReason.UndatedExceedance);
            }
        }
    }

    /// <summary>Set aside, since it cannot be true; but a value over its limit alerts all the same, unconfirmed, at the time it was received.</summary>
    /// <returns>False when all of it was set aside before.</returns>
    private static bool TakenInTheFuture(Draft draft, WatchPlan plan, WatchedStation station, RawMessage raw, List<DecodedReading> ahead)
    {
        // The words leave out when it was received: the same payload sent again is the same fault, and the same sample.
        var samples = ahead.GroupBy(r => r.TakenAt).Select(g => $"{string.Join(", ", g.Select(r => r.Determinand.Key))} of {Instants.Format(g.Key)}");
        if (!SetAsideStep.Keep(
            draft, plan, raw, station, "", SetAsideReason.TakenInTheFuture,
            $"{string.Join("; ", samples)}: the sample claims to be taken later than it was received. Check the station's clock."))
        {
            return false;
        }

        AlertWithoutTime(draft, plan, station, raw, ahead, AlertReason.FutureExceedance);
        return true;
    }

    /// <summary>The end of the newest sample: of what the station itself measured, since a laboratory takes its time.</summary>
    private static DateTimeOffset? Newest(DateTimeOffset? at, in DecodedReading reading)
    {
        var period = TimeSpan.FromSeconds(reading.PeriodSeconds);
        var end = DateTimeOffset.MaxValue - reading.TakenAt > period ? reading.TakenAt + period : reading.TakenAt;
        return reading.Source == SeriesKey.LaboratorySource || at > end ? at : end;
    }

    internal static void AlertWithoutTime(
        Draft draft, WatchPlan plan, WatchedStation station, RawMessage raw, IEnumerable<DecodedReading> readings, AlertReason reason)
    {
        foreach (var reading in readings)
        {
            ExceedanceStep.AlertWithoutTime(draft, plan, station, raw, reading, reason);
        }
    }

    /// <summary>A message may hold half a million faults; a person reads the first few.</summary>
    internal static string InShort(List<string> details)
    {
        const int shown = 5;
        const int longest = 200;
        var first = details.Take(shown).Select(d => d.Length <= longest ? d : d[..longest] + "…");
        return string.Join(' ', first) + (details.Count > shown ? $" And {details.Count - shown} more." : "");
    }

    /// <summary>Why a message is nobody's, and what to do about it.</summary>
    public static string UnknownStation(Message message, WatchPlan plan) =>
        message is { Format: PayloadFormat.Hj212, River: "" } ? message.Raw.Station.Length == 0
            ? "It is no packet of HJ 212, or names no device (MN), so it is nobody's."
            : $"No station has the device \"{message.Raw.Station}\". Write that MN as mn: of its station in the river file, then release this message."
        : message.Raw.Station.Length == 0 ? "No filter under feeds matches this topic, so it is nobody's. Map it there, then release this message."
        : plan.Stations.TryGetValue(message.Raw.Station, out var elsewhere)
            ? $"Station \"{message.Raw.Station}\" stands on river \"{elsewhere.Station.River}\", not on \"{message.River}\"."
            : $"No station \"{message.Raw.Station}\" is configured. Add it to its river file, then release this message.";
}
