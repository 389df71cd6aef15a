using System.Text.Json.Serialization;
using WaterWatch.Alerts;
using WaterWatch.Deciding;
using WaterWatch.OnCall;
using WaterWatch.Pipeline;
using WaterWatch.Readings;
using WaterWatch.Rivers;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary><c>silences</c> and <c>maintenance-windows</c>: those of people.yaml and those made while the service runs; making one, and ending it before its time.</summary>
internal static class MutingsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        Map(api, "silences", MadeKind.Silence, "a silence: up to Yellow unless level_at_most says more");
        Map(api, "maintenance-windows", MadeKind.MaintenanceWindow, "a maintenance window: at most 24 hours, never about Orange or Red");
    }

    private static void Map(RouteGroupBuilder api, string path, MadeKind kind, string what)
    {
        api.MapGet(path, async (Inbox inbox, TimeProvider clock, CancellationToken cancellation, int? limit = null, string? cursor = null) =>
                (await inbox.LookAsync((state, plan) => ItemsOf(kind, state, plan, clock.GetUtcNow()), cancellation)).Page(limit, cursor))
            .WithSummary("Configured ones and those made while the service runs: in force, coming, and ended in the last 30 days.").Produces<Collection<MutingItem>>().ProducesProblem(400);
        ActsApi.Describe<MutingItem>(api.MapPost(path, async (MuteAsked asked, Inbox inbox, TimeProvider clock, CancellationToken cancellation) => await MakeAsync(kind, asked, inbox, clock, cancellation)),
            $"Makes {what}. rivers, stations, conditions, determinands as in people.yaml, each left out for all; from (now when left out), until.");
        ActsApi.Describe<MutingItem>(api.MapPost($"{path}/{{id}}/end", async (string id, ReasonAsked asked, Inbox inbox, TimeProvider clock, CancellationToken cancellation) => await EndAsync(kind, id, asked, inbox, clock, cancellation)),
            "Ends one that was made while the service runs, before its time: what it kept from being told, and still holds, is told at once.");
    }

    private static async Task<IResult> MakeAsync(MadeKind kind, MuteAsked asked, Inbox inbox, TimeProvider clock, CancellationToken cancellation)
    {
        var matcher = MatcherOf(asked.Rivers ?? [], asked.Stations ?? [], asked.Conditions ?? [], asked.Determinands ?? []);
        var act = new OnCallAct.Mute(kind, matcher, Asked.Instant("from", asked.From), Asked.RequiredInstant("until", asked.Until), Asked.Word<Level>("level_at_most", asked.LevelAtMost), asked.By ?? "", asked.Reason ?? "");
        return await DoAsync(kind, act, inbox, clock, cancellation);
    }

    /// <exception cref="BadRequestException">A station, condition or determinand that cannot be.</exception>
    internal static Matcher MatcherOf(IReadOnlyList<string> rivers, IReadOnlyList<string> stations, IReadOnlyList<string> conditions, IReadOnlyList<string> determinands) => new()
    {
        Rivers = rivers,
        Stations = [.. stations.Select(s => StationId.IsValid(s) ? new StationId(s) : throw new BadRequestException("stations", $"\"{s}\" cannot be the id of a station; see /api/v1/stations."))],
        Conditions = [.. conditions.Select(ConditionOf)],
        Determinands = [.. determinands.Select(d => Determinand.Find(d) ?? throw new BadRequestException("determinands", $"No determinand \"{d}\" is known."))],
    };

    private static async Task<IResult> EndAsync(MadeKind kind, string id, ReasonAsked asked, Inbox inbox, TimeProvider clock, CancellationToken cancellation) =>
        await DoAsync(kind, new OnCallAct.End(kind, Asked.Id(id), null, asked.By ?? "", asked.Reason ?? ""), inbox, clock, cancellation);

    private static async Task<IResult> DoAsync(MadeKind kind, OnCallAct act, Inbox inbox, TimeProvider clock, CancellationToken cancellation)
    {
        var result = await inbox.DoAsync(act, cancellation);
        return result.Made is { } id
            ? TypedResults.Ok(await inbox.LookAsync((state, plan) => ItemsOf(kind, state, plan, clock.GetUtcNow()).FindLast(i => i.Id == $"{id}"), cancellation))
            : ActsApi.Answer(result);
    }

    private static List<MutingItem> ItemsOf(MadeKind kind, WatchState state, WatchPlan plan, DateTimeOffset now) =>
    [
        .. plan.OnCall.Mutings.Where(m => m is Silence == (kind == MadeKind.Silence)).Select(m => MutingItem.Of(m, now)),
        .. state.OnCall.All.Where(m => m.Kind == kind).Select(m => MutingItem.Of(m, now)),
    ];

    private static Condition ConditionOf(string word) => Enum.GetValues<Condition>().Cast<Condition?>().FirstOrDefault(c => c!.Value.Word() == word)
        ?? throw new BadRequestException("conditions", $"\"{word}\" is not a condition: write {string.Join(", ", Enum.GetValues<Condition>().Select(c => c.Word()))}.");
}

/// <param name="From">RFC 3339; now when left out, and when it lies in the past.</param>
/// <param name="Until">RFC 3339: the first time at which it no longer holds.</param>
/// <param name="LevelAtMost">Of a silence; Yellow when left out.</param>
internal sealed record MuteAsked(
    IReadOnlyList<string>? Rivers, IReadOnlyList<string>? Stations, IReadOnlyList<string>? Conditions, IReadOnlyList<string>? Determinands,
    string? From, string? Until, string? LevelAtMost, string? Reason) : ActAsked;

/// <summary>A silence or a maintenance window. A list that is empty means all of its kind.</summary>
/// <param name="Source">configuration, or run_time for one that was made while the service runs.</param>
/// <param name="State">in_force, coming or ended.</param>
/// <param name="Until">The first time at which it no longer holds, or held.</param>
/// <param name="MadeAt">Null for a configured one.</param>
/// <param name="EndedBy">Who ended it before its time; null when nobody did.</param>
internal sealed record MutingItem(
    string Id, string Source, string State, IReadOnlyList<string> Rivers, IReadOnlyList<string> Stations, IReadOnlyList<string> Conditions, IReadOnlyList<string> Determinands,
    string LevelAtMost, DateTimeOffset From, DateTimeOffset Until, string By, string Reason, DateTimeOffset? MadeAt, string? EndedBy) : IListed
{
    [JsonIgnore]
    public string Key => $"{Source}/{Id}";

    public static MutingItem Of(Muting muting, DateTimeOffset now) =>
        Of(muting.Id, "configuration", muting.Matcher, muting.LevelAtMost, muting.From, muting.Until, muting.Author, muting.Reason, null, now);

    public static MutingItem Of(Made made, DateTimeOffset now) =>
        Of($"{made.Id}", "run_time", made.Matcher, made.LevelAtMost, made.From, made.HoldsUntil, made.By, made.Reason, made, now);

    private static MutingItem Of(
        string id, string source, Matcher matcher, Level level, DateTimeOffset from, DateTimeOffset until, string by, string reason, Made? made, DateTimeOffset now) => new(
        id, source, Words.StateOf(from, until, now), matcher.Rivers, [.. matcher.Stations.Select(s => s.Value)], [.. matcher.Conditions.Select(c => c.Word())],
        [.. matcher.Determinands.Select(d => d.Key)], level.ToString(), from.ToUniversalTime(), until.ToUniversalTime(), by, reason, made?.MadeAt, made?.EndedBy is { Length: > 0 } ended ? ended : null);
}
