using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.Readings;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Tests.Storage;

public class QueryTests
{
    private static readonly int[] All = [1, 2, 3, 4, 5];

    [Fact]
    public void Held_finds_every_version_in_the_tail_in_blocks_and_in_both()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        var first = Some.Reading(1, Some.Start, 0.0040m);
        river.Commit(first, Some.Reading(2, Some.Start, 0.5m));
        Assert.Equal([Sample.Of(first)], log.Held(1, Some.Start));

        log.IndexStep(force: true);
        Assert.Equal([Sample.Of(first)], log.Held(1, Some.Start));
        Assert.Equal(0, log.TailCount);

        var second = Some.Reading(1, Some.Start, 0.0060m, correction: true);
        var third = Some.Reading(1, Some.Start, 0.0050m, correction: true);
        river.Commit(second, Some.Reading(1, Some.Start.AddDays(-300), 0.1m), Some.Reading(1, Some.Start.AddDays(300), 0.1m));
        log.IndexStep(force: true);
        river.Commit(third);
        Assert.Equal([Sample.Of(first), Sample.Of(second), Sample.Of(third)], log.Held(1, Some.Start));
        Assert.Empty(log.Held(1, Some.Start.AddMilliseconds(1)));
        Assert.Empty(log.Held(3, Some.Start));
    }

    [Fact]
    public void Readings_come_by_sample_time_then_recorded_time_from_blocks_and_tail_alike()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        for (var part = 0; part < 4; part++)
        {
            river.Flow(25, seed: part);
            _ = part < 3 && log.IndexStep(force: true);
        }

        var expected = InOrder(river);
        Assert.Equal(expected, log.Reader.StreamReadings(new ReadingsQuery(All)).Select(r => r.Reading));

        var (from, to) = (Some.Start.AddHours(5), Some.Start.AddHours(9));
        Assert.Equal(
            expected.Where(r => r.Series == 2 && r.TakenAt >= from && r.TakenAt < to),
            log.Reader.StreamReadings(new ReadingsQuery([2]) { From = from, To = to }).Select(r => r.Reading));
        Assert.All(log.Reader.StreamReadings(new ReadingsQuery([2])), r => Assert.Equal(Some.Series("station-2"), r.Key));
        Assert.Empty(log.Reader.Readings(new ReadingsQuery([99])).Items);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(499)]
    [InlineData(500)]
    public void Pages_walk_every_reading_once_while_the_index_moves(int limit)
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Flow(100);

        var (walked, query) = (new List<Reading>(), new ReadingsQuery(All) { Limit = limit });
        Page<ReadingOf> page;
        do
        {
            page = log.Reader.Readings(query);
            Assert.True(page.Items.Count <= limit);
            walked.AddRange(page.Items.Select(r => r.Reading));
            query = query with { Cursor = page.Next };
            log.IndexStep(force: true);
        }
        while (page.Next is not null);

        Assert.Equal(InOrder(river), walked);
        Assert.Throws<ArgumentException>(() => log.Reader.Readings(new ReadingsQuery(All) { Cursor = "1.2" }));
    }

    [Fact]
    public void What_was_known_at_a_time_has_no_later_correction_in_it()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Commit(Some.Reading(1, Some.Start, 0.004m, recordedAt: Some.Start.AddMinutes(1)));
        river.Commit(Some.Reading(1, Some.Start, 0.006m, recordedAt: Some.Start.AddHours(1), correction: true));

        foreach (var indexed in new[] { false, true })
        {
            _ = indexed && log.IndexStep(force: true);
            Assert.Equal(2, log.Reader.Readings(new ReadingsQuery([1])).Items.Count);
            var known = Assert.Single(log.Reader.Readings(new ReadingsQuery([1]) { AsKnownAt = Some.Start.AddMinutes(59) }).Items);
            Assert.Equal(0.004m, known.Reading.Value.Value);
        }
    }

    [Fact]
    public void Alerts_and_incidents_come_in_their_newest_version()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Flow(100);
        var alerts = river.Written.SelectMany(b => b.Alerts).GroupBy(a => a.Id).Select(g => g.Last()).OrderByDescending(a => a.Id).ToArray();
        var incidents = river.Written.SelectMany(b => b.Incidents).GroupBy(i => i.Id).Select(g => g.Last()).OrderByDescending(i => i.Id).ToArray();

        Assert.Equal(alerts, WalkAlerts(log, new AlertsQuery { Limit = 3 }));
        Assert.Equal(alerts.Where(a => a.IsOpen), WalkAlerts(log, new AlertsQuery { OpenOnly = true }));
        Assert.Equal(alerts.Where(a => a.Status == AlertStatus.Inactive), WalkAlerts(log, new AlertsQuery { Status = AlertStatus.Inactive, Limit = 2 }));
        Assert.Equal(alerts.Where(a => a.Key.Station.Value == "station-2"), WalkAlerts(log, new AlertsQuery { Station = "station-2", Limit = 1 }));
        Assert.Equal(alerts[0], log.Reader.Alert(alerts[0].Id));
        Assert.Null(log.Reader.Alert(999));

        Assert.Equal(incidents.Select(WatchLogTests.AsText), log.Reader.Incidents(new IncidentsQuery()).Items.Select(WatchLogTests.AsText));
        Assert.Equal(incidents.Where(i => i.IsOpen).Select(i => i.Id), log.Reader.Incidents(new IncidentsQuery { OpenOnly = true }).Items.Select(i => i.Id));
        Assert.Empty(log.Reader.Incidents(new IncidentsQuery { River = "' OR 1=1 --" }).Items);
        Assert.Equal(WatchLogTests.AsText(incidents[0]), WatchLogTests.AsText(log.Reader.Incident(incidents[0].Id)));
    }

    [Fact]
    public void Quiet_hours_push_no_news_off_the_page()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        Assert.Empty(log.Reader.News(3));

        TimelineEntry[] news = [.. Enumerable.Range(0, 4).Select(i => Some.Entry(Some.Start.AddHours(i)))];
        var seals = Enumerable.Range(4, 50).Select(i => Some.Entry(Some.Start.AddHours(i), EntryKind.Sealed));
        river.Commit(SomeRiver.Next(river.State, entries: [.. news, .. seals]));

        Assert.Equal([4, 3, 2], log.Reader.News(3).Select(e => e.Seq));
        Assert.Equal([4, 3, 2, 1], log.Reader.News(10).Select(e => e.Seq));
    }

    [Fact]
    public void Timeline_set_aside_and_totals_say_what_was_committed()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Flow(100);
        var entries = river.Written.SelectMany(b => b.Entries).ToArray();

        var first = log.Reader.Timeline(new TimelineQuery { Limit = 10 });
        var rest = log.Reader.Timeline(new TimelineQuery { Cursor = first.Next });
        Assert.Equal(entries.Select(e => e.Hash), first.Items.Concat(rest.Items).Select(e => e.Hash));
        Assert.Null(rest.Next);
        Assert.Equal(entries.Where(e => e.Incident == 1).Select(e => e.Seq), log.Reader.Timeline(new TimelineQuery { Incident = 1 }).Items.Select(e => e.Seq));
        Assert.Equal(entries.Take(3).Select(e => e.Seq), log.Reader.Timeline(new TimelineQuery { AsKnownAt = entries[2].RecordedAt }).Items.Select(e => e.Seq));

        var setAside = river.Written.SelectMany(b => b.SetAside).Reverse().ToArray();
        Assert.Equal(setAside.Select(s => s.Id), log.Reader.SetAside(limit: 100).Items.Select(s => s.Id));
        Assert.Equal(setAside.Skip(2).Take(2).Select(s => s.Id), log.Reader.SetAside(2, log.Reader.SetAside(2).Next).Items.Select(s => s.Id));

        Assert.Equal(new Totals(100, 500, 500, setAside.Length, 99 + 198), log.Reader.Totals());
    }

    [Fact]
    public async Task Queries_index_steps_checkpoints_and_commits_run_beside_one_another()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        using var stop = new CancellationTokenSource();
        var committed = 0;
        var beside = new[]
        {
            Beside(() => log.IndexStep(force: true)),
            Beside(log.Checkpoint),
            Beside(() =>
            {
                // What a commit has returned for is seen; what is on disk a moment earlier may be.
                var before = Volatile.Read(ref committed);
                var seen = log.Reader.StreamReadings(new ReadingsQuery(All)).Select(r => r.Reading).ToArray();
                Assert.True(seen.Length >= before);
                Assert.Equal(seen.Length, seen.Distinct().Count());
            }),
        };

        for (var i = 0; i < 150; i++)
        {
            var at = Some.Start.AddMinutes(15 * i);
            river.Commit([.. All.Select(n => Some.Reading(n, at, (i * 10 + n) / 1000m))]);
            Volatile.Write(ref committed, committed + All.Length);
            Assert.Single(log.Held(3, at));
            Assert.Single(log.Held(3, Some.Start.AddMinutes(15 * (i / 2))));
        }

        await stop.CancelAsync();
        await Task.WhenAll(beside);
        Assert.Equal(InOrder(river), log.Reader.StreamReadings(new ReadingsQuery(All)).Select(r => r.Reading));
        Assert.Null(Audit.Verify(directory.Path).FirstBroken);

        Task Beside(Action work) => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                work();
            }
        });
    }

    private static IEnumerable<Alert> WalkAlerts(WatchLog log, AlertsQuery query)
    {
        for (var more = true; more;)
        {
            var page = log.Reader.Alerts(query);
            foreach (var alert in page.Items)
            {
                yield return alert;
            }

            query = query with { Cursor = page.Next };
            more = page.Next is not null;
        }
    }

    private static Reading[] InOrder(SomeRiver river) =>
        [.. river.Written.SelectMany(b => b.Readings).OrderBy(r => r.TakenAt).ThenBy(r => r.RecordedAt).ThenBy(r => r.Series)];
}
