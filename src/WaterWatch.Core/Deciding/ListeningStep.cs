using WaterWatch.Alerts;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>
/// The feeds themselves. That one is lost or back is on the timeline at once; lost for longer it is an alert of each river whose stations come by it, since nobody
/// knows then how that river is. A lost feed is not a silent river.
/// </summary>
internal static class ListeningStep
{
    /// <summary>A feed was lost or came back.</summary>
    public static void FeedChanged(Draft draft, FeedState feed, DateTimeOffset at)
    {
        var wasLost = draft.Feed(feed.Feed)?.Lost ?? false;
        if (wasLost == !feed.Listening || feed.IsStarting)
        {
            return;
        }

        draft.Put(new FeedCondition(feed.Feed, !feed.Listening, Instants.Trim(at)));
        draft.Note(new TimelineEntry
        {
            At = at,
            Kind = feed.Listening ? EntryKind.FeedRestored : EntryKind.FeedLost,
            By = Decider.Service,
            Data = new Dictionary<string, string> { ["feed"] = feed.Feed, ["reason"] = feed.Why },
        });
        ClearWhenListening(draft, feed);
    }

    /// <summary>Raises for what is lost for too long, one that never connected since the start included, and ends what listens again.</summary>
    public static void Look(Draft draft, WatchPlan plan, IReadOnlyCollection<FeedState> feeds, DateTimeOffset now)
    {
        foreach (var feed in feeds)
        {
            ClearWhenListening(draft, feed);
            RaiseWhenLost(draft, plan, feed, now);
        }
    }

    /// <summary>Ends what is open of feeds and rivers that the configuration no longer has: nothing will ever be heard of them that could end it.</summary>
    public static void ConfigurationLoaded(Draft draft, WatchPlan plan, DateTimeOffset at)
    {
        foreach (var open in draft.OpenAlerts(Condition.NotListening))
        {
            var (river, feed) = PartsOf(open.Key.Scope);
            if (!plan.Rivers.ContainsKey(river) || plan.Feeds?.Contains(feed) == false)
            {
                StandingAlert.Clear(draft, open, AlertReason.FeedTakenOut, at, new Dictionary<string, string> { ["river"] = river, ["feed"] = feed });
            }
        }
    }

    private static void RaiseWhenLost(Draft draft, WatchPlan plan, FeedState feed, DateTimeOffset now)
    {
        // After a reload a feed that was taken out goes on until the next start; nobody waits for it.
        if (feed.Listening || plan.Feeds?.Contains(feed.Feed) == false)
        {
            return;
        }

        foreach (var river in plan.Rivers.Values)
        {
            var key = StandingAlert.KeyOf($"{river.Id}/{feed.Feed}", Condition.NotListening);
            if (river.Rules.NotListening is { } rule && now - feed.Since >= rule.After && draft.OpenAlert(key) is null && ComesBy(draft, river, feed.Feed))
            {
                var facts = new Dictionary<string, string> { ["river"] = river.Id, ["feed"] = feed.Feed, ["why"] = feed.Why };
                StandingAlert.Raise(draft, key, rule.Level, AlertReason.FeedNotListening, feed.Since, feed.Since + rule.After, facts);
            }
        }
    }

    private static void ClearWhenListening(Draft draft, FeedState feed)
    {
        if (!feed.Listening)
        {
            return;
        }

        foreach (var open in draft.OpenAlerts(Condition.NotListening))
        {
            var (river, of) = PartsOf(open.Key.Scope);
            if (of == feed.Feed)
            {
                StandingAlert.Clear(
                    draft, open, AlertReason.FeedListensAgain, feed.Since, new Dictionary<string, string> { ["river"] = river, ["feed"] = feed.Feed });
            }
        }
    }

    /// <summary>An id of a river has no slash in it; the name of a feed may.</summary>
    private static (string River, string Feed) PartsOf(string scope)
    {
        var slash = scope.IndexOf('/', StringComparison.Ordinal);
        return (scope[..slash], scope[(slash + 1)..]);
    }

    /// <summary>Whether a station of the river was last heard by the feed, or was never heard, so that it could come by it.</summary>
    private static bool ComesBy(Draft draft, WatchedRiver river, string feed) => river.Stations.Any(s => draft.Heard(s.Station.Id.Value) is not { } heard || heard.Feed == feed);
}
