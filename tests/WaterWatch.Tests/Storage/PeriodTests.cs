using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Storage;

namespace WaterWatch.Tests.Storage;

/// <summary>What operation reports and sweeps ask of the log.</summary>
public sealed class PeriodTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_tally_counts_what_reading_all_of_it_counts(bool isIndexed)
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Flow(60);
        if (isIndexed)
        {
            log.IndexStep(force: true);
        }

        foreach (var series in Enumerable.Range(1, log.Reader.SeriesCount))
        {
            var all = log.Reader.StreamReadings(new ReadingsQuery([series])).Select(r => r.Reading).ToList();
            var (from, to) = (all[all.Count / 4].TakenAt, all[3 * all.Count / 4].TakenAt);
            var newest = all.Where(r => r.TakenAt >= from && r.TakenAt < to).GroupBy(r => r.TakenAt).Select(g => g.Last()).ToList();
            var tally = log.Reader.Tally(series, from, to);

            Assert.Equal((newest.Count, newest.Count(r => r.Judged == Judged.Exceeds)), ((int)tally.Samples, (int)tally.Exceeding));
            Assert.Equal(newest.Where(r => r.Judged == Judged.Exceeds).MaxBy(r => r.Value.Value)?.Value.Value, tally.Highest?.Value.Value);
        }
    }

    [Fact]
    public void Set_aside_is_counted_between_two_receipts()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        new SomeRiver(log).Flow(60);
        var all = log.Reader.SetAside(10_000).Items;
        var (from, to) = (all[^1].ReceivedAt, all[0].ReceivedAt);

        Assert.Equal(all.Count(s => s.ReceivedAt < to), (int)log.Reader.SetAsideBetween(from, to).Sum(s => s.Count));
        Assert.Equal(all.Count, (int)log.Reader.SetAsideBetween(from, to.AddSeconds(1)).Sum(s => s.Count));
        Assert.Empty(log.Reader.SetAsideBetween(from.AddYears(-1), from));
    }

    [Fact]
    public void What_has_been_kept_for_long_enough_goes_and_the_record_stays_whole_and_says_so()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var state = new WatchState();
        Commit(
            log, state, Some.Start, _ => { }, Notification(1) with { State = NotificationState.Sent },
            Notification(2) with { State = NotificationState.Sent, Subject = Subject.OfIncident(1, "longjiang") },
            Notification(3), Notification(5) with { State = NotificationState.Sent, Subject = Subject.OfSurge("longjiang") });
        Commit(log, state, Some.Start.AddDays(2), _ => { }, Notification(4) with { State = NotificationState.Failed });
        Assert.Empty(log.Reader.ExpiredNotifications(Some.Start, 10));

        // Of an incident or of many told as one, still to be sent, or not old enough: these stay.
        var expired = log.Reader.ExpiredNotifications(Some.Start.AddDays(1), 10);
        Assert.Equal([1], expired);
        Commit(log, state, Some.Start.AddDays(3), draft => Decider.Swept(draft, new Sweep.NotificationsExpired([1, 2, 3, 5], Some.Start.AddDays(1))));

        Assert.Equal([false, true, true, true, true], Enumerable.Range(1, 5).Select(id => log.Reader.Notification(id) is not null));
        Assert.Equal("1-3, 5", log.Reader.Timeline(new TimelineQuery()).Items.Single().Data["notifications"]);
        Assert.Null(Audit.Verify(directory.Path).FirstBroken);
    }

    [Fact]
    public async Task A_walk_that_is_not_wanted_any_more_ends_and_is_no_finding()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        new SomeRiver(log).Flow(60);
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();

        Assert.ThrowsAny<OperationCanceledException>(() => Audit.Verify(directory.Path, null, new Pace(3, stopping.Token), stopping.Token));
        Assert.Null(Audit.Verify(directory.Path, null, new Pace(1, CancellationToken.None)).FirstBroken);
    }

    private static void Commit(WatchLog log, WatchState state, DateTimeOffset at, Action<Draft> decide, params Notification[] notifications)
    {
        var draft = new Draft(state, new Dictionary<(SeriesKey Series, DateTimeOffset TakenAt), IReadOnlyList<Sample>>(), default, at);
        decide(draft);
        var batch = draft.ToBatch() with { Notifications = notifications };
        log.Commit(batch);
        state.Apply(batch);
    }

    private static Notification Notification(long id) => new()
    {
        Id = id,
        Person = "ana",
        Channel = "mail",
        Reason = NotifyReason.Raised,
        Level = Level.Blue,
        Subject = new Subject(null, "longjiang", Condition.Silent),
        QueuedAt = Some.Start,
        Key = $"{id}.0123456789abcdef",
    };
}
