using WaterWatch.Clockwork;
using WaterWatch.Feeds;
using WaterWatch.Notify;
using WaterWatch.Pipeline;
using WaterWatch.Projection;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Web.Api;

/// <summary>What is ready and what is not.</summary>
/// <param name="Status">ready or not_ready.</param>
/// <param name="Reasons">Why not, one sentence each.</param>
/// <param name="Warnings">What keeps people from being told, that the record is not to be trusted, and that charts are out of date, one sentence each: readings are taken and judged all the same.</param>
public sealed record Readiness(string Status, IReadOnlyList<string> Reasons, IReadOnlyList<FeedReadiness> Feeds, IReadOnlyList<string> Warnings);

public sealed record FeedReadiness(string Name, bool Listening, DateTimeOffset Since, string Why);

/// <summary>Whether the service itself is well, for <c>/readyz</c> and for every page.</summary>
internal sealed class ReadinessCheck(PipelineHealth health, StationFeeds feeds, CourierHealth courier, ClockworkHealth clockwork, DiskRoom room, ProjectionHealth projection, WatchLog log)
{
    public Readiness Now()
    {
        var states = feeds.All.Select(f => f.State).ToList();
        List<string> reasons = [.. states.Where(f => !f.Listening).Select(f => $"Feed {f.Feed} is not listening: {f.Why}.")];
        if (health.StorageFailure is { } failure)
        {
            reasons.Insert(0, $"Readings cannot be written and are not acknowledged: {failure}");
        }

        return new Readiness(
            reasons.Count == 0 ? "ready" : "not_ready", reasons, [.. states.Select(f => new FeedReadiness(f.Feed, f.Listening, f.Since, f.Why))],
            [.. new[] { Untold(health.UntoldSince), Broken(clockwork.ChainCheck), room.Warning, projection.Read().Warning(log.NewestBatch) }.OfType<string>(), .. courier.Troubles]);
    }

    private static string? Untold(DateTimeOffset? since) => since is null ? null
        : $"The service failed where it decides whom to tell: since {Instants.Format(since.Value)} there is something on the timeline that nobody was told of. It is tried again every minute; until then look through the incidents and tell people yourselves. The log has the fault: report it.";

    /// <summary>No reason to stop: alerts must go on, and a record that was changed is not mended by taking no more readings.</summary>
    private static string? Broken(ChainCheck? check) => check is null or { IsIntact: true } ? null
        : $"The record is not to be trusted: it was changed outside of this service ({check.Broken}), found {Instants.Format(check.At)}. Keep the file and its newest backup, and run 'audit verify' on both.";
}
