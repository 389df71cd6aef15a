using WaterWatch.Deciding;
using WaterWatch.OnCall;
using WaterWatch.Rivers;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Web.Pages.OnDuty;

/// <summary>A rota with who is on duty, and the turns of the coming two weeks, the one that runs included.</summary>
public sealed record RotaTurns(Rota Rota, IReadOnlyList<Turn> Turns, OnCallHandOver? HandOver)
{
    public Turn Now => Turns[0];
}

/// <summary>Who is on duty and who comes; what keeps people from being told.</summary>
public sealed record OnDutyModel(PageFrame Frame)
{
    private const int MostTurns = 100;

    /// <summary>What ended longer ago is on the timeline.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(14);

    public Tongue Tongue => Frame.Tongue;

    public required WatchPlan Plan { get; init; }

    public IReadOnlyList<RotaTurns> Rotas { get; init; } = [];

    /// <summary>What is in force first, then what comes, then what has ended not long ago.</summary>
    public IReadOnlyList<Arrangement> Arrangements { get; init; } = [];

    public static OnDutyModel Of(PageFrame frame, WatchState state, WatchPlan plan)
    {
        var inForce = state.OnCall.InForce(plan);
        return new OnDutyModel(frame)
        {
            Plan = plan,
            Rotas = [.. inForce.OnCall.Rotas.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => new RotaTurns(r, Turns(r, frame.Now), OnCallHandOver.Of(r.Id, state.Escalations.Values)))],
            Arrangements = [.. All(state, plan)
                .Where(a => a.Until > frame.Now - Remembered)
                .OrderBy(a => a.At(frame.Now)).ThenBy(a => a.At(frame.Now) == Holding.Ended ? -a.Until.UtcTicks : a.From.UtcTicks).ThenBy(a => a.Made)],
        };
    }

    public IEnumerable<Arrangement> Of(MadeKind kind) => Arrangements.Where(a => a.Kind == kind);

    /// <summary>By id; the id itself for whoever is not configured any more.</summary>
    public LocalizedName NameOf(string person) => Plan.OnCall.People.GetValueOrDefault(person)?.Name ?? new LocalizedName(person, person);

    public LocalizedName NameOfRota(string rota) => Plan.OnCall.Rotas.GetValueOrDefault(rota)?.Name ?? new LocalizedName(rota, rota);

    /// <summary>One after the other, that of now first.</summary>
    public static IReadOnlyList<Turn> Turns(Rota rota, DateTimeOffset now)
    {
        var turns = new List<Turn> { rota.TurnAt(now) };
        while (turns[^1].Until < now + Ahead && turns.Count < MostTurns)
        {
            turns.Add(rota.TurnAt(turns[^1].Until));
        }

        return turns;
    }

    private static IEnumerable<Arrangement> All(WatchState state, WatchPlan plan) => plan.OnCall.Rotas.Values
        .SelectMany(r => r.Overrides.Select(o => Arrangement.Of(r.Id, o)))
        .Concat(plan.OnCall.Mutings.Select(Arrangement.Of))
        .Concat(state.OnCall.All.Select(Arrangement.Of));
}
