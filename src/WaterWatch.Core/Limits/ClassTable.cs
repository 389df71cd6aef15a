using WaterWatch.Readings;

namespace WaterWatch.Limits;

/// <summary>The classes that a value may have, as indexes into <see cref="ClassTable.Names"/>, best first; their number stands for worse than the last.</summary>
public readonly record struct ClassRange(int Best, int Worst)
{
    /// <summary>False when a censored value leaves several open.</summary>
    public bool IsKnown => Best == Worst;

    /// <summary>Of two determinands together: the worse of each end (single-factor rule, 单因子评价; from memory, unverified).</summary>
    public ClassRange Worse(ClassRange other) => new(Math.Max(Best, other.Best), Math.Max(Worst, other.Worst));
}

/// <summary>The water-quality classes of a standard for one determinand: a value has the best class whose limits it meets.</summary>
/// <param name="names">Best first, such as I to V.</param>
/// <param name="limits">The limits of each class, all their versions, with the decimals of single samples.</param>
/// <param name="assessmentDecimals">What is rounded to when the class of a place is assessed; null when the standard does not round.</param>
public sealed class ClassTable(IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<Limit>> limits, int? assessmentDecimals)
{
    private readonly IReadOnlyList<IReadOnlyList<Limit>> _forAssessment =
        [.. limits.Select(ofClass => (IReadOnlyList<Limit>)[.. ofClass.Select(l => l with { Decimals = assessmentDecimals })])];

    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>The classes that one value may have.</summary>
    /// <param name="isLowerBound">True when the river may carry more than the number says.</param>
    public ClassRange Of(Concentration value, bool isLowerBound, DateOnly takenOn) => Of(value, isLowerBound, takenOn, limits);

    /// <summary>The same with the decimals of an assessment.</summary>
    public ClassRange Assess(Concentration value, bool isLowerBound, DateOnly takenOn) => Of(value, isLowerBound, takenOn, _forAssessment);

    /// <summary><c>III</c>, or <c>worse than V</c> (劣V); empty when it is not known.</summary>
    public string NameOf(ClassRange range) => !range.IsKnown ? "" : range.Best < Names.Count ? Names[range.Best] : $"worse than {Names[^1]}";

    private static ClassRange Of(Concentration value, bool isLowerBound, DateOnly takenOn, IReadOnlyList<IReadOnlyList<Limit>> limits)
    {
        int? best = null;
        for (var i = 0; i < limits.Count; i++)
        {
            var judged = Judge(value, isLowerBound, takenOn, limits[i]);
            if (judged != Judged.Exceeds)
            {
                best ??= i;
            }

            if (judged == Judged.Compliant)
            {
                return new ClassRange(best!.Value, i);
            }
        }

        return new ClassRange(best ?? limits.Count, limits.Count);
    }

    private static Judged Judge(Concentration value, bool isLowerBound, DateOnly takenOn, IReadOnlyList<Limit> ofClass)
    {
        var worst = Judged.Compliant;
        foreach (var limit in ofClass)
        {
            if (!LimitVersions.IsInForce(limit, ofClass, takenOn))
            {
                continue;
            }

            var judged = Judging.Against(value, Mark.None, isLowerBound, limit).Judged;
            worst = judged == Judged.Exceeds || worst == Judged.Exceeds ? Judged.Exceeds : judged == Judged.CannotBeJudged ? judged : worst;
        }

        return worst;
    }
}
