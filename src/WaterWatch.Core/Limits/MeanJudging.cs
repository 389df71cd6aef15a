using System.Globalization;
using WaterWatch.Readings;

namespace WaterWatch.Limits;

/// <summary>What a limit says of a mean.</summary>
/// <param name="Value">The bound on the mean that decided, rounded as it was compared; null when nothing did.</param>
/// <param name="Low">The mean with <c>&lt;x</c> as 0, or as the limit says, rounded.</param>
/// <param name="High">The same with <c>&lt;x</c> as x.</param>
/// <param name="Verdict">With the limit.</param>
public readonly record struct MeanVerdict(Concentration? Value, decimal Low, decimal High, Verdict Verdict);

/// <summary>Holds means against limits.</summary>
public static class MeanJudging
{
    /// <summary>Places that a mean is given beyond those that its limit is written with.</summary>
    private const int PlacesBeyondLimit = 4;

    private const int MostPlaces = 12;

    /// <summary>Dividing by it takes idle zeros off a decimal: equal means read alike.</summary>
    private const decimal One = 1.0000000000000000000000000000m;

    /// <summary>How a limit is named where a mean is judged by it: <c>EU 2008/105/EC AA, mean over 365 d</c>.</summary>
    public static string Ref(Limit limit) => string.Create(CultureInfo.InvariantCulture, $"{limit.Ref}, {limit.Statistic}");

    /// <summary>
    /// Judges a mean. It is rounded first, half to even, to four places more than its limit is written with (0.005 mg/L: seven): what is shown is what was compared,
    /// and a mean of samples all at the limit is at the limit. With bounds, the low one over the limit exceeds, the high one at or below it is compliant.
    /// </summary>
    public static MeanVerdict Judge(in RollingMean mean, Limit limit)
    {
        var (low, high) = Bounds(mean, limit);
        if (mean.Samples == 0 || mean.Coverage < limit.LeastCoverage)
        {
            return new MeanVerdict(null, low, high, Cannot(JudgedWhy.CoverageTooSmall, limit));
        }

        // For an upper limit the low bound proves an exceedance and the high one compliance; for a lower limit they change places. A lower bound has no high one.
        var isUpper = limit.Sense == LimitSense.AtMost;
        var (proving, clearing) = isUpper ? (low, high) : (high, low);
        if (isUpper || !mean.IsLowerBound)
        {
            var proof = Against(proving, limit);
            if (proof.IsOver)
            {
                var why = mean.IsLowerBound ? JudgedWhy.LowerBound : proof.Why;
                return new MeanVerdict(Value(proving, limit, mean.IsLowerBound), low, high, proof with { Why = why });
            }
        }

        if (isUpper && mean.IsLowerBound)
        {
            return new MeanVerdict(null, low, high, Cannot(JudgedWhy.LowerBoundWithinLimit, limit));
        }

        var clear = Against(clearing, limit);
        return clear.IsOver
            ? new MeanVerdict(null, low, high, Cannot(mean.IsLowerBound ? JudgedWhy.LowerBoundWithinLimit : JudgedWhy.MeanAcrossLimit, limit))
            : new MeanVerdict(clear.Judged == Judged.Compliant ? Value(clearing, limit, mean.IsLowerBound) : null, low, high, clear);
    }

    /// <summary>Judges the mean of one window by each limit over that window; the worst decides.</summary>
    /// <param name="limits">Those that hold when the window ends, of any length.</param>
    /// <returns>Null when none is over that window.</returns>
    public static MeanVerdict? Worst(in RollingMean mean, MeanWindow window, IReadOnlyList<Limit> limits)
    {
        MeanVerdict? worst = null;
        foreach (var limit in limits)
        {
            if (window.IsOf(limit) && Judge(mean, limit) is var judged && !(worst is { } other && Judging.Severity(other.Verdict) >= Judging.Severity(judged.Verdict)))
            {
                worst = judged;
            }
        }

        return worst;
    }

    private static (decimal Low, decimal High) Bounds(in RollingMean mean, Limit limit)
    {
        var places = Math.Min(limit.Bound.Scale + PlacesBeyondLimit, MostPlaces);
        var (low, high) = limit.CensoredAs switch
        {
            CensoredAs.Half => ((mean.Low + mean.High) / 2, (mean.Low + mean.High) / 2),
            CensoredAs.Zero => (mean.Low, mean.Low),
            CensoredAs.Full => (mean.High, mean.High),
            _ => (mean.Low, mean.High),
        };
        return (Math.Round(low, places, MidpointRounding.ToEven) / One, Math.Round(high, places, MidpointRounding.ToEven) / One);
    }

    private static Verdict Against(decimal bound, Limit limit) => Judging.Against(Value(bound, limit, isLowerBound: false), Mark.None, isLowerBound: false, limit);

    private static Concentration Value(decimal bound, Limit limit, bool isLowerBound) => new(bound, limit.Determinand.Unit, isLowerBound ? Qualifier.Above : Qualifier.None);

    private static Verdict Cannot(JudgedWhy why, Limit limit) => new(Judged.CannotBeJudged, why, null, limit, false);
}
