namespace WaterWatch.Incidents;

/// <summary>A file of readings that a person brings.</summary>
/// <param name="Name">Without its folder.</param>
/// <param name="Sha256">Over its bytes as they lie on the disk, lower-case hex.</param>
/// <param name="Mapping">How it was read: SHA-256 over the mapping and all that was said beside it, lower-case hex.</param>
public sealed record ImportedFile(string Name, string Sha256, string Mapping);

/// <summary>What was counted of a file.</summary>
/// <param name="Rows">Lines that hold readings, or were to.</param>
/// <param name="Readings">Kept, corrections included.</param>
/// <param name="Duplicates">Held already.</param>
/// <param name="SetAside">Cells and rows that could not be read.</param>
public sealed record ImportCounts(long Rows, long Readings, long Duplicates, long Corrections, long SetAside)
{
    public static ImportCounts None { get; } = new(0, 0, 0, 0, 0);

    public static ImportCounts operator +(ImportCounts a, ImportCounts b) => new(
        a.Rows + b.Rows, a.Readings + b.Readings, a.Duplicates + b.Duplicates, a.Corrections + b.Corrections, a.SetAside + b.SetAside);
}

/// <summary>A part of a file, written in one transaction.</summary>
/// <param name="ThroughLine">The last line that was read.</param>
/// <param name="Rows">How many rows it holds.</param>
/// <param name="Before">What was counted of the file until then.</param>
/// <param name="IsLast">The file ends with it.</param>
public sealed record ImportPart(long ThroughLine, long Rows, ImportCounts Before, bool IsLast);
