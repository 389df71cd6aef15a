using WaterWatch.Decoding;
using WaterWatch.Incidents;

namespace WaterWatch.Importing;

/// <summary>What came of a file.</summary>
/// <param name="File">Which it was.</param>
/// <param name="Words">What it turned out to be: <c>a wide table, delimiter ";"</c>.</param>
/// <param name="FromLine">0, or the line after which an import that was broken off went on.</param>
/// <param name="Counts">Of the whole file, parts of an earlier run included.</param>
/// <param name="Found">What this run set aside.</param>
/// <param name="Unmapped">Columns, tags and fields that nobody says anything of.</param>
internal sealed record ImportOutcome(
    ImportedFile File, string Words, long FromLine, ImportCounts Counts, IReadOnlyDictionary<SetAsideReason, ImportFindings.Finding> Found, IReadOnlyList<string> Unmapped);
