using WaterWatch.Limits;
using WaterWatch.Readings;
using WaterWatch.Tests.Deciding;

namespace WaterWatch.Tests.Limits;

/// <summary>Windows and what falls into them, without a river around.</summary>
internal static class SomeMeans
{
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static MeanBuckets Open(TimeSpan window, TimeSpan? interval = null, int periodSeconds = 0) =>
        new(MeanWindow.For(window, interval, periodSeconds)!.Value, default);

    /// <summary>Puts in a sample as it would be kept, such as <c>0.004</c> or <c>&lt;0.001</c>, taken some hours after <see cref="Some.Start"/>.</summary>
    public static MeanBuckets With(this MeanBuckets buckets, double hours, string value, int periodSeconds = 0)
    {
        buckets.Enter(Some.At(hours), periodSeconds, Entry(value));
        return buckets;
    }

    public static MeanEntry Entry(string value) => MeanEntry.Of(Parse(value), Mark.None, QartodFlag.Good, isLowerBound: false)!.Value;

    public static Concentration Parse(string value)
    {
        var qualifier = value[0] switch { '<' => Qualifier.Below, '>' => Qualifier.Above, _ => Qualifier.None };
        return Some.MgPerL(decimal.Parse(value.AsSpan(qualifier == Qualifier.None ? 0 : 1), System.Globalization.CultureInfo.InvariantCulture), qualifier);
    }

    /// <summary>The mean over the newest window.</summary>
    public static RollingMean Now(this MeanBuckets buckets) => RollingMean.At(buckets, buckets.Newest);

    public static Limit Limit(TimeSpan over, decimal bound = 0.005m, CensoredAs censoredAs = CensoredAs.Bounds, LimitSense sense = LimitSense.AtMost, decimal leastCoverage = 0.75m) =>
        Some.Limit(Some.Cd, bound, sense) with { MeanOver = over, LeastCoverage = leastCoverage, CensoredAs = censoredAs };
}
