using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// Silence, a condition of its own, judged on received time: a station of which nothing is heard, or a determinand that no longer comes while others do.
/// Judged only while the station's feed is listening with its backlog drained; a lost feed never makes stations silent.
/// </summary>
internal static class SilenceStep
{
    /// <summary>Takes note that a station spoke.</summary>
    public static void Hear(Draft draft, WatchedStation station, StationDraft here, Message message, int duplicates)
    {
        var id = station.Station.Id.Value;
        var raw = message.Raw;
        var before = here.Heard ?? new StationHeard(id, DateTimeOffset.MinValue, raw.Feed, 0, Offline: false);
        var said = SaysOffline(message);
        var offline = said ?? before.Offline;

        // A copy kept by the broker, and the will that it sends for a lost station, are not the station speaking.
        var isWord = said is not null || message.Format == PayloadFormat.Status;
        var speaks = !message.IsRetained && !(isWord && offline);
        var heard = before with
        {
            LastHeardAt = speaks && raw.ReceivedAt > before.LastHeardAt ? raw.ReceivedAt : before.LastHeardAt,
            Feed = raw.Feed,
            Duplicates = before.Duplicates + duplicates,
            Offline = offline,
        };
        here.Put(heard);
        if (heard.Offline != before.Offline)
        {
            draft.Note(new TimelineEntry
            {
                At = raw.ReceivedAt,
                Kind = heard.Offline ? EntryKind.StationReportedOffline : EntryKind.StationReportedOnline,
                Station = id,
                By = id,
            });
        }

        if (speaks && here.MayHaveAlerts)
        {
            Clear(draft, StandingAlert.KeyOf(station, Condition.Silent), raw.ReceivedAt);
        }
    }

    /// <summary>Takes note that a new sample of a determinand came; repeats of an old one do not count.</summary>
    /// <param name="at">When it was received; what came before the silence, such as what is released later, does not end it.</param>
    public static void HearDeterminand(Draft draft, WatchedStation station, StationDraft here, SeriesKey of, DateTimeOffset at)
    {
        // A laboratory speaks for no instrument, but where there is none.
        if (!here.MayHaveAlerts || of.IsLaboratory && draft.LastReceived(station.Station.Id.Value, of.Determinand, of.Fraction).Instrument is not null)
        {
            return;
        }

        var key = new AlertKey(station.Station.Id, of.Determinand, of.Fraction, Condition.Silent);
        if (draft.OpenAlert(key)?.FiredAt <= at)
        {
            Clear(draft, key, at);
        }
    }

    /// <summary>Looks who has not been heard of for longer than expected.</summary>
    public static void Look(Draft draft, WatchPlan plan, IReadOnlyCollection<FeedState> feeds, DateTimeOffset now, DateTimeOffset planSince)
    {
        var silent = new List<Silence>();
        draft.LooksFor(plan).Due(now, station => LookAt(draft, station, feeds, now, planSince, silent));
        RegionalSilenceStep.Look(draft, plan, silent, now);
        foreach (var one in silent)
        {
            if (draft.OpenAlert(one.Key) is null && !RegionalSilenceStep.IsOpen(draft, one.Station.Station.River))
            {
                StandingAlert.Raise(draft, one.Key, one.Rule.SilentLevel, AlertReason.NothingHeard, one.DueAt, one.DueAt);
            }
        }
    }

    /// <summary>When a station was last heard; null when it never was.</summary>
    public static DateTimeOffset? HeardAt(Draft draft, WatchedStation station) =>
        draft.Heard(station.Station.Id.Value) is { } heard && heard.LastHeardAt > DateTimeOffset.MinValue ? heard.LastHeardAt : null;

    /// <returns>When to look again; what is silent is looked at each time, since it may be heard in part.</returns>
    private static DateTimeOffset LookAt(
        Draft draft, WatchedStation station, IReadOnlyCollection<FeedState> feeds, DateTimeOffset now, DateTimeOffset planSince, List<Silence> silent)
    {
        if (station.Interval is not { } interval || ListeningSince(draft, station, feeds) is not { } since)
        {
            return now;
        }

        var whole = StandingAlert.KeyOf(station, Condition.Silent);
        var next = Due(new Silence(station, whole, station.DefaultRule, HeardAt(draft, station), since), interval, now, planSince, silent);
        if (next <= now)
        {
            return now;
        }

        foreach (var rules in station.Expected)
        {
            var received = draft.LastReceived(station.Station.Id.Value, rules.Determinand, rules.Fraction).At;
            var key = whole with { Determinand = rules.Determinand, Fraction = rules.Fraction };
            var due = Due(new Silence(station, key, rules.Alerts, received, since), rules.Interval!.Value, now, planSince, silent);
            next = due < next ? due : next;
        }

        return next;
    }

    /// <summary>
    /// Silent when nothing came for longer than expected, and the feed has since listened for at least one interval: what was not listened to is not silence, but
    /// a connection that is lost now and then must not put off for ever what a dead station owes.
    /// </summary>
    /// <returns>When it can be silent at the earliest, should nothing or something come.</returns>
    private static DateTimeOffset Due(Silence one, TimeSpan interval, DateTimeOffset now, DateTimeOffset planSince, List<Silence> silent)
    {
        var allowed = one.Rule.SilentAfter(interval);

        // What was never heard of could not be expected before the plan said so.
        var due = one.HeardAt is { } heard ? Later(heard + allowed, one.Since + interval) : Later(one.Since, planSince) + allowed;
        if (now < due)
        {
            return due < now + allowed ? due : now + allowed;
        }

        silent.Add(one with { Since = Later(one.Since, planSince), DueAt = due });
        return now;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    /// <summary>Since when the station could have been heard; null while it could not.</summary>
    private static DateTimeOffset? ListeningSince(Draft draft, WatchedStation station, IReadOnlyCollection<FeedState> feeds)
    {
        var own = draft.Heard(station.Station.Id.Value)?.Feed;
        var (all, since) = (feeds.Count > 0, DateTimeOffset.MinValue);
        foreach (var feed in feeds)
        {
            if (feed.Feed == own)
            {
                return feed.Listening ? feed.Since : null;
            }

            all &= feed.Listening;
            since = Later(since, feed.Since);
        }

        // Never heard, so nobody knows by which feed it would come: all of them have to listen.
        return all ? since : null;
    }

    private static void Clear(Draft draft, AlertKey key, DateTimeOffset at)
    {
        if (draft.OpenAlert(key) is { } silent)
        {
            StandingAlert.Clear(draft, silent, AlertReason.HeardAgain, at);
        }
    }

    /// <summary>Null when the message says neither.</summary>
    private static bool? SaysOffline(Message message) => message.Sparkplug is { } content ? SparkplugMessages.SaysOffline(content)
        : message.Format == PayloadFormat.Status ? SaysOffline(message.Raw) : null;

    /// <summary>Null when the payload is neither word.</summary>
    private static bool? SaysOffline(RawMessage raw) => Encoding.UTF8.GetString(raw.Payload.Span).Trim().ToLowerInvariant() switch
    {
        "offline" => true,
        "online" => false,
        _ => null,
    };
}

/// <summary>Something that may be silent: a station, or one determinand of it.</summary>
/// <param name="HeardAt">When it was last heard; null when it never was.</param>
/// <param name="Since">Since when it could have been heard.</param>
internal readonly record struct Silence(WatchedStation Station, AlertKey Key, AlertRule Rule, DateTimeOffset? HeardAt, DateTimeOffset Since)
{
    /// <summary>From when on it was silent.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>Its last word, or when it could have spoken first.</summary>
    public DateTimeOffset LastWordAt => HeardAt ?? Since;
}
