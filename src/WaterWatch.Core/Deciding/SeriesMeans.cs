using WaterWatch.Limits;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>The windows that are open over one series, shortest first.</summary>
public sealed class SeriesMeans(IReadOnlyList<MeanBuckets> windows)
{
    public static SeriesMeans None { get; } = new([]);

    public IReadOnlyList<MeanBuckets> Windows => windows;

    public MeanBuckets? Over(int seconds)
    {
        foreach (var window in windows)
        {
            if (window.Window.Seconds == seconds)
            {
                return window;
            }
        }

        return null;
    }

    /// <summary>Takes over what a reading brings, in place of the version before it.</summary>
    public void Take(SeriesKey series, DateTimeOffset takenAt, MeanEntered entered)
    {
        foreach (var window in windows)
        {
            if (entered.Replaces is { } replaced)
            {
                window.Leave(takenAt, series.PeriodSeconds, replaced);
            }

            if (entered.Entry is { } entry)
            {
                window.Enter(takenAt, series.PeriodSeconds, entry);
            }
        }
    }

    public SeriesMeans Copy() => new([.. windows.Select(w => w.Copy())]);

    internal SeriesMeans ToDraft() => new([.. windows.Select(w => w.ToDraft())]);

    /// <param name="before">The state's own, or a working copy: an open window of it may be changed in place.</param>
    /// <returns>Null when no window is left open.</returns>
    internal static SeriesMeans? Changed(SeriesMeans? before, MeanWindowChanged changed)
    {
        var windows = (before ?? None).Windows.Where(w => w.Window.Seconds != changed.Window.Seconds).ToList();
        if (changed.IsOpen)
        {
            // Only how long a value is held may change without beginning anew.
            var same = before?.Over(changed.Window.Seconds);
            windows.Add(same?.TryBecome(changed.Window) == true ? same : new MeanBuckets(changed.Window, changed.BeginsAfter));
        }

        return windows.Count == 0 ? null : new SeriesMeans([.. windows.OrderBy(w => w.Window.Seconds)]);
    }
}
