namespace WaterWatch.Alerts;

/// <summary>What can happen to an alert; each is an entry of the timeline under the same name.</summary>
public enum AlertEvent
{
    AlertRaised,
    AlertFired,
    AlertConfirmed,
    AlertNotRefuted,
    AlertLevelRaised,
    AlertLevelLowered,
    AlertRecovering,
    AlertFiredAgain,
    AlertCleared,
    AlertBackdated,
    ResampleOrdered,

    /// <summary>A late sample over the limit, older than clean water before the open alert: another event, told and not joined to it.</summary>
    OlderExceedanceFound,

    /// <summary>It changes sides too often: held firing until it is steady.</summary>
    AlertFlapping,
    AlertSteady,
}
