namespace WaterWatch.Deciding;

/// <summary>What a batch counted without keeping it.</summary>
public sealed class DraftCounts
{
    public long Duplicates { get; set; }

    public long Corrections { get; set; }

    public long SetAsideRepeats { get; set; }

    /// <summary>What could not be read, or was read although it was malformed, by its shape; the same payload again counts again.</summary>
    public IReadOnlyDictionary<string, long> Shapes => _shapes;

    private readonly Dictionary<string, long> _shapes = [];

    public void Shape(string shape, int count) => _shapes[shape] = _shapes.GetValueOrDefault(shape) + count;
}
