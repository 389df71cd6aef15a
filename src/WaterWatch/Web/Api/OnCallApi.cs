using WaterWatch.Configuration;
using WaterWatch.OnCall;
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
public sealed record OnCallItem(
    string Rota, string Name, string NameZh, string TimeZone, string? Person, string? PersonName, string? PersonNameZh, string? Agency, string Because,
    DateTimeOffset? From, DateTimeOffset? Until, string? NextPerson, string? NextName, string? NextNameZh)
{
    public static OnCallItem Of(Rota rota, OnCallPlan plan, DateTimeOffset now)
    {
        var (turn, next) = (rota.TurnAt(now), rota.ChangeAfter(now));
        var (person, then) = (Named(turn.Person, plan), Named(next?.Person, plan));
        return new OnCallItem(
            rota.Id, rota.Name.En, Chinese(rota.Name)!, rota.TimeZone.Id, person?.Id, person?.Name.En, Chinese(person?.Name), person?.Agency,
            Words.Snake(turn.By.ToString()), turn.From?.ToUniversalTime(), next?.From?.ToUniversalTime(), then?.Id, then?.Name.En, Chinese(then?.Name));
    }

    private static Person? Named(string? person, OnCallPlan plan) => person is null ? null : plan.People[person];

    private static string? Chinese(LocalizedName? name) => name is { Zh.Length: 0 } ? name.En : name?.Zh;
}

/// <summary><c>oncall</c>: who is on duty now, by the configuration in force.</summary>
internal static class OnCallApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("oncall", List)
        .WithSummary("Who is on duty now in each rota, until when, and who is next: names, no addresses.").ProducesProblem(400);

    private static Collection<OnCallItem> List(ConfigurationInForce configuration, TimeProvider clock, int? limit = null, string? cursor = null)
    {
        var plan = configuration.Now.People.Plan;
        var (most, now) = (Asked.Limit(limit), clock.GetUtcNow());
        var rotas = plan.Rotas.Values.OrderBy(r => r.Id, StringComparer.Ordinal).ToList();
        var skipped = string.IsNullOrEmpty(cursor) ? 0 : rotas.FindIndex(r => r.Id == cursor);
        if (skipped < 0)
        {
            throw new BadRequestException("cursor", "Use the \"next\" of the page before, unchanged; when the rotas have changed since, begin again without it.");
        }

        return new Collection<OnCallItem>([.. rotas.Skip(skipped).Take(most).Select(r => OnCallItem.Of(r, plan, now))], rotas.ElementAtOrDefault(skipped + most)?.Id);
    }
}
