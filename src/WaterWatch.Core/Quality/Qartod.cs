using WaterWatch.Readings;

namespace WaterWatch.Quality;

/// <summary>A value that was measured before, as the tests see it.</summary>
public readonly record struct Measured(DateTimeOffset At, decimal Value);

/// <summary>A flag and the tests that gave it.</summary>
public readonly record struct QualityFlag(QartodFlag Flag, QartodTests Tests);

/// <summary>
/// The real-time tests of IOOS QARTOD, streaming: each looks only at readings taken before the one in question, so a flag never changes later.
/// QARTOD's spike test judges the middle of three readings once the third is there; here, where the alarm cannot wait for the third, the newest is held
/// against the mean of the two before. Spike, rate and flat line give suspect at most: a spill looks like each of them.
/// </summary>
public static class Qartod
{
    /// <param name="before">What was taken before, newest first; one value a sample time.</param>
    public static QualityFlag Test(Measured now, ReadOnlySpan<Measured> before, QualityThresholds thresholds)
    {
        var failed = thresholds.SensorSpan is { } sensor && !sensor.Contains(now.Value);
        var tests = failed || thresholds.UserSpan is { } user && !user.Contains(now.Value) ? QartodTests.GrossRange : QartodTests.None;
        var made = thresholds.SensorSpan is not null || thresholds.UserSpan is not null;

        if (thresholds.Spike is { } spike && before.Length >= 2)
        {
            made = true;
            tests |= Math.Abs(Bounded(now.Value) - (Bounded(before[0].Value) + Bounded(before[1].Value)) / 2) > spike ? QartodTests.Spike : QartodTests.None;
        }

        if (thresholds.RatePerHour is { } rate && before.Length >= 1)
        {
            made = true;
            tests |= IsTooFast(Math.Abs(Bounded(now.Value) - Bounded(before[0].Value)), (now.At - before[0].At).TotalHours, rate) ? QartodTests.RateOfChange : QartodTests.None;
        }

        if (thresholds.FlatLineCount > 1 && before.Length >= thresholds.FlatLineCount - 1)
        {
            made = true;
            tests |= IsFlat(now, before[..(thresholds.FlatLineCount - 1)], thresholds.FlatLineTolerance) ? QartodTests.FlatLine : QartodTests.None;
        }

        // A gap says that something before this reading is missing, not that this reading is bad.
        tests |= thresholds.Gap is { } gap && before.Length >= 1 && now.At - before[0].At > gap ? QartodTests.TimeGap : QartodTests.None;

        var flag = failed ? QartodFlag.Fail
            : (tests & ~QartodTests.TimeGap) != 0 ? QartodFlag.Suspect
            : made ? QartodFlag.Good
            : QartodFlag.NotEvaluated;
        return new QualityFlag(flag, tests);
    }

    /// <summary>A number with room to calculate: whoever sends the largest there is must not stop the service by overflow. No water holds a tenth of it.</summary>
    private static decimal Bounded(decimal value) => Math.Clamp(value, -1e27m, 1e27m);

    /// <summary>Far from the threshold by a rough reckoning, which nearly every value is; exactly where it is near.</summary>
    private static bool IsTooFast(decimal change, double hours, decimal rate)
    {
        var allowed = (double)rate * hours;
        return hours > 0 && Math.Abs((double)change - allowed) > 1e-6 * allowed ? (double)change > allowed : hours > 0 && change > rate * (decimal)hours;
    }

    private static bool IsFlat(Measured now, ReadOnlySpan<Measured> before, decimal tolerance)
    {
        foreach (var earlier in before)
        {
            if (Math.Abs(Bounded(earlier.Value) - Bounded(now.Value)) > tolerance)
            {
                return false;
            }
        }

        return true;
    }
}
