using WaterWatch.Configuration;
using WaterWatch.Feeds;
using WaterWatch.Feeds.Sparkplug;
using WaterWatch.Incidents;
using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Web.Api;

/// <summary>What people decide of what was set aside: to have it read once more, or never.</summary>
internal static class SetAsideApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var one = api.MapGroup("set-aside/{id:long}");
        ActsApi.Describe<ReleasedItem>(
            one.MapPost("release", async (long id, ReasonAsked asked, Inbox inbox, LogReader log, ConfigurationInForce configuration, SparkplugSessions sessions, CancellationToken cancellation) =>
                await ReleaseAsync(id, asked, inbox, log, configuration, sessions, cancellation) is { IsDone: false } refused ? ActsApi.Answer(refused) : TypedResults.Ok(new ReleasedItem(id))),
            "Reads what was set aside once more, by the configuration of now: its readings are kept and judged as of when they were taken. Refused where it still cannot be read.");
        ActsApi.Describe<ReleasedItem>(
            one.MapPost("discard", async (long id, ReasonAsked asked, Inbox inbox, LogReader log, CancellationToken cancellation) =>
                await DiscardAsync(id, asked, inbox, log, cancellation) is { IsDone: false } refused ? ActsApi.Answer(refused) : TypedResults.Ok(new ReleasedItem(id))),
            "Decides that what was set aside will not be read. Its bytes stay, and it may be released all the same later.");
    }

    public static bool IsOpenOnly(string? state) => state switch
    {
        null or "" => false,
        "open" => true,
        _ => throw new BadRequestException("state", $"state is open, or left out for all; it was \"{state}\"."),
    };

    public static Task<ActResult> ReleaseAsync(long id, ReasonAsked asked, Inbox inbox, LogReader log, ConfigurationInForce configuration, SparkplugSessions sessions, CancellationToken cancellation)
    {
        if (log.SetAsideOf(id) is not { } found)
        {
            return Task.FromResult(Missing(id));
        }

        // What was read in part only is not settled, and may be released again for the rest.
        if (log.SettledBy(id) is { Kind: EntryKind.MessageReleased } settled)
        {
            return Task.FromResult(Released(id, settled));
        }

        var message = new StoredMessages(configuration.Now, sessions).Read("", found.Topic, found.Payload, found.ReceivedAt);
        return inbox.DoAsync(new Act.Release(id, found.Reason, asked.By ?? "", asked.Reason ?? ""), message, cancellation);
    }

    public static Task<ActResult> DiscardAsync(long id, ReasonAsked asked, Inbox inbox, LogReader log, CancellationToken cancellation) =>
        log.SetAsideOf(id) is not { } found ? Task.FromResult(Missing(id))
        : log.SettledBy(id) is { } settled ? Task.FromResult(settled.Kind == EntryKind.MessageReleased
            ? Released(id, settled)
            : new ActResult(ActRefusal.Conflict, $"No. {id} was discarded already, by {settled.By}.", null) { WordsZh = $"编号 {id} 已由 {settled.By} 作废。" })
        : inbox.DoAsync(new Act.Discard(id, found.Reason, asked.By ?? "", asked.Reason ?? ""), cancellation);

    private static ActResult Missing(long id) => new(ActRefusal.NotFound, $"Nothing of number {id} is set aside; see /api/v1/set-aside.", null);

    private static ActResult Released(long id, TimelineEntry by) => new(ActRefusal.Conflict, $"No. {id} was released already, by {by.By}.", null) { WordsZh = $"编号 {id} 已由 {by.By} 重新受理。" };
}

/// <param name="Id">Of what was set aside.</param>
internal sealed record ReleasedItem(long Id);
