using WaterWatch.Alerts;
using WaterWatch.OnCall;

namespace WaterWatch.Deciding;

/// <summary>Something of an alert that people are told of.</summary>
/// <param name="IsUrgent">Not held back by the group interval.</param>
internal readonly record struct NewsItem(Alert Alert, NotifyReason Reason, bool IsUrgent)
{
    /// <summary>What it is routed by: what has cleared meanwhile counts as what it was.</summary>
    public Matter Matter(string river) => OnCall.Matter.Of(Alert.IsOpen ? Alert : Alert with { Level = Alert.PeakLevel }, river);
}

/// <summary>All that one decision has to tell by one policy.</summary>
internal sealed class News
{
    private readonly SortedSet<long> _alerts = [];

    public NotifyReason Reason { get; private set; } = NotifyReason.Test;

    public Level Level { get; private set; }

    public bool IsUrgent { get; private set; }

    public bool IsConfirmed { get; private set; }

    public bool IsNotRefuted { get; private set; }

    /// <summary>The gravest; null for news of no alert, and for those that were held back.</summary>
    public Alert? Gravest { get; private set; }

    public IReadOnlyCollection<long> Alerts => _alerts;

    /// <summary>So that it is told in full even where not all of them can be named.</summary>
    public IEnumerable<long> GravestFirst => Gravest is null ? _alerts : _alerts.Prepend(Gravest.Id).Distinct();

    /// <summary>Of all alerts, those included that nobody lists.</summary>
    public int Count { get; private set; }

    public static News Of(IEnumerable<NewsItem> items)
    {
        var news = new News();
        foreach (var item in items)
        {
            news.Add(item);
        }

        return news;
    }

    /// <summary>News that were held back, to be told now.</summary>
    public static News Of(HeldBack held)
    {
        var news = new News { Reason = held.Reason, Level = held.Level, Count = held.Count, IsUrgent = true };
        news._alerts.UnionWith(held.Alerts);
        return news;
    }

    public void Add(NewsItem item)
    {
        var level = item.Alert.IsOpen ? item.Alert.Level : item.Alert.PeakLevel;
        Gravest = Gravest is null || level > Level ? item.Alert : Gravest;
        Level = Levels.Higher(Level, level);
        Reason = NotifyReasons.Graver(Reason, item.Reason);
        IsUrgent |= item.IsUrgent;
        IsConfirmed |= item.Alert.IsConfirmed;
        IsNotRefuted |= item.Reason == NotifyReason.NotRefuted;
        Count += _alerts.Add(item.Alert.Id) ? 1 : 0;
    }

    /// <summary>The same told for another reason.</summary>
    public News As(NotifyReason reason)
    {
        Reason = reason;
        return this;
    }

    /// <summary>To be told at the end of the interval, with what waits already.</summary>
    public HeldBack HoldBack(HeldBack? before, DateTimeOffset dueAt, string policy)
    {
        var own = new HeldBack(dueAt, policy, Reason, Level, [.. GravestFirst.Take(Notification.MostAlerts)], Count);
        return before is null ? own : before.With(own);
    }
}
