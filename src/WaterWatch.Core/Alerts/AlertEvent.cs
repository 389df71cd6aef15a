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
}
