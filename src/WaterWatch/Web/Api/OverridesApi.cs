using System.Text.Json.Serialization;
using WaterWatch.Deciding;
using WaterWatch.OnCall;
using WaterWatch.Pipeline;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary><c>oncall/{rota}/overrides</c>: who is on duty in place of the rotation; those of people.yaml and those made while the service runs.</summary>
internal static class OverridesApi
{
    private const string Path = "oncall/{rota}/overrides";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet(Path, ListAsync)
            .WithSummary("Configured ones and those made while the service runs: in force, coming, and ended in the last 30 days. The later made wins.").Produces<Collection<OverrideItem>>().ProducesProblem(400).ProducesProblem(404);
        ActsApi.Describe<OverrideItem>(api.MapPost(Path, MakeAsync), "Puts a person on duty in place of the rotation: person (by id), from (now when left out), until.");
        ActsApi.Describe<ActItem>(api.MapPost("oncall/{rota}/accept", AcceptAsync), "Takes over, from the shift before, all that is open of the rota: whoever has left is told no more.");
        ActsApi.Describe<OverrideItem>(api.MapPost(Path + "/{id}/end", EndAsync), "Ends an override that was made while the service runs, before its time: the rotation holds again at once.");
    }

    private static async Task<IResult> ListAsync(string rota, Inbox inbox, TimeProvider clock, CancellationToken cancellation, int? limit = null, string? cursor = null) =>
        await inbox.LookAsync((state, plan) => plan.OnCall.Rotas.ContainsKey(rota) ? ItemsOf(rota, state, plan, clock.GetUtcNow()) : null, cancellation) is { } items
            ? TypedResults.Ok(items.Page(limit, cursor))
            : TypedResults.Problem($"There is no rota \"{rota}\"; see /api/v1/oncall.", statusCode: 404, title: "There is no such thing");

    private static async Task<IResult> MakeAsync(string rota, OverrideAsked asked, Inbox inbox, TimeProvider clock, CancellationToken cancellation) =>
        await DoAsync(
            rota, new OnCallAct.Override(rota, asked.Person ?? "", Asked.Instant("from", asked.From), Asked.RequiredInstant("until", asked.Until), asked.By ?? "", asked.Reason ?? ""), inbox, clock, cancellation);

    private static async Task<IResult> EndAsync(string rota, string id, ReasonAsked asked, Inbox inbox, TimeProvider clock, CancellationToken cancellation) =>
        await DoAsync(rota, new OnCallAct.End(MadeKind.Override, Asked.Id(id), rota, asked.By ?? "", asked.Reason ?? ""), inbox, clock, cancellation);

    private static async Task<IResult> AcceptAsync(string rota, ReasonAsked asked, Inbox inbox, CancellationToken cancellation) =>
        ActsApi.Answer(await inbox.DoAsync(new OnCallAct.AcceptHandOver(rota, asked.By ?? "", asked.Reason ?? ""), cancellation));

    private static async Task<IResult> DoAsync(string rota, OnCallAct act, Inbox inbox, TimeProvider clock, CancellationToken cancellation)
    {
        var result = await inbox.DoAsync(act, cancellation);
        return result.Made is { } id
            ? TypedResults.Ok(await inbox.LookAsync((state, plan) => ItemsOf(rota, state, plan, clock.GetUtcNow()).FindLast(i => i.Id == id), cancellation))
            : ActsApi.Answer(result);
    }

    private static List<OverrideItem> ItemsOf(string rota, WatchState state, WatchPlan plan, DateTimeOffset now) =>
    [
        .. (plan.OnCall.Rotas.GetValueOrDefault(rota)?.Overrides ?? []).Select(o => OverrideItem.Of(rota, o, now)),
        .. state.OnCall.All.Where(m => m.Rota == rota).Select(m => OverrideItem.Of(m, now)),
    ];
}

/// <param name="Person">By id.</param>
/// <param name="From">RFC 3339; now when left out, and when it lies in the past.</param>
/// <param name="Until">RFC 3339: the first time at which it no longer holds.</param>
internal sealed record OverrideAsked(string? Person, string? From, string? Until, string? Reason) : ActAsked;

/// <param name="Id">Null for a configured one.</param>
/// <param name="Source">configuration, or run_time for one that was made while the service runs.</param>
/// <param name="State">in_force, coming or ended; of several in force the one that was made last puts its person on duty.</param>
internal sealed record OverrideItem(
    long? Id, string Rota, string Source, string State, string Person, DateTimeOffset From, DateTimeOffset Until, string By, string Reason, DateTimeOffset? MadeAt, string? EndedBy) : IListed
{
    [JsonIgnore]
    public string Key => Id is { } id ? $"run_time/{id}" : $"configuration/{Person}/{Timeline.Instants.Format(From)}/{Timeline.Instants.Format(Until)}";

    public static OverrideItem Of(string rota, RotaOverride made, DateTimeOffset now) => new(
        null, rota, "configuration", Words.StateOf(made.From, made.Until, now), made.Person, made.From.ToUniversalTime(), made.Until.ToUniversalTime(), made.By, made.Reason, null, null);

    public static OverrideItem Of(Made made, DateTimeOffset now) => new(
        made.Id, made.Rota, "run_time", Words.StateOf(made.From, made.HoldsUntil, now), made.Person, made.From.ToUniversalTime(), made.HoldsUntil.ToUniversalTime(), made.By, made.Reason, made.MadeAt,
        made.EndedBy.Length > 0 ? made.EndedBy : null);
}
