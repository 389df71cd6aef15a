namespace WaterWatch.OnCall;

/// <summary>Why somebody, or a whole step, was not told. Nobody is left out without one.</summary>
public enum NotToldReason : byte
{
    /// <summary>A silence held.</summary>
    Silenced,

    /// <summary>A maintenance window held.</summary>
    MaintenanceWindow,

    /// <summary>Told of the same incident within the group interval.</summary>
    Grouped,

    /// <summary>Of the rota, but somebody else was on duty.</summary>
    OffDuty,

    /// <summary>The person has no channel.</summary>
    NoAddress,

    /// <summary>The person or the channel had as much as it can take.</summary>
    RateLimit,

    /// <summary>Shadow mode: everything runs, nobody is told.</summary>
    Shadow,

    /// <summary>Nobody was on duty in the rota.</summary>
    NobodyOnDuty,

    /// <summary>The agency has no people.</summary>
    NobodyInAgency,

    /// <summary>The step tells nobody.</summary>
    EmptyStep,

    /// <summary>No route leads to any policy.</summary>
    NoRoute,

    /// <summary>An exercise, and none of the person's addresses is on the list for exercises.</summary>
    NotForExercises,
}
