namespace WaterWatch.Configuration.Yaml;

/// <summary>A number with its word: 1 figure, 2 figures.</summary>
internal static class Counted
{
    public static string Of(int count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{count} {many ?? one + "s"}";
}
