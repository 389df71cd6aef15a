namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>Finds what the repository ships, from wherever the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Config { get; } = Path.Combine(Root, "config");

    public static string Cases { get; } = Path.Combine(Root, "tests", "cases");

    public static string Dashboards { get; } = Path.Combine(Root, "dashboards");

    /// <summary>The program that users run, as the build put it beside these tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "WaterWatch.dll");

    /// <summary>The long versions: a hundred kills, a year of data.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("WATERWATCH_TEST_LONG") == "1";

    private static string Find()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        while (here is not null && !File.Exists(Path.Combine(here.FullName, "WaterWatch.sln")))
        {
            here = here.Parent;
        }

        return here?.FullName ?? throw new InvalidOperationException("The tests do not stand below WaterWatch.sln.");
    }
}
