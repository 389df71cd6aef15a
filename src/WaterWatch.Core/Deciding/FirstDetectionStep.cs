using WaterWatch.Alerts;

namespace WaterWatch.Deciding;

/// <summary>A number at or above the detection limit after many days in which every sample was below it.</summary>
internal static class FirstDetectionStep
{
    public static void Look(Draft draft, WatchPlan plan, WatchedStation station, in TakenReading taken)
    {
        if (taken.Rules.Alerts.FirstDetection is not { } rule || !taken.IsOfTheRiver)
        {
            return;
        }

        var isDetected = Detections.IsDetection(taken.Value);
        var open = taken.MayHaveAlerts ? draft.OpenAlert(StandingAlert.KeyOf(taken, Condition.FirstDetection)) : null;
        var cleanSince = open is null && isDetected ? CleanSince(taken) : null;
        if (open is null && !(taken.TakenAt - cleanSince >= rule.After))
        {
            return;
        }

        var seen = new Observation
        {
            TakenAt = taken.TakenAt,
            RecordedAt = draft.RecordedAt,
            Value = taken.Value,
            Ratio = isDetected ? 1 : 0,
            IsOver = isDetected,
            IsDistinctSample = !taken.IsCorrection,
            MayConfirm = taken.Read.Mark.IsOfTheRiver,
            IsLaboratory = taken.Series.Key.IsLaboratory,
            Source = taken.Series.Key.Source,
            IsLate = taken.IsLate,
            FixedLevel = plan.IsNearIntake(station.Station) ? rule.Level.OneUp() : rule.Level,
            RaisedBecause = AlertReason.DetectedAfterCleanDays,
        };
        var facts = cleanSince is { } since
            ? new Dictionary<string, string> { ["clean_days"] = Facts.Number((long)(taken.TakenAt - since).TotalDays), ["clean_since"] = Timeline.Instants.Format(since) }
            : null;
        AlertStep.Observe(draft, plan, station, StandingAlert.KeyOf(taken, Condition.FirstDetection), taken.Rules, seen, taken.Quality, facts);
    }

    /// <summary>
    /// Since when the series was sampled without finding anything, as far as was known when this came: a late sample with something found after it is no first
    /// one that anybody could still be told of. Null when there is no such time.
    /// </summary>
    private static DateTimeOffset? CleanSince(in TakenReading taken)
    {
        var (first, last) = (taken.Before.FirstTakenAt, taken.Before.LastDetectedAt);
        return taken.IsCorrection || last >= taken.TakenAt ? null : last ?? first;
    }
}
