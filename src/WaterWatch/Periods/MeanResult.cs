using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Periods;

/// <summary>A mean that was judged.</summary>
/// <param name="EndsAt">The end of its newest sample.</param>
/// <param name="Judged">With the bounds on the mean and the limit that decided.</param>
internal readonly record struct JudgedMean(DateTimeOffset EndsAt, RollingMean Mean, MeanVerdict Judged);

/// <summary>How the means over one window of one determinand at one station stand against a standard: one for each sample of the period, over the window that ends with it.</summary>
internal sealed class MeanResult(string station, Determinand determinand, Fraction fraction)
{
    public string Station => station;

    public Determinand Determinand => determinand;

    public Fraction Fraction => fraction;

    public int Means { get; private set; }

    public int Compliant { get; private set; }

    public int Exceed { get; private set; }

    public int CannotBeJudged { get; private set; }

    /// <summary>The mean that stands worst of those that could be judged; of equals the first. Null when none could.</summary>
    public JudgedMean? Worst { get; private set; }

    /// <summary>The newest, judged or not: of a year it is the year's. There is always one.</summary>
    public JudgedMean Last { get; private set; }

    public void Add(in JudgedMean mean)
    {
        var verdict = mean.Judged.Verdict;
        Last = Means == 0 || mean.EndsAt >= Last.EndsAt ? mean : Last;
        Means++;
        Compliant += verdict.Judged == Judged.Compliant ? 1 : 0;
        Exceed += verdict.Judged == Judged.Exceeds ? 1 : 0;
        CannotBeJudged += verdict.Judged == Judged.CannotBeJudged ? 1 : 0;
        if (mean.Judged.Value is not null && !(Worst?.Judged.Verdict.Ratio >= verdict.Ratio))
        {
            Worst = mean;
        }
    }
}
