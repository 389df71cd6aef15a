namespace WaterWatch.Configuration.Yaml;

/// <summary>Where a value stands, for the problem that may be found with it.</summary>
/// <param name="Name">A file below the configuration folder, an environment variable, or <c>--set section.key</c>.</param>
/// <param name="Line">From 1; 0 for what has no lines.</param>
internal readonly record struct Origin(string Name, int Line);
