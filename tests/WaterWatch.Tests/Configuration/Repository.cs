using WaterWatch.Configuration;

namespace WaterWatch.Tests.Configuration;

/// <summary>Finds the folders of the repository from wherever the tests run.</summary>
internal static class Repository
{
    public static IReadOnlyDictionary<string, string> NoEnvironment { get; } = new Dictionary<string, string>();

    public static string Root { get; } = Find();

    public static string Config { get; } = Path.Combine(Root, "config");

    public static string Fixtures { get; } = Path.Combine(Root, "tests", "cases", "_configuration");

    public static ConfigurationResult Load(string directory, params string[] sets) => ConfigurationFolder.Load(directory, NoEnvironment, sets);

    public static LoadedConfiguration Shipped(params string[] sets) => MustLoad(Load(Config, sets));

    public static LoadedConfiguration MustLoad(ConfigurationResult result) =>
        result.TryGet(out var loaded) ? loaded : throw new InvalidOperationException(string.Join('\n', result.Problems));

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
