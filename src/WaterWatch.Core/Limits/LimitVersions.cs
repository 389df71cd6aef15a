namespace WaterWatch.Limits;

/// <summary>Which of several versions of a limit holds: the sample time decides, never the time of receipt.</summary>
public static class LimitVersions
{
    /// <summary>Whether any of the limits needs more than itself to be judged by: a date to choose the version, or another quantity of the water.</summary>
    public static bool Vary(IReadOnlyList<Limit> limits) =>
        limits.Any(l => l.By is not null) || limits.Any(l => limits.Any(other => !ReferenceEquals(l, other) && l.IsVersionOf(other)));

    /// <summary>
    /// The newest version that has begun by then. Before the first the first holds, since a clock that was set back to 2000 must not keep a value from alerting;
    /// after the end of the last the last holds.
    /// </summary>
    public static bool IsInForce(Limit limit, IReadOnlyList<Limit> among, DateOnly day)
    {
        foreach (var other in among)
        {
            if (other.EffectiveFrom == limit.EffectiveFrom || !other.IsVersionOf(limit))
            {
                continue;
            }

            var isReplaced = limit.EffectiveFrom < other.EffectiveFrom && other.EffectiveFrom <= day;
            var isYetToCome = limit.EffectiveFrom > day && other.EffectiveFrom < limit.EffectiveFrom;
            if (isReplaced || isYetToCome)
            {
                return false;
            }
        }

        return true;
    }
}
