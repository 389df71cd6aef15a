using WaterWatch.Alerts;
using WaterWatch.Readings;

namespace WaterWatch.Deciding;

/// <summary>
/// An instrument that sends what it cannot have measured, or says of itself that it is faulty, several samples in a row. The alert carries no value: a code such
/// as -9999 is none.
/// </summary>
internal static class SensorStep
{
    public static void Look(Draft draft, in TakenReading taken)
    {
        var hasFailed = HasFailed(taken.Read.Mark, taken.Quality.Flag);
        if (taken.Rules.Alerts.SensorFailed is not { } rule || !hasFailed && !taken.MayHaveAlerts || taken.Series.Key.IsLaboratory)
        {
            return;
        }

        var key = StandingAlert.KeyOf(taken, Condition.SensorFailed);
        var open = draft.OpenAlert(key);
        if (hasFailed && open is null)
        {
            var run = Run(taken.Series, hasFailed, out var beganAt);
            if (run >= rule.After)
            {
                var reason = taken.Quality.Flag == QartodFlag.Fail ? AlertReason.FailedQuality : AlertReason.MarkedFaulty;
                StandingAlert.Raise(draft, taken, key, rule.Level, reason, beganAt, withValue: false, new Dictionary<string, string> { ["samples"] = Facts.Number(run) });
            }
        }
        else if (!hasFailed && open is not null && open.LastOverSource == taken.Series.Key.Source && Run(taken.Series, hasFailed, out _) >= rule.After)
        {
            // As many good ones as it took bad ones: an instrument that answers now and then has not recovered.
            StandingAlert.Clear(draft, open, AlertReason.MeasuresAgain, taken.TakenAt);
        }
    }

    private static bool HasFailed(Mark mark, QartodFlag flag) => flag == QartodFlag.Fail || mark.IsFault;

    /// <summary>How many samples in a row, from the newest back, have failed or are good; what is marked for maintenance or calibration is neither.</summary>
    private static int Run(SeriesDraft series, bool hasFailed, out DateTimeOffset beganAt)
    {
        var run = 0;
        DateTimeOffset? at = null;
        beganAt = default;
        foreach (var sample in series.Remembered)
        {
            var failed = HasFailed(sample.Mark, sample.Flag);
            if (sample.TakenAt == at || !failed && sample.Mark.IsOutOfService)
            {
                continue;
            }

            if (failed != hasFailed)
            {
                break;
            }

            at = beganAt = sample.TakenAt;
            run++;
        }

        return run;
    }
}
