namespace WaterWatch.Readings;

/// <summary>What a limit says of a reading.</summary>
public enum Judged : byte
{
    NotJudged,
    Compliant,
    Exceeds,
    CannotBeJudged,
}

/// <summary>Why a reading was not judged, or how. The same names stand in answers, metrics and texts.</summary>
public enum JudgedWhy : byte
{
    None,

    /// <summary>The station's standard and class have no limit for this determinand and fraction.</summary>
    NoLimit,

    /// <summary>The instrument marked its value F, M, S, D, C or B.</summary>
    Marked,

    /// <summary>Below a detection limit that lies above the limit: <c>&lt;0.01</c> against 0.005.</summary>
    CensoredAcrossLimit,

    /// <summary>Known only to be above a number that does not pass the limit: <c>&gt;0.003</c> against 0.005.</summary>
    LowerBoundWithinLimit,

    /// <summary>A lower bound (mark T, <c>&gt;</c>, or above the instrument's span) that passes the limit.</summary>
    LowerBound,

    /// <summary>A mark that nobody has explained to the service; judged all the same, and never confirms.</summary>
    UnknownMark,

    /// <summary>Within the limit by a number that the instrument cannot have measured, such as an error code of -999: it says nothing of the water.</summary>
    FailedQuality,

    /// <summary>Over the limit as it was sent, and at it once rounded as the standard says: compliant.</summary>
    RoundedToLimit,

    /// <summary>The limit depends on the hardness of the water, which nobody has told: judged only where every hardness would say the same.</summary>
    HardnessMissing,

    /// <summary>The same of another quantity that the limit depends on, such as pH.</summary>
    CompanionMissing,

    /// <summary>A mean whose bounds, with <c>&lt;x</c> as 0 and as x, lie on both sides of the limit.</summary>
    MeanAcrossLimit,

    /// <summary>Samples speak for too little of the window that the mean is taken over.</summary>
    CoverageTooSmall,
}
