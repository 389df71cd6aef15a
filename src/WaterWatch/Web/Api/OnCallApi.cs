using System.Text.Json.Serialization;
using WaterWatch.OnCall;
using WaterWatch.Pipeline;
using WaterWatch.Rivers;

namespace WaterWatch.Web.Api;

/// <summary>
/// Who is on duty in a rota. Names, no addresses; all of the person is null when nobody is on duty, and all of the next when the same person stays.
/// </summary>
/// <param name="TimeZone">Of the hand-over; the times here are in UTC like all others.</param>
/// <param name="Agency">Of the person on duty, by id.</param>
/// <param name="Because">rotation, override, vacant_shift or not_started; the last two with nobody on duty.</param>
/// <param name="From">When this turn began; null before the first hand-over.</param>
/// <param name="Until">When somebody else, or nobody, comes on duty; null when that is never.</param>
/// <param name="NextPerson">Who then comes on duty; null when that is nobody.</param>
/// <param name="HandOver">What is open and was not yet accepted from the shift before; null when nothing is.</param>
/// <param name="Override">What has put the person on duty in place of the rotation; null when nothing has.</param>
public sealed record OnCallItem(
    string Rota, string Name, string NameZh, string TimeZone, string? Person, string? PersonName, string? PersonNameZh, string? Agency, string Because,
    DateTimeOffset? From, DateTimeOffset? Until, string? NextPerson, string? NextName, string? NextNameZh, OnCallOverride? Override, OnCallHandOver? HandOver) : IListed
{
    [JsonIgnore]
    public string Key => Rota;

    /// <param name="open">Who is being told of what.</param>
    public static OnCallItem Of(Rota rota, OnCallPlan plan, IEnumerable<Escalation> open, DateTimeOffset now)
    {
        var (turn, next) = (rota.TurnAt(now), rota.ChangeAfter(now));
        var (person, then) = (Named(turn.Person, plan), Named(next?.Person, plan));
        return new OnCallItem(
            rota.Id, rota.Name.En, Chinese(rota.Name)!, rota.TimeZone.Id, person?.Id, person?.Name.En, Chinese(person?.Name), person?.Agency,
            Words.Snake(turn.By.ToString()), turn.From?.ToUniversalTime(), next?.From?.ToUniversalTime(), then?.Id, then?.Name.En, Chinese(then?.Name),
            turn.Override is { } made ? new OnCallOverride(made.Made, made.By, made.Reason, made.Until.ToUniversalTime()) : null,
            OnCallHandOver.Of(rota.Id, open));
    }

    private static Person? Named(string? person, OnCallPlan plan) => person is null ? null : plan.People[person];

    private static string? Chinese(LocalizedName? name) => name is { Zh.Length: 0 } ? name.En : name?.Zh;
}

/// <param name="Id">Null for one that is configured.</param>
/// <param name="By">Who made it.</param>
public sealed record OnCallOverride(long? Id, string By, string Reason, DateTimeOffset Until);

/// <param name="From">Who has left the shift and is still told, by id.</param>
/// <param name="AcceptBy">When it is escalated, or was.</param>
/// <param name="Incidents">That are handed over; alerts of no incident are not numbered here.</param>
public sealed record OnCallHandOver(string From, DateTimeOffset Since, DateTimeOffset AcceptBy, bool Overdue, IReadOnlyList<long> Incidents)
{
    public static OnCallHandOver? Of(string rota, IEnumerable<Escalation> open)
    {
        var waiting = open.Select(e => (Escalation: e, HandOver: e.HandOverOf(rota)!)).Where(w => w.HandOver is not null).ToList();
        return waiting.Count == 0 ? null : new OnCallHandOver(
            waiting[0].HandOver.From, waiting.Min(w => w.HandOver.At), waiting.Min(w => w.HandOver.AcceptBy), waiting.Exists(w => w.HandOver.IsOverdue), [.. waiting.Select(w => w.Escalation.Subject.Incident).OfType<long>().Order()]);
    }
}

/// <summary><c>oncall</c>: who is on duty now, by the configuration in force and by what people have made since.</summary>
internal static class OnCallApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("oncall", ListAsync)
        .WithSummary("Who is on duty now in each rota, by what, until when, and who is next: names, no addresses.").Produces<Collection<OnCallItem>>().ProducesProblem(400);

    private static async Task<Collection<OnCallItem>> ListAsync(Inbox inbox, TimeProvider clock, CancellationToken cancellation, int? limit = null, string? cursor = null)
    {
        var now = clock.GetUtcNow();
        var items = await inbox.LookAsync((state, plan) => ItemsOf(state.OnCall.InForce(plan).OnCall, state.Escalations.Values, now), cancellation);
        return items.Page(limit, cursor);
    }

    private static List<OnCallItem> ItemsOf(OnCallPlan plan, IEnumerable<Escalation> open, DateTimeOffset now) =>
        [.. plan.Rotas.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => OnCallItem.Of(r, plan, open, now))];
}
