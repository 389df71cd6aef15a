using System.Text;
using WaterWatch.Readings;

namespace WaterWatch.Decoding.Hj212;

/// <summary>
/// Reads packets of HJ 212-2017 (and of HJ/T 212-2005, which differs in the device number). Of all commands four bring river water: 2011 of a moment, and 2051, 2061 and
/// 2031 of a period that begins at DataTime. Nothing is guessed and nothing is thrown: what cannot be read is a fault with its place, and the rest goes through.
/// </summary>
public static class Hj212Decoder
{
    private const int ShownOfControl = 300;

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
                new PacketReader(dialect, zone, ++number, into, faults, talk).Read(rest.Slice(at, frame.Length), isOthers);
            }

            rest = rest[used..];
        }

        if (number == 0)
        {
            return Decoded.Unreadable(SetAsideReason.Unreadable, "There is no packet in it.");
        }

        return new Decoded(into.Segment(start), faults) { Device = talk };
    }

    /// <summary>One packet of the payload. The same bytes are the same fault, so nothing of the time of receipt is in its words.</summary>
    private readonly struct PacketReader(Hj212Dialect dialect, TimeZoneInfo zone, int number, ReadingBuffer into, List<DecodeFault> faults, DeviceTalk talk)
    {
        public void Read(ReadOnlyMemory<byte> frame, Predicate<string> isOthers)
        {
            if (Hj212Packet.Read(frame, out var packet) is { } why)
            {
                faults.Add(new DecodeFault(SetAsideReason.Unreadable, $"Packet {number}: {why}"));
                return;
            }

            var content = Hj212Content.Read(packet.Content);
            talk.Add(packet.Shapes | content.Shapes);
            var stranger = Stranger(packet, isOthers);
            if (PeriodOf(packet.Command) is { } period)
            {
                ReadValues(packet, content, period, stranger);
                if (stranger is null && packet.Parts > 1)
                {
                    talk.Add(new PacketPart($"{packet.Command} of {Visible(TextOf(content.DataTime))} by {Visible(packet.Device)}", packet.Parts, packet.Part, frame));
                }
            }
            else if (packet.Command is >= 2000 and < 3000 && content.Items.Any(i => i.HasValue && !i.IsOfTheInstrument))
            {
                talk.Add(new QualityControl(packet.Command, TimeOf(content.DataTime), InShort(packet.Content)));
            }

            if (stranger is null && packet.WantsAnswer && packet.Command is >= 2000 and < 3000)
            {
                talk.Answer(packet);
            }
        }

        /// <summary>Why the packet is not believed to be of this station's device; null when it is.</summary>
        private DecodeFault? Stranger(in Hj212Packet packet, Predicate<string> isOthers)
        {
            if (dialect.Device.Length > 0 ? packet.Device != dialect.Device : isOthers(packet.Device))
            {
                var whose = dialect.Device.Length > 0 ? $"this station's is {dialect.Device}" : "that is another station's";
                return new DecodeFault(SetAsideReason.WrongDevice, $"It is of the device \"{packet.Device}\", and {whose}. Write its MN as mn: of the station in the river file, then release this message.");
            }

            return dialect.Password.Length > 0 && packet.Password != dialect.Password
                ? new DecodeFault(SetAsideReason.WrongPassword, "Its password PW is not the one of this station in the river file.")
                : null;
        }

        private void ReadValues(in Hj212Packet packet, Hj212Content content, int period, DecodeFault? stranger)
        {
            var before = (Readings: into.Count, Faults: faults.Count);
            var said = new Dictionary<(Determinand, Fraction), string>();
            var isSome = false;
            foreach (var item in content.Items)
            {
                if (item.IsOfTheInstrument || dialect.Ignored.Contains(item.Code) || !item.HasValue && (item.HasOther || item.Flag is null))
                {
                    isSome |= item.HasValue;
                    continue;
                }

                isSome = true;
                ReadItem(item, packet.Command, period, content.DataTime, said);
            }

            if (!isSome)
            {
                Fault(SetAsideReason.MissingMember, "it holds no values.");
            }

            if (stranger is { } wrong)
            {
                SetAsideAll(before, wrong);
            }
        }

        /// <summary>A stranger's values are not this station's readings; over a limit they alert all the same.</summary>
        private void SetAsideAll((int Readings, int Faults) before, DecodeFault wrong)
        {
            List<DecodedReading> readings = [.. into.From(before.Readings)];
            into.Truncate(before.Readings);
            readings.AddRange(faults.Skip(before.Faults).Select(f => f.Undated).OfType<DecodedReading>());
            faults.RemoveRange(before.Faults, faults.Count - before.Faults);
            faults.Add(wrong);
            faults.AddRange(readings.Select(r => new DecodeFault(wrong.Reason, $"{r.Determinand} {r.Value}.", r)));
        }

        private void ReadItem(Hj212Item item, int command, int period, ReadOnlyMemory<byte>? dataTime, Dictionary<(Determinand, Fraction), string> said)
        {
            if ((dialect.Codes.GetValueOrDefault(item.Code) ?? Hj212Factors.Find(item.Code)) is not { } factor)
            {
                Fault(SetAsideReason.UnknownDeterminand, $"{Visible(item.Code)} is not a code that is known here. Write what it is under hj212: codes:, or under ignored:, of the station.");
                return;
            }

            var name = $"{item.Code} ({factor.Determinand})";
            if (factor.Unit is not { } unit)
            {
                Fault(SetAsideReason.UnknownUnit, $"{name}: no unit is known for this code, and it is never guessed. Write it under hj212: codes: of the station.");
                return;
            }

            if (!item.HasValue)
            {
                Fault(SetAsideReason.MissingMember, $"{name}: there is a mark and no value.");
                return;
            }

            var isTwice = said.TryGetValue((factor.Determinand, factor.Fraction), out var other) && other != item.Code;
            said[(factor.Determinand, factor.Fraction)] = item.Code;

            // A sample with a time of its own is one sample, whatever the period of the packet that carries it.
            var isMoment = period == 0 || item.SampleTime is not null;
            foreach (var (value, source) in Values(item, command))
            {
                if (!TryRead(value, item.Flag, unit, out var concentration, out var mark, out var why, out var reason))
                {
                    Fault(reason, $"{name}: {why}");
                    continue;
                }

                if (concentration.In(factor.Determinand.Unit) is not { } inOwnUnit)
                {
                    Fault(SetAsideReason.UnreadableValue, $"{name}: {concentration} cannot be kept in {factor.Determinand.Unit.Symbol()}.");
                    continue;
                }

                var reading = new DecodedReading(factor.Determinand, factor.Fraction, inOwnUnit, mark, source, isMoment ? 0 : period, default);
                var stated = item.SampleTime ?? dataTime;
                if (why.Length > 0)
                {
                    Fault(reason, $"{name}: {why}", reading);
                }
                else if (isTwice)
                {
                    Fault(SetAsideReason.UnknownDeterminand, $"{name}: {other} in the same packet is read as {factor.Determinand} too. Write which is which under hj212: codes: of the station.", reading);
                }
                else if (stated is null)
                {
                    Fault(SetAsideReason.MissingMember, $"{name}: there is neither DataTime nor SampleTime.", reading);
                }
                else if (TimeOf(stated) is { } takenAt)
                {
                    into.Add(reading with { TakenAt = takenAt });
                }
                else
                {
                    Fault(SetAsideReason.UnreadableTime, $"{name}: \"{Visible(TextOf(stated))}\" is not a time such as 20120115093000.", reading);
                }
            }
        }

        /// <summary>
        /// The value that the command is about under the station's usual source; every other under one that says what it is, so that a peak within a calm hour is judged too.
        /// </summary>
        private static IEnumerable<(ReadOnlyMemory<byte> Value, string Source)> Values(Hj212Item item, int command)
        {
            var usual = command == 2011 ? item.Rtd ?? item.Avg : item.Avg ?? item.Rtd;
            if (usual is { } value)
            {
                yield return (value, "");
            }

            if (item is { Rtd: { } rtd, Avg: { } avg })
            {
                yield return command == 2011 ? (avg, "avg") : (rtd, "rtd");
            }

            if (item.Min is { } lowest)
            {
                yield return (lowest, SeriesKey.MinimumSource);
            }

            if (item.Max is { } highest)
            {
                yield return (highest, SeriesKey.MaximumSource);
            }
        }

        /// <summary>The number with its sign, and the mark as the dialect has it. A mark that cannot be kept leaves the number standing, with why.</summary>
        private bool TryRead(
            ReadOnlyMemory<byte> text, ReadOnlyMemory<byte>? flag, Unit unit, out Concentration value, out Mark mark, out string why, out SetAsideReason reason)
        {
            (value, mark, why, reason) = (default, Mark.None, "", SetAsideReason.UnreadableValue);
            if (text.IsEmpty)
            {
                (why, reason) = ("the value is empty.", SetAsideReason.MissingMember);
                return false;
            }

            if (!SentNumber.TryRead(text.Span, out var qualifier, out var number))
            {
                why = $"\"{Visible(TextOf(text))}\" is not a number that can be kept exactly.";
                return false;
            }

            if (flag is { IsEmpty: false } sent)
            {
                var code = TextOf(sent);
                if (dialect.Marks.TryGetValue(code, out var known))
                {
                    (mark, qualifier) = (known.Mark, qualifier == Qualifier.None ? known.Qualifier : qualifier);
                }
                else if (Mark.CanKeep(sent.Span))
                {
                    mark = Mark.From(sent.Span);
                }
                else
                {
                    why = $"the mark is longer than {Mark.Longest} bytes, or holds a 0.";
                }
            }

            value = new Concentration(number, unit, qualifier);
            return true;
        }

        private void Fault(SetAsideReason reason, string detail, DecodedReading? undated = null) =>
            faults.Add(new DecodeFault(reason, number == 1 ? detail : $"Packet {number}: {detail}", undated));

        private DateTimeOffset? TimeOf(ReadOnlyMemory<byte>? text) => text is { } digits ? Hj212Time.Read(digits.Span, zone) : null;

        private int? PeriodOf(int command) => command switch
        {
            2011 => 0,
            2051 => dialect.MinuteSeconds,
            2061 => 3600,
            2031 => 24 * 3600,
            _ => null,
        };
    }

    private static string TextOf(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? Encoding.UTF8.GetString(some.Span) : "";

    private static string InShort(ReadOnlyMemory<byte> bytes) => bytes.Length <= ShownOfControl ? TextOf(bytes) : TextOf(bytes[..ShownOfControl]) + "…";

    private static string Visible(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
