using WaterWatch.OnCall;
using WaterWatch.Storage.Packing;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>Notifications that wait for one person on one channel.</summary>
/// <param name="Oldest">Its number, as of <paramref name="Newest"/>.</param>
public sealed record Waiting(string Person, string Channel, long Count, long Oldest, long Newest);

/// <summary>Looks into the outbox by whom something waits for. The conditions are those of its index, in which what is sent does not stand.</summary>
internal static class OutboxLook
{
    public static IReadOnlyList<Waiting> Waiting(Connection connection)
    {
        var found = new List<Waiting>();
        var row = connection.Kept("SELECT person, json_extract(body, '$.channel'), count(*), min(id), max(id) FROM outbox WHERE state = 0 GROUP BY person, json_extract(body, '$.channel')");
        while (row.Step())
        {
            found.Add(new Waiting(row.Text(0), row.Text(1), row.Int(2), row.Int(3), row.Int(4)));
        }

        row.Reset();
        return found;
    }

    public static IReadOnlyList<Notification> Pending(Connection connection, Waiting to, int limit)
    {
        var found = new List<Notification>();
        var row = connection.Kept("SELECT body FROM outbox WHERE state = 0 AND person = ? AND json_extract(body, '$.channel') = ? ORDER BY id LIMIT ?").Bind(1, to.Person).Bind(2, to.Channel).Bind(3, limit);
        while (row.Step())
        {
            found.Add(RecordJson.ReadNotification(row.Blob(0)));
        }

        row.Reset();
        return found;
    }
}
