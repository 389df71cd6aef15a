namespace WaterWatch.Storage.Packing;

/// <summary>
/// Decimals as two numbers that repeat and differ little from one to the next: a head (scale, sign, width, as <see cref="PackedWriter.Decimal"/> has it) and the digits.
/// Digits are written as the difference from those of an earlier decimal, brought to the same scale: 7.1 after 7.12 is -1 + 1 behind the point, not 71.
/// </summary>
/// <param name="Number">With its sign; 0 when it is too wide for a long, and then nothing is compared with it.</param>
internal readonly record struct Digits(byte Head, long Number)
{
    /// <summary>A head that none has: what there is to compare with when there is nothing.</summary>
    private const byte NoHead = 0xFF;

    private const byte Scale = 0x1F;

    private static readonly long[] s_powers = [.. Enumerable.Range(0, 19).Select(p => (long)Math.Pow(10, p))];

    public static Digits None { get; } = new(NoHead, 0);

    public static Digits Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var low = Low(bits);
        var isWide = bits[2] != 0 || low > long.MaxValue;
        var isNegative = bits[3] < 0;
        var head = (byte)(bits[3] >> 16 & Scale | (isNegative ? PackedReader.Negative : 0) | (isWide ? PackedReader.Wide : 0));
        return new Digits(head, isWide ? 0 : isNegative ? -(long)low : (long)low);
    }

    /// <summary>0 when it is that of the one before.</summary>
    public void WriteHead(PackedWriter to, Digits before) => to.Byte(Head == before.Head ? (byte)0 : (byte)(Head + 1));

    public static byte ReadHead(ref PackedReader from, byte before)
    {
        var head = from.Byte();
        head = head == 0 ? before : (byte)(head - 1);
        return head < 0x80 && (head & Scale) <= 28 ? head : throw new FormatException("A packed decimal has more than 28 places.");
    }

    public void WriteNumber(PackedWriter to, Digits before, decimal value)
    {
        if ((Head & PackedReader.Wide) == 0)
        {
            to.Signed(unchecked(Number - before.At(Head)));
            return;
        }

        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        to.Varint(Low(bits));
        to.UInt32((uint)bits[2]);
    }

    public static Digits ReadNumber(ref PackedReader from, byte head, Digits before, out decimal value)
    {
        var isNegative = (head & PackedReader.Negative) != 0;
        if ((head & PackedReader.Wide) != 0)
        {
            var low = from.Varint();
            value = new decimal((int)low, (int)(low >> 32), (int)from.UInt32(), isNegative, (byte)(head & Scale));
            return new Digits(head, 0);
        }

        var number = unchecked(from.Signed() + before.At(head));
        var digits = (ulong)(number < 0 ? unchecked(-number) : number);
        value = new decimal((int)digits, (int)(digits >> 32), 0, isNegative, (byte)(head & Scale));
        return new Digits(head, number);
    }

    /// <summary>The number at the scale of another head; 0 when that cannot be.</summary>
    private long At(byte head)
    {
        var places = (head & Scale) - (Head & Scale);
        if (places == 0 || Number == 0)
        {
            return Number;
        }

        if (Math.Abs(places) >= s_powers.Length)
        {
            return 0;
        }

        if (places < 0)
        {
            return Number / s_powers[-places];
        }

        var most = long.MaxValue / s_powers[places];
        return Number <= most && Number >= -most ? Number * s_powers[places] : 0;
    }

    private static ulong Low(ReadOnlySpan<int> bits) => (uint)bits[0] | (ulong)(uint)bits[1] << 32;
}
