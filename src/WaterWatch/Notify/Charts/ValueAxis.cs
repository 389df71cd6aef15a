using System.Globalization;

namespace WaterWatch.Notify.Charts;

/// <summary>
/// From values to heights. Linear from zero (or around pH values) while the largest is at most fifty times the smallest; beyond that logarithmic, since otherwise a spill
/// presses everything before it, and the limit, onto the ground.
/// </summary>
internal sealed class ValueAxis
{
    private const double LinearUpTo = 50;
    private readonly double _from;
    private readonly double _to;

    public ValueAxis(IEnumerable<double> values, bool fromZero)
    {
        var all = values.ToList();
        var (least, most) = all.Count == 0 ? (0, 1) : (all.Min(), all.Max());
        var positive = all.Where(v => v > 0).DefaultIfEmpty(1).Min();
        IsLogarithmic = fromZero && least >= 0 && most / positive > LinearUpTo;
        if (IsLogarithmic)
        {
            (_from, _to) = (Math.Floor(Math.Log10(positive)), Math.Log10(most * 1.6));
            Ticks = [.. Enumerable.Range((int)_from, (int)Math.Floor(_to) - (int)_from + 1).Select(power => Math.Pow(10, power))];
            return;
        }

        var bottom = fromZero && least >= 0 ? 0 : least - Math.Max(most - least, 0.5) * 0.2;
        var top = Math.Max(most + Math.Max(most - bottom, 1e-9) * 0.15, bottom + 1e-9);
        var step = Step((top - bottom) / 4);
        (_from, _to) = (fromZero && least >= 0 ? 0 : Math.Floor(bottom / step) * step, top);
        Ticks = [.. Enumerable.Range(0, 8).Select(i => _from + i * step).Where(t => t <= _to)];
    }

    public bool IsLogarithmic { get; }

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>From 0 at the ground to 1 at the top; what lies outside is put at the edge.</summary>
    public double HeightOf(double value)
    {
        var at = IsLogarithmic ? Math.Log10(Math.Max(value, Math.Pow(10, _from))) : value;
        return Math.Clamp((at - _from) / (_to - _from), 0, 1);
    }

    /// <summary>Up to nine digits, without a power of ten.</summary>
    public static string Text(double value) => Math.Round((decimal)Math.Clamp(value, -1e15, 1e15), 9).ToString("0.#########", CultureInfo.InvariantCulture);

    /// <summary>1, 2 or 5 times a power of ten, at least as large.</summary>
    private static double Step(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return new[] { 1.0, 2, 5, 10 }.First(m => m * power >= rough * 0.999) * power;
    }
}
