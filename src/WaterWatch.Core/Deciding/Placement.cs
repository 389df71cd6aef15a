using WaterWatch.Alerts;
using WaterWatch.Incidents;
using WaterWatch.Rivers;

namespace WaterWatch.Deciding;

/// <summary>An incident that an alert may belong to, and by which alert.</summary>
/// <param name="IsHere">Some alert of it is at the very place.</param>
/// <param name="IsWithin">Some alert of it explains this one within the bounds of its water, and not only because a dam may have held it back.</param>
internal sealed record Candidate(long Incident, Alert By, int Place, Way Way, bool IsHere, bool IsWithin);

/// <summary>Where an alert belongs, by the alerts above it.</summary>
/// <param name="Incident">The one that it belongs to; null when nothing known explains it, or more than one may.</param>
/// <param name="Candidates">Incidents between which nobody can tell; empty as a rule.</param>
internal sealed record Placement(Candidate? Incident, IReadOnlyList<long> Candidates)
{
    public static Placement Origin { get; } = new(null, []);
}

/// <summary>
/// Which incident an alert belongs to, as a function of the alerts above it on the river: those at places that its water comes from, and the earlier ones at its
/// own place. With one incident among them it belongs to that; with none it is an origin; with several nobody can tell, and it is the origin of an incident
/// that waits for a person. Places are taken in the order of the water and alerts in that of their event times, so how they became known decides nothing.
/// </summary>
internal sealed class Placing(Draft draft, WatchedRiver river)
{
    private readonly IReadOnlyList<DamOperation> _operations = draft.Dams.Of(river.Id);
    private readonly RiverRolls _rolls = draft.RollsOf(river);

    private RiverNetwork Network => river.Network;

    public Placement Of(Alert alert)
    {
        if (!river.TryPlace(alert.Key.Station.Value, out var place))
        {
            return Placement.Origin;
        }

        var isLed = !Belonging.MayOpen(alert);
        var found = isLed ? Around(alert, place) : Above(alert, place);
        Narrow(found);
        return found.Count switch
        {
            1 => new Placement(found[0], []),
            0 when !isLed && PlacedBelow(alert, place) is { } arranged => new Placement(arranged, []),
            0 => Placement.Origin,
            _ => new Placement(null, [.. found.Select(c => c.Incident).Order()]),
        };
    }

    /// <summary>Whether the first alert's water may be the second's: the first is above it, or earlier at its place.</summary>
    public Link Link(Alert above, int from, Alert below, int to)
    {
        if (from == to)
        {
            // One sample may show both: who may only join is led by what the same sample shows of another metal.
            var isBefore = Joining.IsBefore(above, below) || above.FiredAt == below.FiredAt && Belonging.MayOnlyJoin(below) && Belonging.MayOpen(above);
            return isBefore ? Joining.Examine(Network, from, to, Way.None, above, below, []) : Incidents.Link.None;
        }

        return from < to ? Joining.Examine(Network, from, to, Network.Down(from)[to], above, below, _operations) : Incidents.Link.None;
    }

    /// <summary>Whether water connects an alert with another that is not necessarily above it.</summary>
    public bool Connects(Alert other, int otherPlace, Alert alert, int place)
    {
        // Only the ways of the one place are reckoned: those of each of the others would cost as much as the river is long, each.
        return otherPlace > place ? Link(alert, place, other, otherPlace) != Incidents.Link.None
            : otherPlace < place ? Joining.Examine(Network, otherPlace, place, Network.Up(place)[otherPlace], other, alert, _operations) != Incidents.Link.None
            : Link(other, place, alert, place) != Incidents.Link.None || Link(alert, place, other, place) != Incidents.Link.None;
    }

    /// <summary>How an alert that may only join is led by another: above or below, if that had begun by then.</summary>
    public Link Leading(Alert leading, Alert joiner)
    {
        if (!Leads(leading, joiner) || !river.TryPlace(leading.Key.Station.Value, out var from) || !river.TryPlace(joiner.Key.Station.Value, out var to))
        {
            return Incidents.Link.None;
        }

        return from <= to ? Link(leading, from, joiner, to) : Joining.Examine(Network, to, from, Network.Up(from)[to], joiner, leading, _operations);
    }

    public JoinEvidence Evidence(Alert above, int from, Alert below, int to) =>
        Joining.Evidence(Network, from, to, from == to ? Way.None : Network.Down(from)[to], above, below, _operations);

    /// <summary>The alerts below an alert that its water may have reached, station by station.</summary>
    /// <param name="isOfInterest">Spares looking at those of an incident.</param>
    /// <param name="since">Spares looking at those that did not begin later.</param>
    public IEnumerable<(Alert Alert, int Place, Link Link)> Below(Alert alert, Func<long, bool> isOfInterest, DateTimeOffset since = default)
    {
        if (!river.TryPlace(alert.Key.Station.Value, out var place) || _rolls.NewestFiredAt <= since || !_rolls.MayHave(isOfInterest))
        {
            yield break;
        }

        foreach (var at in Network.PlacesBelow(place).Prepend(place))
        {
            foreach (var roll in _rolls.At(at) ?? [])
            {
                if (roll.NewestFiredAt <= since || !roll.Incidents.Exists(i => isOfInterest(i)))
                {
                    continue;
                }

                foreach (var below in roll.Alerts)
                {
                    if (below.Id != alert.Id && below.FiredAt > since && isOfInterest(below.Incident ?? 0)
                        && Link(alert, place, below, at) is var link and not Incidents.Link.None)
                    {
                        yield return (below, at, link);
                    }
                }
            }
        }
    }

    /// <summary>Whether everything that points to the second incident points to the first, since that waits for the choice between it and others, or was chosen over it.</summary>
    public bool Covers(long incident, long other) => Covers(incident, other, 0);

    private bool Covers(long incident, long other, int depth)
    {
        const int deepest = 16;
        return depth < deepest && draft.OpenIncident(incident) is { } known && (known.Candidates.Count > 0 || known.ChosenOver.Count > 0)
            && known.Candidates.Concat(known.ChosenOver).Any(c => c == other || Covers(c, other, depth + 1));
    }

    /// <summary>From the place up, as far as something there could say more: as a rule the nearest alert says all that others of its incident could.</summary>
    private List<Candidate> Above(Alert alert, int place)
    {
        var found = new List<Candidate>();
        var ways = Network.Up(place);
        foreach (var at in Network.Walk(place, isUp: true, at => _rolls.MayHave(i => !IsExplained(found, i, WayFrom(at)) && draft.OpenIncident(i) is not null)))
        {
            foreach (var roll in _rolls.At(at) ?? [])
            {
                Look(roll, at, WayFrom(at), alert, place, found);
            }
        }

        return found;

        Way WayFrom(int at) => at == place ? Way.None : ways[at];
    }

    /// <summary>For what others lead: above or below, if it had begun by then.</summary>
    private List<Candidate> Around(Alert alert, int place)
    {
        var found = Above(alert, place);
        var ways = Network.Down(place);
        foreach (var at in Network.PlacesBelow(place))
        {
            foreach (var below in (_rolls.At(at) ?? []).SelectMany(r => r.Alerts.FindAll(b => Leads(b, alert))))
            {
                Add(found, below, at, ways[at], Link(alert, place, below, at), isHere: false);
            }
        }

        return found;
    }

    private void Look(Roll roll, int at, in Way way, Alert alert, int place, List<Candidate> found)
    {
        foreach (var incident in roll.Incidents)
        {
            if (at != place && IsExplained(found, incident, way))
            {
                continue;
            }

            // One alert that explains it within its bounds says all that the others of its incident here could.
            foreach (var above in roll.Alerts)
            {
                if (above.Incident != incident || !Leads(above, alert))
                {
                    continue;
                }

                var link = at != place ? Joining.Examine(Network, at, place, way, above, alert, _operations) : Link(above, at, alert, place);
                Add(found, above, at, way, link, isHere: at == place);
                if (link == Incidents.Link.Within)
                {
                    break;
                }
            }
        }
    }

    /// <summary>Whether an alert of the incident explains it already, from nearer.</summary>
    private static bool IsExplained(List<Candidate> found, long incident, in Way way)
    {
        foreach (var candidate in found)
        {
            if (candidate.Incident == incident)
            {
                return candidate.IsWithin && !(way.LengthKm < candidate.Way.LengthKm);
            }
        }

        return false;
    }

    /// <summary>What is led itself leads nobody, and goes only where something had begun by then.</summary>
    private bool Leads(Alert other, Alert alert) =>
        other.Id != alert.Id && other.Incident is { } led && draft.OpenIncident(led) is not null && Belonging.MayOpen(other)
        && (other.FiredAt <= alert.FiredAt || Belonging.MayOpen(alert));

    private static void Add(List<Candidate> found, Alert by, int at, in Way way, Link link, bool isHere)
    {
        if (link == Incidents.Link.None)
        {
            return;
        }

        var isWithin = link == Incidents.Link.Within;
        var known = found.FindIndex(c => c.Incident == by.Incident);
        if (known < 0)
        {
            found.Add(new Candidate(by.Incident!.Value, by, at, way, isHere, isWithin));
            return;
        }

        var before = found[known];
        var isNearer = (way.LengthKm ?? decimal.MaxValue) < (before.Way.LengthKm ?? decimal.MaxValue);
        if (isNearer || isHere && !before.IsHere || isWithin && !before.IsWithin)
        {
            var nearest = isNearer ? new Candidate(before.Incident, by, at, way, isHere, isWithin) : before;
            found[known] = nearest with { IsHere = before.IsHere || isHere, IsWithin = before.IsWithin || isWithin };
        }
    }

    /// <summary>
    /// Of several, the one that waits for the choice between the others: else each further alert below a confluence would open an incident of its own. Then the
    /// one that has an alert at this very place; then the only one that explains it without a dam having held back what has cleared above.
    /// </summary>
    private void Narrow(List<Candidate> found)
    {
        if (found.Count > 1)
        {
            var all = found.ToList();
            found.RemoveAll(c => all.Exists(other => other.Incident != c.Incident && Covers(other.Incident, c.Incident) && !Covers(c.Incident, other.Incident)));
        }

        if (found.Count > 1 && found.FindAll(c => c.IsHere) is [var here])
        {
            found.RemoveAll(c => c.Incident != here.Incident);
        }

        if (found.Count > 1 && found.Exists(c => c.IsWithin))
        {
            found.RemoveAll(c => !c.IsWithin);
        }
    }

    /// <summary>What a person has arranged below counts like what is above: an alert that its water connects with it belongs there too.</summary>
    private Candidate? PlacedBelow(Alert alert, int place)
    {
        if (!_rolls.MayHavePlaced)
        {
            return null;
        }

        var found = new List<Candidate>();
        foreach (var (below, at, _) in Below(alert, incident => draft.OpenIncident(incident) is { IsArranged: true }))
        {
            if (below.IsPlaced && Leads(below, alert))
            {
                Add(found, below, at, at == place ? Way.None : Network.Down(place)[at], Incidents.Link.Within, isHere: at == place);
            }
        }

        Narrow(found);
        return found is [var one] ? one : null;
    }
}
