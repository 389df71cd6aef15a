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
    public static void Hear(Draft draft, WatchedStation station, Message message, int duplicates)
    {
        var id = station.Station.Id.Value;
        var raw = message.Raw;
        var before = draft.Heard(id) ?? new StationHeard(id, DateTimeOffset.MinValue, raw.Feed, 0, Offline: false);
        var offline = message.Format == PayloadFormat.Status ? SaysOffline(raw) ?? before.Offline : before.Offline;

        // A copy kept by the broker, and the will that it sends for a lost station, are not the station speaking.
        var speaks = !message.IsRetained && !(message.Format == PayloadFormat.Status && offline);
        var heard = before with
        {
            LastHeardAt = speaks && raw.ReceivedAt > before.LastHeardAt ? raw.ReceivedAt : before.LastHeardAt,
            Feed = raw.Feed,
            Duplicates = before.Duplicates + duplicates,
            Offline = offline,
        };
        draft.Put(heard);
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

        if (speaks && draft.HasOpenAlerts)
        {
            Clear(draft, station, new AlertKey(station.Station.Id, null, Fraction.Total, Condition.Silent), raw.ReceivedAt);
        }
    }

    /// <summary>Takes note that a new sample of a determinand came; repeats of an old one do not count.</summary>
    public static void HearDeterminand(Draft draft, WatchedStation station, Determinand determinand, Fraction fraction, DateTimeOffset at)
    {
        if (draft.HasOpenAlerts)
        {
            Clear(draft, station, new AlertKey(station.Station.Id, determinand, fraction, Condition.Silent), at);
        }
    }

    /// <summary>Looks who has not been heard of for longer than expected.</summary>
    public static void Look(Draft draft, WatchPlan plan, IReadOnlyCollection<FeedState> feeds, DateTimeOffset now, DateTimeOffset planSince)
    {
        foreach (var station in plan.Stations.Values)
        {
            if (station.Interval is not { } interval || ListeningSince(draft, station, feeds) is not { } since)
            {
                continue;
            }

            var id = station.Station.Id.Value;
            var whole = new AlertKey(station.Station.Id, null, Fraction.Total, Condition.Silent);
            if (IsSilent(HeardAt(draft, id), Since(HeardAt(draft, id), since, planSince), interval, station.DefaultRule, now, out var due))
            {
                Raise(draft, station, whole, station.DefaultRule, due, now);
                continue;
            }

            foreach (var rules in station.Rules)
            {
                if (rules.Interval is { } expected
                    && draft.LastReceived(id, rules.Determinand, rules.Fraction) is var received
                    && IsSilent(received, Since(received, since, planSince), expected, rules.Alerts, now, out due))
                {
                    Raise(draft, station, whole with { Determinand = rules.Determinand, Fraction = rules.Fraction }, rules.Alerts, due, now);
                }
            }
        }
    }

    /// <summary>
    /// Silent when nothing came for longer than expected, and the feed has since listened for at least one interval: what was not listened to is not silence, but
    /// a connection that is lost now and then must not put off for ever what a dead station owes.
    /// </summary>
    private static bool IsSilent(DateTimeOffset? heardAt, DateTimeOffset since, TimeSpan interval, AlertRule rule, DateTimeOffset now, out DateTimeOffset due)
    {
        var allowed = interval * (double)rule.SilentAfterIntervals;
        due = heardAt is { } heard ? Later(heard + allowed, since + interval) : since + allowed;
        return now >= due;
    }

    /// <summary>What was never heard of could not be expected before the plan said so.</summary>
    private static DateTimeOffset Since(DateTimeOffset? heardAt, DateTimeOffset since, DateTimeOffset planSince) => heardAt is null ? Later(since, planSince) : since;

    private static DateTimeOffset? HeardAt(Draft draft, string station) =>
        draft.Heard(station) is { } heard && heard.LastHeardAt > DateTimeOffset.MinValue ? heard.LastHeardAt : null;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    /// <summary>Since when the station could have been heard; null while it could not.</summary>
    private static DateTimeOffset? ListeningSince(Draft draft, WatchedStation station, IReadOnlyCollection<FeedState> feeds)
    {
        var own = draft.Heard(station.Station.Id.Value)?.Feed;
        var its = feeds.Where(f => f.Feed == own).DefaultIfEmpty().First();
        if (its is not null)
        {
            return its.Listening ? its.Since : null;
        }

        // Never heard, so nobody knows by which feed it would come: all of them have to listen.
        return feeds.Count > 0 && feeds.All(f => f.Listening) ? feeds.Max(f => f.Since) : null;
    }

    private static void Raise(Draft draft, WatchedStation station, AlertKey key, AlertRule rule, DateTimeOffset due, DateTimeOffset now)
    {
        if (draft.OpenAlert(key) is not null)
        {
            return;
        }

        var at = Instants.Trim(due);
        var alert = new Alert
        {
            Id = draft.LastAlertId + 1,
            Key = key,
            Status = AlertStatus.Firing,
            Level = rule.SilentLevel,
            PeakLevel = rule.SilentLevel,
            FiredAt = at,
            RaisedAt = Instants.Trim(now),
            ChangedAt = at,
            LastOverAt = at,
        };
        draft.Put(alert);
        AlertStep.Note(draft, station, alert, new Outcome(alert, [new Transition(AlertEvent.AlertRaised, AlertReason.NothingHeard)]), null, default);
    }

    private static void Clear(Draft draft, WatchedStation station, AlertKey key, DateTimeOffset at)
    {
        if (draft.OpenAlert(key) is not { } silent)
        {
            return;
        }

        var cleared = silent with { Status = AlertStatus.Inactive, Level = Level.Compliant, ChangedAt = at, ClearedAt = at };
        draft.Put(cleared);
        AlertStep.Note(
            draft, station, cleared, new Outcome(cleared, [new Transition(AlertEvent.AlertCleared, AlertReason.HeardAgain, silent.Level)]), null, default);
    }

    /// <summary>Null when the payload is neither word.</summary>
    private static bool? SaysOffline(RawMessage raw) => Encoding.UTF8.GetString(raw.Payload.Span).Trim().ToLowerInvariant() switch
    {
        "offline" => true,
        "online" => false,
        _ => null,
    };
}
