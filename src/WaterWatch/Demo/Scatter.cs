using System.Text;

namespace WaterWatch.Demo;

/// <summary>Numbers that look like chance and are the same in every run: the story has no random numbers in it.</summary>
internal static class Scatter
{
    /// <summary>Between -1 and 1, by what and when. FNV-1a, then the finisher of SplitMix64.</summary>
    public static double Of(string what, DateTimeOffset at)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(what))
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        hash ^= (ulong)at.UtcTicks;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        hash ^= hash >> 31;
        return (hash >> 11) / (double)(1UL << 52) - 1;
    }
}
