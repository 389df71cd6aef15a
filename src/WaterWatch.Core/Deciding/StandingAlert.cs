using WaterWatch.Alerts;
using WaterWatch.Quality;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>An alert that is either there or not: silence, a stuck sensor, a wrong clock. It is raised firing, keeps its level, and is cleared at once.</summary>
internal static class StandingAlert
{
    public static AlertKey KeyOf(WatchedStation station, Condition condition) => new(station.Station.Id, null, Fraction.Total, condition);

    public static AlertKey KeyOf(in TakenReading taken, Condition condition) =>
        new(taken.Series.Key.Station, taken.Rules.Determinand, taken.Rules.Fraction, condition);

    /// <summary>Of a river or a feed.</summary>
    public static AlertKey KeyOf(string scope, Condition condition) => new(new Rivers.StationId(""), null, Fraction.Total, condition) { Scope = scope };

    /// <param name="firedAt">When it began.</param>
    /// <param name="at">When it was found, in the same time as <paramref name="firedAt"/>: of the samples, or of their receipt.</param>
    public static void Raise(
        Draft draft, AlertKey key, Level level, AlertReason reason, DateTimeOffset firedAt, DateTimeOffset at, IReadOnlyDictionary<string, string>? facts = null) =>
        Raise(draft, New(draft, key, level, firedAt, at), reason, default, facts);

    /// <summary>One that a sample raised; only its own instrument can end it.</summary>
    /// <param name="withValue">False where the number is no measurement and must not be shown as one.</param>
    public static void Raise(
        Draft draft, in TakenReading taken, AlertKey key, Level level, AlertReason reason, DateTimeOffset firedAt, bool withValue,
        IReadOnlyDictionary<string, string>? facts = null)
    {
        var alert = New(draft, key, level, firedAt, taken.TakenAt) with { LastOverSource = taken.Series.Key.Source, Late = taken.IsLate };
        if (withValue)
        {
            alert = alert with
            {
                FirstValue = taken.Value,
                LatestValue = taken.Value,
                LatestAt = taken.TakenAt,
                Limit = taken.Verdict.Limit?.Bound,
                LimitRef = taken.Verdict.Limit?.Ref ?? "",
            };
        }

        Raise(draft, alert, reason, taken.Quality, facts);
    }

    /// <param name="by">The person who says that it is over; null when the service decides.</param>
    /// <returns>The alert as it stands afterwards.</returns>
    public static Alert Clear(Draft draft, Alert open, AlertReason reason, DateTimeOffset at, IReadOnlyDictionary<string, string>? facts = null, string? by = null)
    {
        var cleared = open with { Status = AlertStatus.Inactive, Level = Level.Compliant, ChangedAt = Instants.Trim(at), ClearedAt = Instants.Trim(at) };
        draft.Put(cleared);
        AlertStep.Note(draft, null, cleared, new Outcome(cleared, [new Transition(AlertEvent.AlertCleared, reason, open.Level)]), null, default, facts, by);
        return cleared;
    }

    /// <summary>The open alert of a reading's series, raised by the same instrument; null when there is none.</summary>
    public static Alert? OpenOf(Draft draft, in TakenReading taken, Condition condition) =>
        taken.MayHaveAlerts && draft.OpenAlert(KeyOf(taken, condition)) is { } open && open.LastOverSource == taken.Series.Key.Source ? open : null;

    private static Alert New(Draft draft, AlertKey key, Level level, DateTimeOffset firedAt, DateTimeOffset at) => new()
    {
        Id = draft.LastAlertId + 1,
        Key = key,
        Status = AlertStatus.Firing,
        Level = level,
        PeakLevel = level,
        FiredAt = Instants.Trim(firedAt),
        RaisedAt = draft.RecordedAt,
        ChangedAt = Instants.Trim(at),
        LastOverAt = Instants.Trim(at),
    };

    private static void Raise(Draft draft, Alert alert, AlertReason reason, QualityFlag quality, IReadOnlyDictionary<string, string>? facts)
    {
        draft.Put(alert);
        AlertStep.Note(draft, null, alert, new Outcome(alert, [new Transition(AlertEvent.AlertRaised, reason)]), null, quality, facts);
    }
}
