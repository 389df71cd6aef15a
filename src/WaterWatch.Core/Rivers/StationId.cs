namespace WaterWatch.Rivers;

/// <summary>The name of a station in topics, files and addresses, such as <c>lalang</c>: lower-case letters, digits, <c>-</c> and <c>_</c>, at most 64.</summary>
public readonly record struct StationId(string Value)
{
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= 64 && text.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '_');

    public override string ToString() => Value;
}
