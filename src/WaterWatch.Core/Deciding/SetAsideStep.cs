using System.Security.Cryptography;
using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>Keeps aside what cannot be processed, once each, and notices when much more than usual is.</summary>
internal static class SetAsideStep
{
    /// <param name="river">What the topic says, when the station is not known; empty when it says nothing.</param>
    /// <returns>False when the same fault in the same payload was set aside before.</returns>
    public static bool Keep(Draft draft, WatchPlan plan, RawMessage raw, WatchedStation? station, string river, SetAsideReason reason, string detail)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{raw.Topic}\n{detail}\n"));
        hash.AppendData(raw.Payload.Span);
        if (!draft.SetAside(reason, detail, raw, Convert.ToHexStringLower(hash.GetHashAndReset())))
        {
            return false;
        }

        var data = new Dictionary<string, string>
        {
            ["reason"] = reason.ToString(),
            ["detail"] = detail,
            ["topic"] = raw.Topic,
            ["set_aside"] = Facts.Number(draft.LastSetAsideId),
        };

        // Only a river that is watched: whoever invents others must not fill the memory.
        if (station is null && plan.Rivers.ContainsKey(river))
        {
            data["river"] = river;
        }

        var entry = new TimelineEntry { At = Instants.Trim(raw.ReceivedAt), Kind = EntryKind.MessageSetAside, Station = station?.Station.Id.Value, By = Decider.Service, Data = data };
        draft.Note(entry);
        RaiseWhenMany(draft, plan, station, river, entry);
        return true;
    }

    /// <summary>Ends what has calmed: a whole time with no more than half of the count.</summary>
    public static void Look(Draft draft, WatchPlan plan, DateTimeOffset now)
    {
        foreach (var open in draft.OpenAlerts(Condition.SetAsideFlood))
        {
            var station = open.Key.Station.Value;
            var river = station.Length == 0 ? open.Key.Scope : plan.Stations.GetValueOrDefault(station)?.Station.River ?? "";
            if (plan.RulesOf(river).SetAsideFlood is not { } rule || draft.SetAsideAfter(station.Length == 0 ? "/" + river : station, now - rule.Within) * 2 <= rule.Count)
            {
                StandingAlert.Clear(draft, open, AlertReason.SetAsideCalmed, now);
            }
        }
    }

    private static void RaiseWhenMany(Draft draft, WatchPlan plan, WatchedStation? station, string river, TimelineEntry entry)
    {
        if (RememberedSetAside.SenderOf(entry) is not { } sender || plan.RulesOf(station?.Station.River ?? river).SetAsideFlood is not { } rule)
        {
            return;
        }

        var count = draft.SetAsideAfter(sender, entry.At - rule.Within);
        var key = station is null ? StandingAlert.KeyOf(river, Condition.SetAsideFlood) : StandingAlert.KeyOf(station, Condition.SetAsideFlood);
        if (count >= rule.Count && draft.OpenAlert(key) is null)
        {
            var facts = new Dictionary<string, string> { ["count"] = Facts.Number(count), ["within_min"] = Facts.Number((decimal)rule.Within.TotalMinutes) };
            if (station is null)
            {
                facts["river"] = river;
            }

            StandingAlert.Raise(draft, key, rule.Level, AlertReason.TooManySetAside, entry.At, entry.At, facts);
        }
    }
}
