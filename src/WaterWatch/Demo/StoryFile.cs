namespace WaterWatch.Demo;

/// <summary>The shape of <c>Story/longjiang-2012.yaml</c>; instants are RFC 3339 text there. Comments are in the file.</summary>
internal sealed class StoryFile
{
    public string River { get; init; } = "";

    public string Start { get; init; } = "";

    public string End { get; init; } = "";

    public Dictionary<string, string> Sources { get; init; } = [];

    public ReleaseFile Release { get; init; } = new();

    public List<StationFile> Stations { get; init; } = [];

    public List<PublishedFile> Published { get; init; } = [];

    public List<AnchorFile> Anchors { get; init; } = [];

    public List<FaultFile> Faults { get; init; } = [];

    public List<MilestoneFile> Milestones { get; init; } = [];
}

/// <summary>What went in at the plant: all of it assumed.</summary>
internal sealed class ReleaseFile
{
    public double DecayPerS { get; init; }

    public double BridgeHours { get; init; }

    public List<InletFile> Inlet { get; init; } = [];
}

/// <summary>From this instant on the inlet has this concentration, mg/L.</summary>
internal sealed class InletFile
{
    public string At { get; init; } = "";

    public double MgL { get; init; }
}

internal sealed class StationFile
{
    public string Id { get; init; } = "";

    public string NameEn { get; init; } = "";

    public string NameZh { get; init; } = "";

    public double DistanceKm { get; init; }

    public string DistanceSource { get; init; } = "";

    /// <summary>Minutes after midnight of the first sample of a day.</summary>
    public int FirstMinute { get; init; }

    public int EveryH { get; init; }

    /// <summary>Hours between samples once the regional plan runs.</summary>
    public int EveryHLater { get; init; }

    /// <summary>The number (MN) of a device that sends HJ 212, its metals in µg/L; empty for a station that sends JSON.</summary>
    public string Device { get; init; } = "";

    /// <summary>The unit that its metals are sent in: mg/L or ug/L.</summary>
    public string Unit => Device.Length == 0 ? "mg/L" : "ug/L";

    /// <summary>Cadmium before the plume, mg/L.</summary>
    public double Background { get; init; }

    public double AsBackground { get; init; }

    /// <summary>Arsenic at the height of the first path, above its background, mg/L.</summary>
    public double AsRise { get; init; }

    /// <summary>How much dosing lifts the pH from the plan's start on.</summary>
    public double PhLift { get; init; }

    public List<PathFile> Paths { get; init; } = [];
}

/// <summary>One way the water takes to the station: the current, or the slow way through the pools above the dams.</summary>
internal sealed class PathFile
{
    /// <summary>What is left of the inlet's concentration after dilution and removal, 0 to 1.</summary>
    public double Share { get; init; }

    public double VelocityMs { get; init; }

    public double DispersionM2S { get; init; }
}

internal sealed class PublishedFile
{
    public string Station { get; init; } = "";

    public string At { get; init; } = "";

    public decimal? Cd { get; init; }

    public decimal? As { get; init; }

    public string Source { get; init; } = "";

    public bool HourAssumed { get; init; }
}

/// <summary>A published statement without a figure, given one so that the model keeps to it.</summary>
internal sealed class AnchorFile
{
    public string Station { get; init; } = "";

    public string At { get; init; } = "";

    public double Cd { get; init; }

    public string Basis { get; init; } = "";
}

internal sealed class FaultFile
{
    public FaultKind Kind { get; init; }

    public string Station { get; init; } = "";

    public string From { get; init; } = "";

    public string To { get; init; } = "";

    public string At { get; init; } = "";

    public int AfterS { get; init; }

    public decimal Value { get; init; }

    public string Note { get; init; } = "";
}

internal sealed class MilestoneFile
{
    public string At { get; init; } = "";

    public MilestoneKind Kind { get; init; } = MilestoneKind.Other;

    public bool HourAssumed { get; init; }

    public string En { get; init; } = "";

    public string Zh { get; init; } = "";

    public string Source { get; init; } = "";
}

/// <summary>What goes wrong on purpose.</summary>
internal enum FaultKind : byte
{
    /// <summary>The link is down from..to; the samples of that time come together <c>at</c>, newest and oldest mixed.</summary>
    Backlog,

    /// <summary>The message of the sample <c>at</c> is sent again, byte for byte, <c>after_s</c> later.</summary>
    Resend,

    /// <summary>The sample <c>at</c> gets another cadmium value (mg/L) <c>after_s</c> later.</summary>
    Correction,

    /// <summary>The message of the sample <c>at</c> ends in the middle; the whole one follows <c>after_s</c> later.</summary>
    Truncated,

    /// <summary>The sample <c>at</c> is dated a day ahead and holds cadmium only.</summary>
    FutureClock,

    /// <summary>The sample <c>at</c> has this turbidity (NTU).</summary>
    TurbiditySpike,

    /// <summary>Nothing is sampled from..to.</summary>
    Silence,
}
