namespace WaterWatch.Configuration;

/// <summary>Where a configuration came from, and so can be read anew.</summary>
/// <param name="Directory">The folder.</param>
/// <param name="Environment">As it was at start: a process does not get another.</param>
/// <param name="Sets">The values of <c>--set</c>.</param>
public sealed record ConfigurationSource(string Directory, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Sets)
{
    public static ConfigurationSource Nowhere { get; } = new("", new Dictionary<string, string>(), []);

    public ConfigurationResult Load() => ConfigurationFolder.Load(Directory, Environment, Sets);
}
