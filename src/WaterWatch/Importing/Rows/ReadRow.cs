using WaterWatch.Decoding;

namespace WaterWatch.Importing.Rows;

/// <summary>A row with its cells.</summary>
/// <param name="Cells">Good until the next row is read.</param>
/// <param name="At">When a point says it was taken; null where a cell says it.</param>
/// <param name="Fault">Why the row cannot be read at all; null when it can.</param>
internal readonly record struct ReadRow(FileRow Row, IReadOnlyList<Cell> Cells, bool IsTall, DateTimeOffset? At, DecodeFault? Fault);

/// <summary>The rows of a file of one format.</summary>
internal interface IRowSource
{
    /// <summary>As it stands in the file; empty where the format has none.</summary>
    ReadOnlyMemory<byte> Header { get; }

    /// <summary>What the file turned out to be, for people.</summary>
    string Words { get; }

    /// <summary>Columns, tags and fields that nobody says anything of.</summary>
    IEnumerable<string> Unmapped { get; }

    /// <returns>False at the end.</returns>
    bool TryRead(out ReadRow row);
}
