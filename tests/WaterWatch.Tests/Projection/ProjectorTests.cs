using Microsoft.Extensions.Logging.Abstractions;
using WaterWatch.Configuration;
using WaterWatch.Projection;
using WaterWatch.Readings;
using WaterWatch.Storage;
using WaterWatch.Tests.Pipeline;
using WaterWatch.Tests.Storage;
using Some = WaterWatch.Tests.Storage.Some;

namespace WaterWatch.Tests.Projection;

/// <summary>The projector over a real log and a database of the test's own, with a clock on which no wait takes time.</summary>
public sealed class ProjectorTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly DataDirectory _directory = new();
    private readonly CollectingProjection _database = new();
    private readonly ProjectionHealth _health = new();
    private readonly HurriedTime _clock = new(Some.Start);
    private WatchLog _log;
    private SomeRiver _river;

    public ProjectorTests() => Open();

    public void Dispose()
    {
        _log.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Every_reading_of_the_log_is_a_point_and_a_later_start_goes_on_where_it_was()
    {
        Commit(Reading(0, 0.001m), Reading(1, 0.002m));
        await ProjectAsync();
        Assert.Equal(2, ReadingPoints().Count);
        Reopen();
        Commit(Reading(2, 0.003m));

        _database.Answer = lines => lines.Any(l => l.Contains("value=0.001,", StringComparison.Ordinal)) ? throw new InvalidOperationException("It was written before.") : null;
        await ProjectAsync();

        Assert.Equal(["0.001", "0.002", "0.003"], ReadingPoints().Values.Select(Value).Order());
        Assert.Equal(2, _health.Read().Through);
    }

    [Fact]
    public async Task A_correction_replaces_the_version_before_and_says_which_version_it_is()
    {
        Commit(Reading(0, 0.001m), Reading(1, 0.5m));
        Commit(Reading(0, 0.004m) with { IsCorrection = true, RecordedAt = Some.Start.AddDays(1) });
        Commit(Reading(0, 0.003m) with { IsCorrection = true, RecordedAt = Some.Start.AddDays(2) });
        await ProjectAsync();

        var corrected = ReadingPoints().Values.Single(f => !f.Contains("value=0.5,", StringComparison.Ordinal));
        Assert.Equal("0.003", Value(corrected));
        Assert.Contains("version=3i", corrected, StringComparison.Ordinal);
        Assert.Contains("version=1i", ReadingPoints().Values.Single(f => f != corrected), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_between_writing_and_remembering_it_writes_the_same_points_again()
    {
        Commit(Reading(0, 0.001m));
        Commit(Reading(0, 0.004m) with { IsCorrection = true, RecordedAt = Some.Start.AddDays(1) });
        await ProjectAsync();
        var before = ReadingPoints();
        _log.Projected.Remember(_database.Target, 0);

        Reopen();
        await ProjectAsync();

        Assert.Equal(before, ReadingPoints());
    }

    [Fact]
    public async Task What_the_database_does_not_take_is_kept_with_its_words_once_and_the_rest_goes_through()
    {
        _database.Answer = lines => lines.Any(l => l.Contains("value=0.666,", StringComparison.Ordinal)) ? new WriteResult(WriteOutcome.Refused, "partial write: not that one") : null;
        Commit(Reading(0, 0.001m), Reading(1, 0.666m), Reading(2, 0.003m));
        await ProjectAsync();
        _log.Projected.Remember(_database.Target, 0);
        Reopen();
        await ProjectAsync();

        Assert.Equal(2, ReadingPoints().Count);
        var refused = Assert.Single(_log.Projected.Refused(10, null).Items);
        Assert.Equal(("partial write: not that one", 1L, 1L), (refused.Words, refused.Points, refused.Batch));
        Assert.Contains("value=0.666,", refused.Lines, StringComparison.Ordinal);
        Assert.Equal(1, _log.Projected.RefusedIn(_database.Target));
    }

    [Fact]
    public void What_was_set_aside_already_holds_up_nothing_that_is_written_after_it()
    {
        var refused = new RefusedLines(0, Some.Start, _database.Target, 1, 1, "not that one", "readings value=0.666");
        _log.Projected.SetAside(refused);
        _log.Projected.SetAside(refused);
        Commit(Reading(0, 0.001m));

        _log.Projected.Remember(_database.Target, 1);
        Assert.Equal((1, 1), (_log.Projected.Through(_database.Target), _log.Projected.RefusedIn(_database.Target)));
    }

    [Fact]
    public async Task While_the_database_is_away_its_trouble_is_known_and_little_is_held_however_much_waits()
    {
        var isAway = true;
        _database.Answer = _ => Volatile.Read(ref isAway) ? new WriteResult(WriteOutcome.Unreachable, "no answer: connection refused") : null;
        for (var i = 0; i < 30; i++) Commit([.. Enumerable.Range(0, 2000).Select(n => Reading(i * 2000 + n, 0.001m))]);
        using var stop = new CancellationTokenSource();
        var running = Projector().RunAsync(stop.Token);
        await UntilAsync(() => _health.Read().Failures > 20);

        Assert.Equal("no answer: connection refused", _health.Read().Trouble);
        Assert.Equal(30, _health.Read().LagBatches(_log.NewestBatch));
        Assert.NotNull(_health.Read().Warning(_log.NewestBatch));
        Assert.True(_database.Requests.All(r => r == _database.Requests[0]), "Only the oldest request is tried.");

        Volatile.Write(ref isAway, false);
        await UntilAsync(() => _health.Read().Through == 30);
        await EndAsync(running, stop);

        Assert.Equal(60_000, ReadingPoints().Count);
        Assert.Null(_health.Read().Warning(_log.NewestBatch));
        Assert.True(_database.Requests.Max() < 2 * LogLines.MostLines);
    }

    [Fact]
    public async Task Lines_of_one_request_come_series_by_series_and_versions_in_the_order_of_the_record()
    {
        var sent = new List<string>();
        _database.Answer = lines =>
        {
            sent.AddRange(lines);
            return null;
        };
        Commit(
            Some.Reading(2, Some.Start, 0.1m), Some.Reading(1, Some.Start, 0.2m), Some.Reading(2, Some.Start.AddMinutes(1), 0.3m),
            Some.Reading(1, Some.Start, 0.4m) with { IsCorrection = true, RecordedAt = Some.Start.AddDays(1) }, Some.Reading(2, Some.Start.AddMinutes(-1), 0.5m));

        await ProjectAsync();

        Assert.Equal(["0.2", "0.4", "0.1", "0.3", "0.5"], sent.Where(l => l.StartsWith("reading,", StringComparison.Ordinal)).Select(l => Value(l[(l.IndexOf(' ', StringComparison.Ordinal) + 1)..])));
    }

    [Fact]
    public async Task Another_database_is_filled_from_the_beginning()
    {
        Commit(Reading(0, 0.001m));
        _log.Projected.Remember("http://elsewhere:8086 waterwatch", 1);

        await ProjectAsync();

        Assert.Single(ReadingPoints());
    }

    private static Reading Reading(int minute, decimal value) => Some.Reading(1, Some.Start.AddMinutes(minute), value);

    private static string Value(string fields) => fields["value=".Length..fields.IndexOf(',', StringComparison.Ordinal)];

    private Dictionary<string, string> ReadingPoints() => _database.Points.Where(p => p.Key.StartsWith("reading,", StringComparison.Ordinal)).ToDictionary();

    private void Commit(params Reading[] readings) => _river.Commit(SomeRiver.Next(_river.State, readings));

    private async Task ProjectAsync()
    {
        using var stop = new CancellationTokenSource();
        var running = Projector().RunAsync(stop.Token);
        await UntilAsync(() => running.IsCompleted || _health.Read().Through == _log.NewestBatch);
        await EndAsync(running, stop);
    }

    private static async Task EndAsync(Task running, CancellationTokenSource stop)
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(running.IsCanceled, $"{running.Exception}");
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!isSo()) await Task.Delay(5, patience.Token);
    }

    private Projector Projector()
    {
        var configuration = new ConfigurationInForce(RunningPipeline.Case("_river"));
        var present = new PresentWriter(_ => Task.FromResult(new Present(_clock.GetUtcNow(), [], [])), _log.Reader, () => "", _clock);
        return new Projector(_database, _log, new LogLines(_log.Reader, configuration), present, _health, _clock, NullLogger<Projector>.Instance);
    }

    private void Reopen()
    {
        _log.Dispose();
        Open();
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_log), nameof(_river))]
    private void Open()
    {
        _log = WatchLog.Open(_directory.Path);
        _river = new SomeRiver(_log);
    }
}
