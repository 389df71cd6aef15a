namespace WaterWatch.Decoding.Hj212;

/// <summary>
/// The check value of HJ 212-2017 appendix A, over the data segment alone. It is not the CRC-16 of Modbus: each byte meets the high half of the register shifted
/// down, and 0xA001 is applied by the bit that leaves.
/// </summary>
public static class Hj212Crc
{
    public static ushort Of(ReadOnlySpan<byte> data)
    {
        uint register = 0xFFFF;
        foreach (var one in data)
        {
            register = (register >> 8) ^ one;
            for (var bit = 0; bit < 8; bit++)
            {
                var leaves = register & 1;
                register >>= 1;
                register ^= leaves == 0 ? 0 : 0xA001u;
            }
        }

        return (ushort)register;
    }
}
