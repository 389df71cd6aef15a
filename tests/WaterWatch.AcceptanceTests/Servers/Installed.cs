namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>Programs that are not ours and that a test needs on the machine.</summary>
internal static class Installed
{
    /// <summary>Skips the test when one of them is missing; fails it when WATERWATCH_REQUIRE_SERVERS=1.</summary>
    /// <param name="packages">Debian's, which have them.</param>
    public static void RequireOrSkip(string[] tools, string packages)
    {
        string[] missing = [.. tools.Where(tool => Find(tool) is null)];
        if (missing.Length == 0) return;
        var reason = $"{string.Join(", ", missing)} not installed: apt-get install {packages}";
        Assert.False(Environment.GetEnvironmentVariable("WATERWATCH_REQUIRE_SERVERS") == "1", reason);
        Skip.If(true, reason);
    }

    /// <summary>Servers stand in /usr/sbin, which not every user has in PATH.</summary>
    public static string? Find(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin")
        .Select(folder => Path.Combine(folder, tool))
        .FirstOrDefault(File.Exists);
}
