using System.Buffers.Binary;
using System.Text;

namespace WaterWatch.Readings;

/// <summary>
/// What the instrument says of its own value, HJ 212-2017 table 8: N normal, F stopped, M maintenance, S set by hand, D fault, C calibrating, T above range,
/// B no communication. Kept as it was sent; <c>default</c> means that none was sent.
/// </summary>
public readonly record struct Mark
{
    /// <summary>The longest code in bytes of UTF-8: it is kept within eight, so that a million samples are one block of memory without references.</summary>
    public const int Longest = 8;

    private readonly ulong _packed;

    private Mark(ulong packed) => _packed = packed;

    public static Mark None { get; }

    public static Mark Normal { get; } = From("N");

    public static Mark AboveRange { get; } = From("T");

    public bool IsNone => _packed == 0;

    /// <summary>The code's bytes, the first of them lowest.</summary>
    internal ulong Code => _packed;

    /// <summary>None, N and T: the value stands for the water. T is a lower bound.</summary>
    public bool IsOfTheRiver => _packed is 0 or 'N' or 'T';

    /// <summary>F M S D C B: kept and shown, not judged; over a limit it raises <c>MarkedOverLimit</c>, since marking is how data are falsified.</summary>
    public bool IsOutOfService => _packed is 'F' or 'M' or 'S' or 'D' or 'C' or 'B';

    /// <summary>D B F: the instrument says of itself that it is faulty, not answering or stopped.</summary>
    public bool IsFault => _packed is 'D' or 'B' or 'F';

    /// <summary>True when a code can be kept: at most <see cref="Longest"/> bytes, none of them 0.</summary>
    public static bool CanKeep(ReadOnlySpan<byte> utf8) => utf8.Length <= Longest && !utf8.Contains((byte)0);

    /// <param name="code"><see cref="Code"/> of a mark.</param>
    internal static Mark OfCode(ulong code) => new(code);

    /// <exception cref="ArgumentException">It cannot be kept (<see cref="CanKeep"/>).</exception>
    public static Mark From(string? code) => From(Encoding.UTF8.GetBytes(code ?? "").AsSpan());

    /// <inheritdoc cref="From(string?)"/>
    public static Mark From(ReadOnlySpan<byte> utf8)
    {
        if (!CanKeep(utf8))
        {
            throw new ArgumentException($"A mark has at most {Longest} bytes, none of them 0.", nameof(utf8));
        }

        Span<byte> padded = stackalloc byte[Longest];
        padded.Clear();
        utf8.CopyTo(padded);
        return new Mark(BinaryPrimitives.ReadUInt64LittleEndian(padded));
    }

    /// <summary>The code as it was sent; empty when none was.</summary>
    public override string ToString()
    {
        if (_packed < 128)
        {
            return _packed switch { 0 => "", 'N' => "N", 'T' => "T", _ => ((char)_packed).ToString() };
        }

        Span<byte> padded = stackalloc byte[Longest];
        BinaryPrimitives.WriteUInt64LittleEndian(padded, _packed);
        return Encoding.UTF8.GetString(padded.TrimEnd((byte)0));
    }
}
