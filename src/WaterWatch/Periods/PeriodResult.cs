using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Periods;

/// <summary>How the samples of one determinand at one station stand against a standard. Each sample counts once, in its newest version.</summary>
internal sealed class PeriodResult(string station, Determinand determinand, Fraction fraction)
{
    public string Station => station;

    public Determinand Determinand => determinand;

    public Fraction Fraction => fraction;

    public int Readings { get; private set; }

    public int Compliant { get; private set; }

    public int Exceed { get; private set; }

    public int CannotBeJudged { get; private set; }

    public int NotJudged { get; private set; }

    /// <summary>The sample that stands worst of those that could be judged; of equals the first. Null when none could.</summary>
    public (Reading Reading, decimal Ratio, Limit Limit)? Worst { get; private set; }

    public void Add(Reading reading, in Verdict verdict)
    {
        Readings++;
        switch (verdict.Judged)
        {
            case Judged.Compliant:
                Compliant++;
                break;
            case Judged.Exceeds:
                Exceed++;
                break;
            case Judged.CannotBeJudged:
                CannotBeJudged++;
                return;
            default:
                NotJudged++;
                return;
        }

        if (verdict is { Ratio: { } ratio, Limit: { } limit } && !(Worst?.Ratio >= ratio))
        {
            Worst = (reading, ratio, limit);
        }
    }
}
