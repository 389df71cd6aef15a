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
            tests |= Distance(now.Value, before[0].Value / 2 + before[1].Value / 2) > spike ? QartodTests.Spike : QartodTests.None;
        }

        if (thresholds.RatePerHour is { } rate && before.Length >= 1)
        {
            made = true;
            var hours = (decimal)(now.At - before[0].At).TotalHours;
            tests |= hours > 0 && Distance(now.Value, before[0].Value) > rate * hours ? QartodTests.RateOfChange : QartodTests.None;
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

    /// <summary>How far apart, without overflow: whoever sends the largest number there is must not stop the service with it.</summary>
    private static decimal Distance(decimal a, decimal b)
    {
        var isFar = Math.Abs(a) > decimal.MaxValue / 2 || Math.Abs(b) > decimal.MaxValue / 2;
        return isFar && a < 0 != b < 0 ? decimal.MaxValue : Math.Abs(a - b);
    }

    private static bool IsFlat(Measured now, ReadOnlySpan<Measured> before, decimal tolerance)
    {
        foreach (var earlier in before)
        {
            if (Distance(earlier.Value, now.Value) > tolerance)
            {
                return false;
            }
        }

        return true;
    }
}
