namespace WaterWatch.Configuration.Options;

/// <summary>A password or token. Prints as ***, wherever it is printed from; only <see cref="Reveal"/> gives it away.</summary>
public readonly struct Secret(string? value) : IEquatable<Secret>
{
    private readonly string? _value = value;

    public bool IsEmpty => string.IsNullOrEmpty(_value);

    /// <summary>The secret itself; empty when none was given. For the one line that sends it.</summary>
    public string Reveal() => _value ?? "";

    public bool Equals(Secret other) => Reveal() == other.Reveal();

    public override bool Equals(object? obj) => obj is Secret other && Equals(other);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Reveal());

    public override string ToString() => IsEmpty ? "" : "***";

    public static bool operator ==(Secret a, Secret b) => a.Equals(b);

    public static bool operator !=(Secret a, Secret b) => !a.Equals(b);
}
