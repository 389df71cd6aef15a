namespace WaterWatch.Configuration.Yaml;

/// <summary>Finds what was probably meant.</summary>
internal static class Nearest
{
    /// <summary>A remedy that names the nearest known word, and all of them when none is near.</summary>
    public static string Remedy(string written, IEnumerable<string> known)
    {
        var all = known.ToList();
        if (all.Count == 0)
            return "None is known here: list it first, or take this out";

        var (nearest, distance) = all.Select(k => (Word: k, Distance: Distance(written, k))).MinBy(x => x.Distance);
        return distance <= Math.Max(2, written.Length / 3)
            ? $"Nearest known: \"{nearest}\""
            : $"Nearest known: \"{nearest}\"; all: {string.Join(", ", all)}";
    }

    /// <summary>Levenshtein's distance, upper and lower case alike, <c>-</c> and <c>_</c> alike.</summary>
    internal static int Distance(string a, string b)
    {
        var above = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = Folded(a[i - 1]) == Folded(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + change);
            }

            above = row;
        }

        return above[b.Length];
    }

    private static char Folded(char c) => c is '-' or ' ' ? '_' : char.ToLowerInvariant(c);
}
