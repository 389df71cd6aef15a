using WaterWatch.Configuration.Yaml;
using WaterWatch.Limits;

namespace WaterWatch.Configuration.LimitFiles;

/// <summary>Finds limits that stand twice, and versions of one limit whose dates do not fit together.</summary>
internal static class VersionCheck
{
    public static void Look(List<ListedLimit> limits, Problems problems)
    {
        foreach (var versions in limits.GroupBy(l => Identity(l.Limit, l.DrinkingSourceOnly)).Select(g => g.OrderBy(l => l.Limit.EffectiveFrom).ToList()))
        {
            foreach (var (before, next) in versions.Zip(versions.Skip(1)))
            {
                if (next.Limit.EffectiveFrom == before.Limit.EffectiveFrom)
                    Twice(before, next, problems);
                else if (before.Limit.Until > next.Limit.EffectiveFrom)
                    Overlap(before, next, problems);
            }

            if (versions[^1].Limit is { Until: { } end } last)
            {
                problems.Remark(
                    versions[^1].Origin,
                    $"the limit of {last.Determinand}{(last.Criterion.Length == 0 ? "" : $" {last.Criterion}")} ended on {end:yyyy-MM-dd} and none follows: it is judged by all the same");
            }
        }
    }

    private static void Twice(ListedLimit first, ListedLimit second, Problems problems) => problems.Add(
        second.Origin,
        $"{second.Limit.Determinand} has a limit a second time (first on line {first.Origin.Line})",
        "Keep one row for a determinand, fraction and class");

    private static void Overlap(ListedLimit before, ListedLimit next, Problems problems) => problems.Add(
        before.Origin,
        $"until {before.Limit.Until:yyyy-MM-dd} is after the next version of {next.Limit.Determinand} begins on {next.Limit.EffectiveFrom:yyyy-MM-dd} (line {next.Origin.Line})",
        "Let one version end where the next begins");

    /// <summary>As <see cref="Limit.IsVersionOf"/>: what two versions of one limit have in common.</summary>
    private static (string, string, string, Readings.Determinand, Readings.Fraction, LimitSense, TimeSpan?, bool) Identity(Limit limit, bool drinking) =>
        (limit.Class, limit.Criterion, limit.Label, limit.Determinand, limit.Fraction, limit.Sense, limit.MeanOver, drinking);
}
