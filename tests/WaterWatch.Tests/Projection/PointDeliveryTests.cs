using System.Text;
using WaterWatch.Projection;

namespace WaterWatch.Tests.Projection;

public sealed class PointDeliveryTests
{
    private static readonly WriteResult s_conflict = new(WriteOutcome.Refused, "partial write: field type conflict");

    private readonly CollectingProjection _database = new();
    private readonly HurriedTime _clock = new(DateTimeOffset.UnixEpoch);
    private readonly List<RefusedPoints> _aside = [];
    private readonly List<WriteResult> _heard = [];

    [Fact]
    public async Task What_waiting_can_change_is_waited_for_twice_as_long_each_time_up_to_a_minute()
    {
        var answers = new Queue<WriteResult>(Enumerable.Repeat(new WriteResult(WriteOutcome.Unreachable, "no answer"), 8));
        _database.Answer = _ => answers.TryDequeue(out var answer) ? answer : null;

        await DeliverAsync(3);

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], _clock.Waits.Select(w => w.TotalSeconds));
        Assert.Equal(3, _database.Points.Count);
        Assert.Equal(9, _heard.Count);
    }

    [Fact]
    public async Task A_server_has_the_time_that_it_wishes_for_but_not_for_good()
    {
        var answers = new Queue<WriteResult>([
            new(WriteOutcome.Busy, "429") { RetryAfter = TimeSpan.FromSeconds(90) },
            new(WriteOutcome.Busy, "503") { RetryAfter = TimeSpan.FromDays(365) },
            new(WriteOutcome.Busy, "503"),
        ]);
        _database.Answer = _ => answers.TryDequeue(out var answer) ? answer : null;

        await DeliverAsync(1);

        Assert.Equal([90, 3600, 4], _clock.Waits.Select(w => w.TotalSeconds));
    }

    [Fact]
    public async Task What_a_person_must_mend_first_is_tried_each_minute()
    {
        var answers = new Queue<WriteResult>(Enumerable.Repeat(new WriteResult(WriteOutcome.Denied, "401"), 3));
        _database.Answer = _ => answers.TryDequeue(out var answer) ? answer : null;

        await DeliverAsync(1);

        Assert.Equal([60, 60, 60], _clock.Waits.Select(w => w.TotalSeconds));
        Assert.Single(_database.Points);
    }

    [Fact]
    public async Task Points_that_are_refused_are_found_one_by_one_and_all_others_go_through()
    {
        string[] bad = ["p5 ", "p6 ", "p77 "];
        _database.Answer = lines => lines.Any(l => bad.Any(b => l.StartsWith(b, StringComparison.Ordinal))) ? s_conflict : null;

        var refused = await DeliverAsync(100);

        Assert.Equal(3, refused);
        Assert.Equal(bad, _aside.Select(a => Encoding.UTF8.GetString(a.Lines.Span).Split(' ')[0] + " "));
        Assert.All(_aside, a => Assert.Equal((1, s_conflict.Words), (a.Count, a.Words)));
        Assert.Equal(97, _database.Points.Count);
        Assert.Empty(_clock.Waits);
    }

    [Fact]
    public async Task When_the_server_says_that_it_dropped_all_of_them_nobody_looks_for_the_worst()
    {
        _database.Answer = lines => new WriteResult(WriteOutcome.Refused, "partial write: points beyond retention policy") { Dropped = lines.Count };

        Assert.Equal(1000, await DeliverAsync(1000));

        Assert.Equal([1000], _database.Requests);
        Assert.Equal(1000, _aside.Single().Count);
    }

    [Fact]
    public async Task What_is_too_large_is_divided_and_the_next_is_not_made_so_large_again()
    {
        _database.Answer = lines => lines.Count > 30 ? new WriteResult(WriteOutcome.TooLarge, "413") : null;
        var delivery = Delivery();

        await DeliverAsync(100, delivery);
        Assert.Equal([100, 50, 25, 25, 25, 25], _database.Requests);
        await DeliverAsync(100, delivery);

        Assert.Equal([25, 25, 25, 25], _database.Requests.Skip(6));
        Assert.Equal(100, _database.Points.Count);
        Assert.Empty(_aside);
    }

    [Fact]
    public async Task One_point_that_is_too_large_by_itself_is_set_aside()
    {
        _database.Answer = lines => lines.Any(l => l.StartsWith("p1 ", StringComparison.Ordinal)) ? new WriteResult(WriteOutcome.TooLarge, "413: too large") : null;

        await DeliverAsync(4);

        Assert.Equal("413: too large", _aside.Single().Words);
        Assert.Equal(3, _database.Points.Count);
    }

    private async Task<int> DeliverAsync(int count, PointDelivery? delivery = null)
    {
        var lines = new LineWriter();
        for (var i = 0; i < count; i++) lines.Begin(Encoding.UTF8.GetBytes($"p{i}")).Field("v"u8, i % 10).At(0);
        return await (delivery ?? Delivery()).DeliverAsync(
            lines.Written,
            count,
            points =>
            {
                _aside.Add(points);
                return Task.CompletedTask;
            },
            default);
    }

    private PointDelivery Delivery() => new(_database, _clock, _heard.Add);
}
