using WaterWatch.Alerts;

namespace WaterWatch.OnCall;

public enum MadeKind : byte
{
    Silence,
    MaintenanceWindow,
    Override,
}

/// <summary>A silence, a maintenance window or an override that somebody has made while the service runs. It holds beside what is configured, and is never configuration.</summary>
public sealed record Made
{
    /// <summary>How many of a kind may be open: nobody oversees more, and what lasts belongs into the configuration.</summary>
    public const int MostOpen = 200;

    /// <summary>Longer than this ahead nobody knows what he silences.</summary>
    public static TimeSpan Furthest { get; } = TimeSpan.FromDays(366);

    /// <summary>1, 2, 3 … over all kinds.</summary>
    public required long Id { get; init; }

    public required MadeKind Kind { get; init; }

    /// <summary>Which matters; of an override all of its rota.</summary>
    public Matcher Matcher { get; init; } = Matcher.Everything;

    public Level LevelAtMost { get; init; } = Level.Yellow;

    /// <summary>Of an override; empty otherwise.</summary>
    public string Rota { get; init; } = "";

    /// <summary>Who is on duty by an override, by id; empty otherwise.</summary>
    public string Person { get; init; } = "";

    public required DateTimeOffset From { get; init; }

    /// <summary>The first instant at which it no longer holds, as it was made.</summary>
    public required DateTimeOffset Until { get; init; }

    public required string By { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>When somebody ended it before its time; null while nobody has.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public string EndedBy { get; init; } = "";

    /// <summary>When it ends, or has ended.</summary>
    public DateTimeOffset HoldsUntil => EndedAt < Until ? EndedAt.Value : Until;

    /// <summary>Ended before it began.</summary>
    public bool NeverHeld => HoldsUntil <= From;

    public DateTimeOffset ChangedAt => EndedAt ?? MadeAt;

    /// <summary>In force, or still to come.</summary>
    public bool IsOpen(DateTimeOffset at) => at < HoldsUntil;

    /// <summary>How <see cref="OnCallPlan"/> holds it; null for an override, and for what never held.</summary>
    public Muting? ToMuting() => NeverHeld ? null : Kind switch
    {
        MadeKind.Silence => new Silence($"{Id}", Matcher, From, HoldsUntil, By, Reason, LevelAtMost),
        MadeKind.MaintenanceWindow => new MaintenanceWindow($"{Id}", Matcher, From, HoldsUntil, By, Reason),
        _ => null,
    };

    /// <summary>How a <see cref="OnCall.Rota"/> holds it; null for what is none, and for what never held.</summary>
    public RotaOverride? ToOverride() => Kind == MadeKind.Override && !NeverHeld ? new RotaOverride(Person, From, HoldsUntil, Reason, By) { Made = Id } : null;
}
