namespace WaterWatch.Alerts;

/// <summary>Levels by the names of water-quality classes. Equal when they say the same, so that the rules of many stations are one object.</summary>
public sealed class ClassLevels(IReadOnlyDictionary<string, Level> levels) : IEquatable<ClassLevels>
{
    public static ClassLevels None { get; } = new(new Dictionary<string, Level>());

    public bool IsEmpty => levels.Count == 0;

    public IEnumerable<string> Classes => levels.Keys;

    /// <summary>Compliant when nothing is said of the class.</summary>
    public Level Of(string className) => levels.GetValueOrDefault(className, Level.Compliant);

    public bool Equals(ClassLevels? other) => other is not null && levels.Count == other.Classes.Count() && levels.All(l => other.Of(l.Key) == l.Value);

    public override bool Equals(object? obj) => Equals(obj as ClassLevels);

    public override int GetHashCode() => levels.Aggregate(0, (hash, l) => hash ^ HashCode.Combine(l.Key, l.Value));
}
