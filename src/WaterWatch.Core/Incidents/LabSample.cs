namespace WaterWatch.Incidents;

/// <summary>A sample that went to a laboratory, with the way it took (custody) and what was found. Texts are as they were entered; empty where nobody said.</summary>
/// <param name="Number">The laboratory's or the sampler's; never empty.</param>
/// <param name="Station">Where it was taken; empty for a place that is none, and then the results are kept and judged by nobody.</param>
/// <param name="Place">In words, such as "left bank, 0.5 m deep"; never empty without a station.</param>
/// <param name="Sampled">When and by whom it was taken.</param>
/// <param name="Results">At least one.</param>
public sealed record LabSample(string Number, string Station, string Place, Custody Sampled, IReadOnlyList<LabResult> Results)
{
    /// <summary>Of any of its texts, in UTF-16 code units.</summary>
    public const int LongestText = 500;

    public const int MostResults = 200;

    public Custody? Sealed { get; init; }

    /// <summary>By the laboratory.</summary>
    public Custody? Received { get; init; }

    public Custody? Analysed { get; init; }

    /// <summary>Such as "HNO3 to pH below 2".</summary>
    public string Preservation { get; init; } = "";

    public string Laboratory { get; init; } = "";

    /// <summary>SHA-256 of the report, lower-case hex; the file itself is kept elsewhere.</summary>
    public string AttachmentSha256 { get; init; } = "";
}

/// <summary>One step of a sample's way.</summary>
/// <param name="By">Empty where nobody said.</param>
public sealed record Custody(DateTimeOffset At, string By);

/// <summary>One result, as it was entered.</summary>
/// <param name="Value">With its sign: <c>&lt;0.0005</c>.</param>
/// <param name="Method">Such as HJ 700-2014.</param>
/// <param name="DetectionLimit">In the same unit; empty where nobody said.</param>
public sealed record LabResult(string Determinand, string Fraction, string Value, string Unit, string Method, string DetectionLimit);
