using System.Globalization;
using WaterWatch.Texts;

namespace WaterWatch.Importing;

/// <summary>What a person reads at the end of an import.</summary>
internal static class ImportWords
{
    private const int MostUnmapped = 50;

    public static IEnumerable<string> Of(ImportOutcome outcome, bool isDryRun)
    {
        var (file, counts) = (outcome.File, outcome.Counts);
        yield return $"{file.Name}: {outcome.Words}; SHA-256 {file.Sha256}";
        if (outcome.FromLine > 0)
        {
            yield return Said($"It was broken off before and went on behind line {outcome.FromLine}; the counts are of the whole file, what is listed below is of this run.");
        }

        yield return isDryRun
            ? Said($"{counts.Rows} rows: {counts.Readings} readings would be read, {counts.SetAside} cells or rows set aside. Nothing was kept.")
            : Said($"{counts.Rows} rows: {counts.Readings} readings kept ({counts.Corrections} of them corrections), {counts.Duplicates} held before, {counts.SetAside} cells or rows set aside.");
        foreach (var (reason, found) in outcome.Found)
        {
            var lines = string.Join(", ", found.Lines.Select(l => l.ToString(CultureInfo.InvariantCulture)));
            yield return Said($"  {reason} ({Words.Of(reason).En}): {found.Count}, first on line {lines}: {Visible.OneLine(found.First)}.");
        }

        if (outcome.Unmapped.Count > 0)
        {
            var rest = outcome.Unmapped.Count - MostUnmapped;
            yield return Said($"Not read, since neither the mapping nor the header says a determinand and its unit: {Visible.OneLine(string.Join(", ", outcome.Unmapped.Take(MostUnmapped)))}{(rest > 0 ? $" and {rest} more" : "")}.");
        }
    }

    private static string Said(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
