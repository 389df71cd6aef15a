using WaterWatch.Alerts;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.OnCall;

/// <summary>What there is to tell, as far as it decides who is told.</summary>
/// <param name="Station">Empty where the condition is of a river or a feed.</param>
/// <param name="Determinand">Null where the condition is of a whole station, a river or a feed.</param>
public sealed record Matter(string River, StationId Station, Level Level, Condition Condition, Determinand? Determinand)
{
    /// <param name="river">The station's, or the one that the condition is of.</param>
    public static Matter Of(Alert alert, string river) => new(river, alert.Key.Station, alert.Level, alert.Key.Condition, alert.Key.Determinand);
}

/// <summary>Which matters are meant, whatever their level. What is left empty leaves it open; what is not must hold, each of them.</summary>
public sealed record Matcher
{
    public static Matcher Everything { get; } = new();

    public IReadOnlyList<string> Rivers { get; init; } = [];

    /// <summary>With any of them, conditions of a river or a feed are not meant.</summary>
    public IReadOnlyList<StationId> Stations { get; init; } = [];

    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>With any of them, conditions of a whole station, a river or a feed are not meant.</summary>
    public IReadOnlyList<Determinand> Determinands { get; init; } = [];

    /// <summary>Why nothing can ever match, where two parts of it exclude each other; null when something can.</summary>
    /// <param name="riverOf">The river of a station; null for one that is not known.</param>
    public string? NeverBecause(Func<StationId, string?> riverOf)
    {
        var placed = Stations.Where(s => riverOf(s) is not null).ToList();
        if (placed.Count > 0 && Rivers.Count > 0 && placed.TrueForAll(s => !Rivers.Contains(riverOf(s)!)))
            return $"{string.Join(", ", placed)} is on none of the rivers {string.Join(", ", Rivers)}";

        if (Conditions.Count == 0)
            return null;

        if (Determinands.Count > 0 && Conditions.All(c => c.IsOfNoDeterminand()))
            return $"{Words} is of no determinand";

        return Stations.Count > 0 && Conditions.All(c => c.IsOfNoStation()) ? $"{Words} is of no station" : null;
    }

    private string Words => string.Join(", ", Conditions.Select(c => c.Word()));

    public bool Matches(Matter matter) =>
        (Rivers.Count == 0 || Rivers.Contains(matter.River))
        && (Stations.Count == 0 || Stations.Contains(matter.Station))
        && (Conditions.Count == 0 || Conditions.Contains(matter.Condition))
        && (Determinands.Count == 0 || matter.Determinand is { } determinand && Determinands.Contains(determinand));
}

/// <summary>
/// Leads a matter to a policy. Every route that matches is taken, not the first alone: the waterworks are told whatever route the bureau adds above theirs, and the
/// order of the file says nothing.
/// </summary>
/// <param name="Policy">Its <see cref="EscalationPolicy.Id"/>.</param>
public sealed record AlertRoute(Matcher Matcher, Level LevelAtLeast, string Policy)
{
    public bool Matches(Matter matter) => matter.Level >= LevelAtLeast && Matcher.Matches(matter);
}
