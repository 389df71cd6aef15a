using WaterWatch.Access;
using WaterWatch.Projection;
using WaterWatch.Storage;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary><c>projection</c> and <c>projection/set-aside</c>: how far the copy in a time-series database is, and what that did not take.</summary>
internal static class ProjectionApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("projection", Standing).WithTags("service").WithSummary("How far the copy in the time-series database is behind the record, and why; state is off, well or failing.");
        api.MapGet("projection/set-aside", SetAside).Needs(Right.Export).WithTags("service")
            .WithSummary("Points that the time-series database did not take, newest first, with its own words. The record holds what they are made of.").ProducesProblem(400);
    }

    private static ProjectionItem Standing(ProjectionHealth health, WatchLog log, TimeProvider clock)
    {
        var now = health.Read();
        return new ProjectionItem(
            now.IsOff ? "off" : now.Trouble is null ? "well" : "failing", now.Target, now.Through, now.IsOff ? 0 : now.LagBatches(log.NewestBatch), now.LagSeconds(clock.GetUtcNow()),
            now.Trouble, now.Since, now.Written, now.Refused);
    }

    private static Collection<RefusedItem> SetAside(WatchLog log, int? limit = null, string? cursor = null)
    {
        var page = log.Projected.Refused(Asked.Limit(limit), cursor);
        return new Collection<RefusedItem>([.. page.Items.Select(r => new RefusedItem(r.Id, r.At, r.Target, r.Batch, r.Points, r.Words, r.Lines))], page.Next);
    }
}

/// <param name="ThroughBatch">The newest batch of the record that is written with all before it.</param>
/// <param name="Trouble">The server's words; null while it takes what it is given.</param>
/// <param name="Since">Since when it does not.</param>
/// <param name="PointsWritten">Since the process started.</param>
/// <param name="PointsRefused">That it did not take, ever.</param>
internal sealed record ProjectionItem(
    string State, string Target, long ThroughBatch, long LagBatches, double LagSeconds, string? Trouble, DateTimeOffset? Since, long PointsWritten, long PointsRefused);

/// <param name="Batch">Of the record: the newest that the points may be of.</param>
/// <param name="Lines">Line protocol; of many points the first.</param>
internal sealed record RefusedItem(long Id, DateTimeOffset At, string Target, long Batch, long Points, string Words, string Lines);
