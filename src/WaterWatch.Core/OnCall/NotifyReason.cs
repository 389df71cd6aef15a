namespace WaterWatch.OnCall;

/// <summary>Why somebody is told.</summary>
public enum NotifyReason : byte
{
    /// <summary>The first that the person's policy hears of a value over its limit, confirmed or not.</summary>
    FirstExceedance,

    Confirmed,

    /// <summary>A higher level than before.</summary>
    Worsened,

    /// <summary>Another station, or another determinand, of what is told already.</summary>
    AnotherStation,

    /// <summary>Nobody has answered, a silence has ended, or an acknowledgement was taken back; it goes on.</summary>
    StillAbove,

    /// <summary>No second sample came in time.</summary>
    NotRefuted,

    Resolved,

    /// <summary>Nobody has answered, so a further step is taken.</summary>
    Escalated,

    /// <summary>Something must be reported soon, or should have been.</summary>
    DutyDue,

    Test,

    /// <summary>The first of a condition that is no value over a limit: silence, a stuck sensor, a fast rise.</summary>
    Raised,

    /// <summary>Acknowledged, but nothing was done about it in the policy's time.</summary>
    NotActed,

    /// <summary>The shift has changed while it goes on: the next is asked to accept it.</summary>
    HandOver,

    /// <summary>Nobody of the next shift has accepted it in time.</summary>
    HandOverNotAccepted,

    /// <summary>How the watch went in a day or a week: no alert.</summary>
    OperationReport,
}

public static class NotifyReasons
{
    /// <summary>What a notification is called that has several reasons: the one that moves a person most.</summary>
    private static readonly NotifyReason[] s_byWeight =
    [
        NotifyReason.OperationReport, NotifyReason.Test, NotifyReason.Resolved, NotifyReason.StillAbove, NotifyReason.Confirmed, NotifyReason.AnotherStation, NotifyReason.HandOver, NotifyReason.NotActed, NotifyReason.DutyDue,
        NotifyReason.HandOverNotAccepted, NotifyReason.NotRefuted, NotifyReason.Escalated, NotifyReason.Raised, NotifyReason.FirstExceedance, NotifyReason.Worsened,
    ];

    public static NotifyReason Graver(NotifyReason a, NotifyReason b) => Array.IndexOf(s_byWeight, a) >= Array.IndexOf(s_byWeight, b) ? a : b;
}
