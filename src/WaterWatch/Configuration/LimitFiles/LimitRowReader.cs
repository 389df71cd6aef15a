using WaterWatch.Configuration.Yaml;
using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.LimitFiles;

/// <summary>Reads one row of a table: the limits of one determinand. What a row does not say its table says, and then the file.</summary>
internal static class LimitRowReader
{
    public static SectionKeys RowKeys { get; } = new(
        "a row",
        "determinand", "fraction", "judges_total", "unit", "at_most", "at_least", "factor", "formula", "criterion", "statistic", "over", "least_coverage", "censored_as",
        "effective", "until", "verified", "provenance", "note");

    public static SectionKeys FormulaKeys { get; } = new("a formula", "slope", "intercept", "factor", "factor_slope");

    private const decimal LargestBound = 1_000_000_000_000m;

    public static IEnumerable<Limit> Read(Section row, LimitTableContext table, string id)
    {
        if (row.RequiredText("determinand", "Cd") is not { } name || Named.Determinand(name, row.OriginOf("determinand"), row.Problems) is not { } determinand)
            return [];

        _ = row.Text("note");
        var basis = Basis(row, table, determinand, id);
        var total = First(row, table.Section, "judges_total", LimitKinds.Total);
        if (total is not null && basis.Fraction == Fraction.Total)
        {
            row.Problem("judges_total", $"judges_total is for limits of the dissolved part, and this one of {determinand} is of the total", "Take it out, or add fraction: dissolved");
        }

        var limits = Bounds(row, table, basis);
        CheckDecimals(row, limits);
        return total is null || basis.Fraction == Fraction.Total
            ? limits.Select(l => l.Limit.Named())
            : limits.SelectMany(l => (Limit[])[l.Limit.Named(), OfTotal(l.Limit, l.Unconverted, total.Value).Named()]);
    }

    /// <summary>All of the limit but its class, sense and bound.</summary>
    private static Limit Basis(Section row, LimitTableContext table, Determinand determinand, string id)
    {
        var file = table.File;
        var over = MeanOver(row, table.Section);
        var limit = new Limit(file.Standard, "", determinand, First(row, table.Section, "fraction", ValueKinds.Fraction) ?? Fraction.Total, LimitSense.AtMost, 0)
        {
            Table = id,
            Criterion = row.Text("criterion") ?? table.Section.Text("criterion") ?? "",
            Provenance = row.Text("provenance") ?? table.Section.Text("provenance") ?? file.Provenance,
            Verified = First(row, table.Section, "verified", ValueKinds.TrueOrFalse) ?? false,
            EffectiveFrom = First(row, table.Section, "effective", ValueKinds.Date) ?? file.Effective,
            Until = First(row, table.Section, "until", ValueKinds.Date),
            MeanOver = over,
            LeastCoverage = First(row, table.Section, "least_coverage", LimitKinds.Share) ?? 0.75m,
            CensoredAs = First(row, table.Section, "censored_as", LimitKinds.Censored) ?? file.CensoredAs,
            Decimals = file.Rounding.Decimals(determinand, ofMean: over is not null),
        };
        if (limit.Provenance.Length == 0)
        {
            row.Problem(
                "provenance",
                $"the figure of {determinand} does not say where it is from",
                "Add provenance: to the row, its table or the file");
        }

        if (limit.Until <= limit.EffectiveFrom)
            row.Problem("until", $"until {limit.Until:yyyy-MM-dd} is not after effective {limit.EffectiveFrom:yyyy-MM-dd}", "Write the first day on which the figure no longer holds");

        return limit;
    }

    private static TimeSpan? MeanOver(Section row, Section table)
    {
        var isMean = First(row, table, "statistic", LimitKinds.Statistic) ?? false;
        var over = First(row, table, "over", LimitKinds.Window);
        if (isMean && over is null && !row.Has("over") && !table.Has("over"))
            row.Missing("over", "4d, the window whose mean is held against the figure");

        if (!isMean && (row.Has("over") || table.Has("over")))
            row.Problem("over", "over is for means, and this figure is for single samples", "Add statistic: mean, or take it out");

        return isMean ? over : null;
    }

    /// <summary>The limits that the row's figures give, each with its bound before conversion to the dissolved part.</summary>
    private static List<(Limit Limit, Limit Unconverted)> Bounds(Section row, LimitTableContext table, Limit basis)
    {
        var unit = UnitFactor(row, table.Section, basis.Determinand);
        if (row.Has("formula"))
            return Formula(row, table, unit) is { } by ? [(With(basis, "", LimitSense.AtMost, by), With(basis, "", LimitSense.AtMost, by.BeforeConversion))] : [];

        if (!row.Has("at_most") && !row.Has("at_least"))
            row.Missing("at_most", table.Columns.Example);

        var factor = row.Value("factor", ValueKinds.AboveZero);
        var limits = new List<(Limit, Limit)>();
        foreach (var (key, sense) in new[] { ("at_most", LimitSense.AtMost), ("at_least", LimitSense.AtLeast) })
        {
            var unconverted = table.Columns.Read(row, key, sense, figure => figure * unit);
            var converted = factor is { } f ? table.Columns.Read(row, key, sense, figure => Significant.Round((double)(figure * f), table.Digits) * unit) : unconverted;
            limits.AddRange(converted.Zip(unconverted, (c, u) => (
                basis.With(c.Class, sense, c.Bound, c.By), basis.With(u.Class, sense, u.Bound, u.By))));
        }

        return limits;
    }

    private static BoundByFormula? Formula(Section row, LimitTableContext table, decimal unit)
    {
        if (row.Has("at_most") || row.Has("at_least"))
            row.Problem("formula", "a row has either a formula or a figure", "Keep one of them");

        if (table.By is null && !table.Section.Has("by"))
            table.Section.Missing("by", "Hardness, the quantity that the formulas go by");

        if (table.Within is null && !table.Section.Has("within"))
            table.Section.Missing("within", "[25, 400], the range that the formulas were made for");

        if (row.Sub("formula", FormulaKeys) is not { } section)
            return null;

        var slope = section.RequiredValue("slope", ValueKinds.Number, "0.9789");
        var intercept = section.RequiredValue("intercept", ValueKinds.Number, "-3.866");
        var factor = section.Value("factor", ValueKinds.AboveZero) ?? 1;
        var falls = section.Value("factor_slope", ValueKinds.Number) ?? 0;
        if (slope is not { } m || intercept is not { } b || table is not { By: { } by, Within: (var low, var high) })
            return null;

        var formula = new BoundByFormula(by, (double)m, (double)b, (double)factor, (double)falls, low, high) { Scale = unit, Digits = table.Digits };
        if (new[] { low, high }.Select(formula.Exact).All(bound => bound is > 1e-12 and < (double)LargestBound) && Math.Abs(m) < 20)
            return formula;

        section.Problem("slope", $"the formula gives no usable bound between {low} and {high}", "Hold its numbers against the standard: exp(slope ln H + intercept) x (factor - factor_slope ln H)");
        return null;
    }

    private static Limit With(Limit basis, string limitClass, LimitSense sense, BoundBy by) => basis.With(limitClass, sense, by.Strictest(sense), by);

    /// <summary>The limit that a total reading is held against.</summary>
    private static Limit OfTotal(Limit dissolved, Limit unconverted, JudgesTotal how) => (how == JudgesTotal.AsDissolved ? dissolved : unconverted) with
    {
        Fraction = Fraction.Total,
        Label = how == JudgesTotal.AsDissolved ? "total as dissolved" : "total recoverable",
    };

    private static decimal UnitFactor(Section row, Section table, Determinand determinand)
    {
        // A table's unit is for what can be measured in it: pH and mg/L stand in one table.
        if (row.Has("unit"))
            return Named.UnitFactor(row, determinand) ?? 1;

        var isConcentration = Units.Factor(determinand.Unit, Unit.MilligramPerLitre) is not null;
        return isConcentration ? Named.UnitFactor(table, determinand) ?? 1 : 1;
    }

    /// <summary>A bound with more decimals than are compared would let through what is over it.</summary>
    private static void CheckDecimals(Section row, List<(Limit Limit, Limit Unconverted)> limits)
    {
        var coarse = limits.Select(l => l.Limit).FirstOrDefault(l => l is { Decimals: { } decimals, By: null } && decimal.Round(l.Bound, decimals) != l.Bound);
        if (coarse is not null)
        {
            row.Problem(
                row.Has("at_most") ? "at_most" : "at_least",
                $"{coarse.Determinand} is rounded to {Counted.Of(coarse.Decimals!.Value, "decimal")}, and its limit of {coarse.Bound} {coarse.Determinand.Unit.Symbol()} has more",
                "Give it as many decimals in rounding as its figures have");
        }
    }

    private static T? First<T>(Section row, Section table, string key, ValueKind<T> kind) where T : struct => row.Value(key, kind) ?? table.Value(key, kind);
}
