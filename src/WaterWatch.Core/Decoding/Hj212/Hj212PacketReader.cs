using System.Text;
using WaterWatch.Readings;

namespace WaterWatch.Decoding.Hj212;

/// <summary>One packet of the payload. The same bytes are the same fault, so nothing of the time of receipt is in its words.</summary>
internal readonly struct Hj212PacketReader(Hj212Dialect dialect, TimeZoneInfo zone, int number, ReadingBuffer into, List<DecodeFault> faults, DeviceTalk talk)
{
    private const int ShownOfControl = 300;

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
        var seconds = item.SampleTime is null ? period : 0;
        foreach (var (value, source) in Values(item, command))
        {
            if (ReadValue(value, item.Flag, factor.Determinand, unit, name) is { } read)
            {
                var reading = new DecodedReading(factor.Determinand, factor.Fraction, read.Value, read.Mark, source, seconds, default);
                Place(reading, name, read.Fault ?? (isTwice ? Twice(other!, factor.Determinand) : null), item.SampleTime ?? dataTime);
            }
        }
    }

    private static DecodeFault Twice(string other, Determinand determinand) => new(
        SetAsideReason.UnknownDeterminand, $"{other} in the same packet is read as {determinand} too. Write which is which under hj212: codes: of the station.");

    /// <summary>Takes a value in at its time; what speaks against it, or a missing time, leaves it for alerting alone.</summary>
    private void Place(in DecodedReading reading, string name, DecodeFault? against, ReadOnlyMemory<byte>? stated)
    {
        if (against is { } fault)
        {
            Fault(fault.Reason, $"{name}: {fault.Detail}", reading);
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

    /// <summary>The number in the determinand's unit and the mark as the dialect has it; null when there is no number, which has been noted.</summary>
    private (Concentration Value, Mark Mark, DecodeFault? Fault)? ReadValue(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte>? flag, Determinand determinand, Unit unit, string name)
    {
        if (text.IsEmpty)
        {
            Fault(SetAsideReason.MissingMember, $"{name}: the value is empty.");
            return null;
        }

        if (!SentNumber.TryRead(text.Span, out var qualifier, out var number))
        {
            Fault(SetAsideReason.UnreadableValue, $"{name}: \"{Visible(TextOf(text))}\" is not a number that can be kept exactly.");
            return null;
        }

        var (mark, says, fault) = MarkOf(flag);
        var value = new Concentration(number, unit, qualifier == Qualifier.None ? says : qualifier);
        if (value.In(determinand.Unit) is { } inOwnUnit)
        {
            return (inOwnUnit, mark, fault);
        }

        Fault(SetAsideReason.UnreadableValue, $"{name}: {value} cannot be kept in {determinand.Unit.Symbol()}.");
        return null;
    }

    /// <summary>A mark that cannot be kept leaves the number standing, with why.</summary>
    private (Mark Mark, Qualifier Says, DecodeFault? Fault) MarkOf(ReadOnlyMemory<byte>? flag)
    {
        if (flag is not { IsEmpty: false } sent)
        {
            return default;
        }

        if (dialect.Marks.TryGetValue(TextOf(sent), out var known))
        {
            return (known.Mark, known.Qualifier, null);
        }

        return Mark.CanKeep(sent.Span)
            ? (Mark.From(sent.Span), Qualifier.None, null)
            : (Mark.None, Qualifier.None, new DecodeFault(SetAsideReason.UnreadableValue, $"the mark is longer than {Mark.Longest} bytes, or holds a 0."));
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

    private static string TextOf(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? Encoding.UTF8.GetString(some.Span) : "";

    private static string InShort(ReadOnlyMemory<byte> bytes) => bytes.Length <= ShownOfControl ? TextOf(bytes) : TextOf(bytes[..ShownOfControl]) + "…";

    private static string Visible(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
