namespace WaterWatch.Configuration.Yaml;

/// <summary>
/// The keys that one kind of section knows. Declared, not gathered while reading, so that a mistyped key is named wherever it stands and a test
/// can hold every key against the documentation.
/// </summary>
/// <param name="Name">In the words of a problem, with its article: <c>a feed</c>.</param>
internal sealed record SectionKeys(string Name, params string[] Keys);
