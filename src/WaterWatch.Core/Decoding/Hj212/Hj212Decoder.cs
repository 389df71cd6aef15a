namespace WaterWatch.Decoding.Hj212;

/// <summary>
/// Reads packets of HJ 212-2017 (and of HJ/T 212-2005, which differs in the device number). Of all commands four bring river water: 2011 of a moment, and 2051, 2061 and
/// 2031 of a period that begins at DataTime. Nothing is guessed and nothing is thrown: what cannot be read is a fault with its place, and the rest goes through.
/// </summary>
public static class Hj212Decoder
{
    /// <param name="dialect">Of the station that the message comes from.</param>
    /// <param name="isOthers">Whether a device number is that of another station.</param>
    /// <param name="zone">The station's: no packet says where its clock stands.</param>
    /// <param name="into">Takes the readings in; the answer is a part of it.</param>
    public static Decoded Decode(ReadOnlyMemory<byte> payload, Hj212Dialect dialect, Predicate<string> isOthers, TimeZoneInfo zone, ReadingBuffer into)
    {
        if (payload.Length > ReadingsJson.MaximumPayload)
        {
            return Decoded.Unreadable(SetAsideReason.PayloadTooLarge, $"{payload.Length} bytes; at most {ReadingsJson.MaximumPayload} are read. Send fewer packets a message.");
        }

        var start = into.Count;
        var faults = new List<DecodeFault>();
        var talk = new DeviceTalk();
        var number = 0;
        for (var rest = payload; !rest.IsEmpty;)
        {
            var used = Hj212Frames.Next(rest.Span, isAll: true, out var frame);
            if (!frame.IsEmpty)
            {
                var at = rest.Span[..used].IndexOf(frame);
                new Hj212PacketReader(dialect, zone, ++number, into, faults, talk).Read(rest.Slice(at, frame.Length), isOthers);
            }

            rest = rest[used..];
        }

        if (number == 0)
        {
            return Decoded.Unreadable(SetAsideReason.Unreadable, "There is no packet in it.");
        }

        return new Decoded(into.Segment(start), faults) { Device = talk };
    }
}
