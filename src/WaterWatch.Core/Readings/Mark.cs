namespace WaterWatch.Readings;

/// <summary>
/// What the instrument says of its own value, HJ 212-2017 table 8: N normal, F stopped, M maintenance, S set by hand, D fault, C calibrating, T above range,
/// B no communication. Kept as it was sent; <c>default</c> means that none was sent.
/// </summary>
public readonly record struct Mark(string? Code)
{
    public static Mark None { get; }

    public static Mark Normal { get; } = new("N");

    public static Mark AboveRange { get; } = new("T");

    public bool IsNone => string.IsNullOrEmpty(Code);

    /// <summary>None, N and T: the value stands for the water. T is a lower bound.</summary>
    public bool IsOfTheRiver => IsNone || Code is "N" or "T";

    /// <summary>F M S D C B: kept and shown, not judged; over a limit it raises <c>MarkedOverLimit</c>, since marking is how data are falsified.</summary>
    public bool IsOutOfService => Code is "F" or "M" or "S" or "D" or "C" or "B";

    /// <summary>D B F: the instrument says of itself that it is faulty, not answering or stopped.</summary>
    public bool IsFault => Code is "D" or "B" or "F";

    /// <summary>The same code always as the same string, so that a million readings do not hold a million copies of <c>N</c>.</summary>
    public static Mark From(string? code) => code switch
    {
        null or "" => None,
        "N" => Normal,
        "T" => AboveRange,
        "F" => new("F"),
        "M" => new("M"),
        "S" => new("S"),
        "D" => new("D"),
        "C" => new("C"),
        "B" => new("B"),
        _ => new(code),
    };

    public override string ToString() => Code ?? "";
}
