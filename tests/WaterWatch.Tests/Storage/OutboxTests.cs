using WaterWatch.Alerts;
using WaterWatch.OnCall;
using WaterWatch.Storage;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Tests.Storage;

/// <summary>What has still to be sent, found by whom it is for.</summary>
public sealed class OutboxTests
{
    [Fact]
    public void However_much_waits_for_one_what_waits_for_another_is_found()
    {
        using var directory = new DataDirectory();
        using var log = WatchLog.Open(directory.Path);
        var river = new SomeRiver(log);
        river.Commit(SomeRiver.Next(river.State) with { Notifications = [.. Enumerable.Range(1, 6_000).Select(i => Notification(i, "ana", "mail")), Notification(6_001, "chief", "webhook sms"), Notification(6_002, "chief", "mail")] });
        river.Commit(SomeRiver.Next(river.State) with { Notifications = [Notification(1, "ana", "mail") with { State = NotificationState.Sent }] });

        var waiting = log.Reader.Waiting();

        Assert.Equal([new Waiting("ana", "mail", 5_999, 2, 6_000), new("chief", "mail", 1, 6_002, 6_002), new("chief", "webhook sms", 1, 6_001, 6_001)], waiting);
        Assert.Equal([2L, 3L], log.Reader.Pending(waiting[0], 2).Select(n => n.Id));
        Assert.Equal([6_001L], log.Reader.Pending(waiting[2], 2).Select(n => n.Id));
        Assert.Null(Audit.Verify(directory.Path).FirstBroken);
    }

    [Theory]
    [InlineData("UPDATE outbox SET body = replace(body, 'Red', 'Blue') WHERE id = 1")]
    [InlineData("UPDATE outbox SET state = 1 WHERE id = 1")]
    [InlineData("UPDATE outbox SET person = 'bo' WHERE id = 1")]
    [InlineData("INSERT INTO outbox SELECT 1, batch, state, incident, person, body FROM outbox WHERE id = 2 ON CONFLICT DO UPDATE SET body = excluded.body")]
    public void What_was_not_recorded_so_is_named(string change)
    {
        using var directory = new DataDirectory();
        using (var log = WatchLog.Open(directory.Path))
        {
            var river = new SomeRiver(log);
            river.Commit(SomeRiver.Next(river.State) with { Notifications = [Notification(1, "ana", "mail"), Notification(2, "chief", "mail")] });
        }

        using (var connection = Connection.OpenWriting(directory.Database, "NORMAL"))
        {
            connection.Execute(change);
        }

        Assert.Equal("notification 1: it is not what was recorded", Audit.Verify(directory.Path).FirstBroken);
    }

    private static Notification Notification(long id, string person, string channel) => new()
    {
        Id = id,
        Person = person,
        Channel = channel,
        Reason = NotifyReason.FirstExceedance,
        Level = Level.Red,
        QueuedAt = Some.Start,
        Key = $"{id}.c0ffee",
    };
}
