using System.Globalization;
using WaterWatch.Alerts;

namespace WaterWatch.Notify.Charts;

/// <summary>
/// Draws the days before an alert for a mail on a phone: the samples as points, joined where there is no gap between them, open below detection; the limit as a line with its number; the levels as bands above it;
/// and the sample of the alert in the shape and colour of its level. Numbers and times only: words stand beside it.
/// </summary>
internal static class AlertChart
{
    /// <summary>Twice what it is shown at, for fine screens.</summary>
    public const int Width = 800;

    public const int Height = 460;

    private const int Left = 128;
    private const int Right = Width - 26;
    private const int Top = 46;
    private const int Bottom = Height - 56;
    private const double Letters = 18;
    private const double Weight = 2.6;

    private static readonly Colour s_ground = 0xffffff;
    private static readonly Colour s_ink = 0x1d2733;
    private static readonly Colour s_muted = 0x5b6673;
    private static readonly Colour s_grid = 0xe3e8ed;
    private static readonly Colour s_water = 0x2f6690;
    private static readonly Colour s_limit = 0xb3202c;

    public static byte[] Of(ChartData data)
    {
        var canvas = new Canvas(Width, Height, s_ground);
        var axis = new ValueAxis(data.Values, fromZero: data.Rule is not null);
        Bands(canvas, data, axis);
        Values(canvas, data, axis);
        Times(canvas, data);
        Limit(canvas, data, axis);
        foreach (var run in data.Runs)
        {
            Run(canvas, data, axis, run);
        }

        Alerted(canvas, data, axis);
        return Png.Of(canvas);
    }

    /// <summary>Where each level begins above the limit, in its tint.</summary>
    private static void Bands(Canvas canvas, ChartData data, ValueAxis axis)
    {
        if (data is not { Limit: { } limit, Rule: { } rule })
        {
            return;
        }

        foreach (var (from, level) in new[] { (1, Level.Yellow), (rule.Orange, Level.Orange), (rule.Red, Level.Red) })
        {
            canvas.Fill(Left, Top, Right, (int)Math.Round(At(axis, limit * (double)from)), LevelShape.TintOf(level));
        }
    }

    private static void Values(Canvas canvas, ChartData data, ValueAxis axis)
    {
        foreach (var tick in axis.Ticks)
        {
            var y = At(axis, tick);
            canvas.Fill(Left, (int)y, Right, (int)y + 1, s_grid);
            var text = ValueAxis.Text(tick);
            StrokeLetters.Write(canvas, text, new Point(Left - 12 - StrokeLetters.WidthOf(text, Letters), y + Letters / 2), Letters, s_muted, Weight);
        }

        StrokeLetters.Write(canvas, data.Unit, new Point(14, Top - 20), Letters, s_ink, Weight);
    }

    /// <summary>Midnights by the river's time with their dates, and the middays between.</summary>
    private static void Times(Canvas canvas, ChartData data)
    {
        canvas.Fill(Left, Bottom, Right, Bottom + 2, s_muted);
        var midday = TimeZoneInfo.ConvertTime(data.From, data.Zone).Date;
        for (; ; midday = midday.AddHours(12))
        {
            var at = new DateTimeOffset(midday, data.Zone.GetUtcOffset(midday));
            if (at > data.To)
            {
                return;
            }

            if (at < data.From)
            {
                continue;
            }

            var (x, isMidnight) = (At(data, at), midday.Hour == 0);
            canvas.Fill((int)x, Top, (int)x + 1, Bottom, s_grid);
            canvas.Fill((int)x, Bottom, (int)x + 2, Bottom + (isMidnight ? 12 : 7), s_muted);
            var text = midday.ToString(isMidnight ? "MM-dd" : "HH:mm", CultureInfo.InvariantCulture);
            var size = isMidnight ? Letters : Letters * 0.8;
            var start = x - StrokeLetters.WidthOf(text, size) / 2;
            if (start > 6 && start + StrokeLetters.WidthOf(text, size) < Width - 4)
            {
                StrokeLetters.Write(canvas, text, new Point(start, Bottom + 38), size, isMidnight ? s_ink : s_muted, isMidnight ? Weight : Weight * 0.8);
            }
        }
    }

    private static void Limit(Canvas canvas, ChartData data, ValueAxis axis)
    {
        if (data.Limit is not { } limit)
        {
            return;
        }

        var y = At(axis, limit);
        canvas.Dashes(new Point(Left, y), new Point(Right, y), 3, s_limit, 12);

        // Where the line is near the top its number stands below it.
        var text = $"{ValueAxis.Text(limit)} {data.Unit}".TrimEnd();
        StrokeLetters.Write(canvas, text, new Point(Left + 10, y - 9 - Letters > Top ? y - 9 : y + 9 + Letters), Letters, s_limit, Weight);
    }

    private static void Run(Canvas canvas, ChartData data, ValueAxis axis, IReadOnlyList<ChartPoint> run)
    {
        for (var i = 1; i < run.Count; i++)
        {
            canvas.Line(At(data, axis, run[i - 1]), At(data, axis, run[i]), 3, s_water);
        }

        // A point each while they can be told apart.
        var radius = data.Points.Count <= 80 ? 5.5 : data.Points.Count <= 200 ? 3.5 : 2.5;
        foreach (var point in run)
        {
            canvas.Line(At(data, axis, point), new Point(At(data, point.At), At(axis, point.Low)), 3, s_water);
            if (point.IsBound)
            {
                canvas.Disc(At(data, axis, point), radius, s_ground);
                canvas.Ring(At(data, axis, point), radius, 2.2, s_water);
            }
            else
            {
                canvas.Disc(At(data, axis, point), radius, s_water);
            }
        }
    }

    private static void Alerted(Canvas canvas, ChartData data, ValueAxis axis)
    {
        if (data.Alerted is not { } alerted)
        {
            return;
        }

        var (middle, text) = (At(data, axis, alerted), ValueAxis.Text(alerted.High));
        canvas.Shape(LevelShape.Of(data.Level, middle, 17), s_ground);
        canvas.Shape(LevelShape.Of(data.Level, middle, 13), LevelShape.ColourOf(data.Level));

        // Above it, where no earlier sample is.
        var start = Math.Min(Right + 14, middle.X + StrokeLetters.WidthOf(text, Letters) / 2) - StrokeLetters.WidthOf(text, Letters);
        StrokeLetters.Write(canvas, text, new Point(Math.Max(Left + 4, start), middle.Y - 26), Letters, s_ink, Weight * 1.25);
    }

    private static Point At(ChartData data, ValueAxis axis, ChartPoint point) => new(At(data, point.At), At(axis, point.High));

    private static double At(ChartData data, DateTimeOffset at) => Left + (Right - Left) * Math.Clamp((at - data.From) / (data.To - data.From), 0, 1);

    private static double At(ValueAxis axis, double value) => Bottom - (Bottom - Top) * axis.HeightOf(value);
}
