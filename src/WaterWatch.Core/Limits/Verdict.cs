using WaterWatch.Readings;

namespace WaterWatch.Limits;

/// <summary>What the limits in force say of one value.</summary>
public readonly record struct Verdict
{
    // The value and not yet the ratio: a division for each reading, when hardly any is asked for its ratio, was a tenth of the whole way.
    private readonly decimal _rated;
    private readonly bool _isRated;

    /// <param name="rated">The value that <see cref="Ratio"/> is of; null when it cannot be told.</param>
    public Verdict(Judged judged, JudgedWhy why, decimal? rated, Limit? limit, bool isOver)
    {
        (Judged, Why, Limit, IsOver) = (judged, why, limit, isOver);
        (_rated, _isRated) = (rated.GetValueOrDefault(), rated is not null);
    }

    public Judged Judged { get; init; }

    public JudgedWhy Why { get; init; }

    /// <summary>The limit that decided; null when there is none.</summary>
    public Limit? Limit { get; }

    /// <summary>The number passes the limit, whatever a mark says of it.</summary>
    public bool IsOver { get; }

    /// <summary>Whether <see cref="Ratio"/> can be told.</summary>
    public bool HasRatio => _isRated && Limit is not null;

    /// <summary>How many times the limit the value is (its inverse for a lower bound); null when it cannot be told.</summary>
    public decimal? Ratio => _isRated && Limit is { } limit ? Judging.Ratio(_rated, limit) : null;
}

/// <summary>Holds values against limits.</summary>
public static class Judging
{
    /// <summary>Judges one value by all limits for its determinand and fraction; the worst decides.</summary>
    /// <param name="value">In the determinand's unit.</param>
    /// <param name="isLowerBound">True when the river may carry more than the number says: mark T, or above the instrument's span.</param>
    public static Verdict Judge(Concentration value, Mark mark, bool isLowerBound, IReadOnlyList<Limit> limits)
    {
        if (limits.Count == 0)
        {
            return new Verdict(Judged.NotJudged, JudgedWhy.NoLimit, null, null, false);
        }

        var worst = Against(value, mark, isLowerBound, limits[0]);
        for (var i = 1; i < limits.Count; i++)
        {
            var other = Against(value, mark, isLowerBound, limits[i]);
            if (Severity(other) > Severity(worst))
            {
                worst = other;
            }
        }

        // Marked values are judged only to know whether a mark hides an exceedance; the caller raises MarkedOverLimit from the ratio.
        return mark.IsOutOfService ? worst with { Judged = Judged.NotJudged, Why = JudgedWhy.Marked } : worst;
    }

    /// <summary>
    /// Where a value stands among its limits: 1 is at the limit, below is safe. For one bound the ratio; for a lower and an upper one together the distance from
    /// their middle over half their distance, since a pH of 7.5 is not nearly at its limit of 9.
    /// </summary>
    public static decimal Position(decimal value, IReadOnlyList<Limit> limits)
    {
        decimal? low = null, high = null;
        foreach (var limit in limits)
        {
            low = limit.Sense == LimitSense.AtLeast ? Math.Max(low ?? limit.Bound, limit.Bound) : low;
            high = limit.Sense == LimitSense.AtMost ? Math.Min(high ?? limit.Bound, limit.Bound) : high;
        }

        if (low is { } bottom && high is { } top && top > bottom)
        {
            var middle = (bottom + top) / 2;
            var inReach = Math.Clamp(value, middle - 1_000_000_000m, middle + 1_000_000_000m);
            return AtMostOne(Math.Abs(inReach - middle) / ((top - bottom) / 2), value, limits);
        }

        return limits.Count == 0 ? 0 : AtMostOne(limits.Max(limit => Ratio(value, limit)), value, limits);
    }

    /// <summary>Value over limit; for a lower bound, limit over value.</summary>
    public static decimal Ratio(decimal value, Limit limit) => limit.Sense == LimitSense.AtMost ? Divide(value, limit.Bound) : Divide(limit.Bound, value);

    /// <summary>What is over its limit only before it is rounded stands at the limit.</summary>
    private static decimal AtMostOne(decimal position, decimal value, IReadOnlyList<Limit> limits) =>
        position > 1 && limits.All(l => !Passes(value, l) || MeetsWhenRounded(value, l)) ? 1 : position;

    private static bool Passes(decimal value, Limit limit) => limit.Sense == LimitSense.AtMost ? value > limit.Bound : value < limit.Bound;

    /// <summary>Judges one value by one limit.</summary>
    internal static Verdict Against(Concentration value, Mark mark, bool isLowerBound, Limit limit)
    {
        if (limit.LacksCompanion)
        {
            return AgainstLoosest(value, limit);
        }

        var passes = Passes(value.Value, limit);

        // Written for an upper bound; for a lower one "below" and "above" change places.
        var (towardsSafe, towardsHarm) = limit.Sense == LimitSense.AtMost ? (Qualifier.Below, Qualifier.Above) : (Qualifier.Above, Qualifier.Below);
        if (value.Qualifier == towardsSafe)
        {
            return passes
                ? new Verdict(Judged.CannotBeJudged, JudgedWhy.CensoredAcrossLimit, null, limit, false)
                : new Verdict(Judged.Compliant, JudgedWhy.None, value.Value, limit, false);
        }

        if (value.Qualifier == towardsHarm || isLowerBound && limit.Sense == LimitSense.AtMost)
        {
            // ">x" is strictly above x, so x at the limit already passes it; a plain lower bound must pass by itself.
            return passes || value.Qualifier == towardsHarm && value.Value == limit.Bound
                ? new Verdict(Judged.Exceeds, JudgedWhy.LowerBound, value.Value, limit, true)
                : new Verdict(Judged.CannotBeJudged, JudgedWhy.LowerBoundWithinLimit, null, limit, false);
        }

        // Only here, where the number is the value: a bound on it ("<x") is never rounded across a limit.
        if (passes && MeetsWhenRounded(value.Value, limit))
        {
            return new Verdict(Judged.Compliant, JudgedWhy.RoundedToLimit, limit.Bound, limit, false);
        }

        var why = mark.IsOfTheRiver || mark.IsOutOfService ? JudgedWhy.None : JudgedWhy.UnknownMark;
        return new Verdict(passes ? Judged.Exceeds : Judged.Compliant, why, value.Value, limit, passes);
    }

    /// <summary>What no water is allowed is over the limit, whatever the hardness of this one; all else cannot be judged.</summary>
    private static Verdict AgainstLoosest(Concentration value, Limit limit)
    {
        var why = limit.By is { Of.Key: "Hardness" } ? JudgedWhy.HardnessMissing : JudgedWhy.CompanionMissing;
        var towardsSafe = limit.Sense == LimitSense.AtMost ? Qualifier.Below : Qualifier.Above;
        var passes = Passes(value.Value, limit);
        return passes && value.Qualifier != towardsSafe && !MeetsWhenRounded(value.Value, limit)
            ? new Verdict(Judged.Exceeds, why, value.Value, limit, true)
            : new Verdict(Judged.CannotBeJudged, why, null, limit, false);
    }

    /// <summary>For a number that passes the bound. Configuration sees to it that the bound itself has no more decimals than are rounded to.</summary>
    private static bool MeetsWhenRounded(decimal value, Limit limit) =>
        limit.Decimals is { } decimals && decimal.Round(value, decimals, MidpointRounding.ToEven) is var rounded
        && (limit.Sense == LimitSense.AtMost ? rounded <= limit.Bound : rounded >= limit.Bound);

    internal static decimal Severity(in Verdict verdict) => verdict.Judged switch
    {
        Judged.Exceeds => 2_000_000_000m + Math.Min(verdict.Ratio ?? 0, 1_000_000_000m),
        Judged.CannotBeJudged => 1_000_000_000m,
        _ => Math.Min(verdict.Ratio ?? 0, 1m),
    };

    private const decimal Most = 1_000_000_000m;

    /// <summary>A ratio that cannot overflow: what is a billion times over is not told apart from what is two billion times over.</summary>
    private static decimal Divide(decimal a, decimal b) =>
        a <= 0 ? 0 : b <= 0 || a / Most >= b ? Most : a / b;
}
