using System.Text;
using System.Text.Json;
using WaterWatch.Readings;

namespace WaterWatch.Decoding.Mapping;

/// <summary>Reads the records of one device.</summary>
internal sealed class MappedRecordReader(
    PayloadMapping mapping, MappedDevice device, TimeZoneInfo zone, DateTimeOffset receivedAt, ReadingBuffer into, List<DecodeFault> faults)
{
    public void Read(JsonElement message, JsonElement record)
    {
        var place = new Place(message, record);
        var time = TimeOf(place);
        var isAny = false;
        foreach (var reading in mapping.Readings)
        {
            isAny |= Read(reading, time, place);
        }

        if (!isAny)
        {
            Fault(SetAsideReason.MissingMember, mapping.Readings.Count == 1
                ? $"{mapping.Readings[0].Value[0]} is missing."
                : $"None of the {mapping.Readings.Count} readings of the mapping {mapping.Name} is there, such as {mapping.Readings[0].Value[0]}.");
        }
    }

    /// <returns>False when the record has no such reading.</returns>
    private bool Read(MappedReading reading, in TimeFound time, in Place place)
    {
        if (!reading.Value.TryFind(place.Message, place.Record, out var found, out var path))
        {
            var (message, record) = place;
            if (reading.AbsentMeans is not { } number || !reading.Value.Any(p => p.IsLeftOut(message, record)))
            {
                return false;
            }

            Complete(reading, path, number, Qualifier.None, time, place);
        }
        else if (IsNoValue(found))
        {
            Fault(SetAsideReason.NoValue, $"{path} is {found.Shown()}: its sender says that it has no value.");
        }
        else if (!SentNumber.TryRead(found.Bytes(), out var qualifier, out var value))
        {
            Fault(SetAsideReason.UnreadableValue, $"{path} is {found.Shown()}, not a number that can be kept exactly.");
        }
        else
        {
            Complete(reading, path, value, qualifier, time, place);
        }

        return true;
    }

    private void Complete(MappedReading reading, PayloadPath path, decimal value, Qualifier qualifier, in TimeFound time, in Place place)
    {
        if (SeriesOf(reading, path, place) is not { } series || !TryUnit(reading, path, series.Determinand, place, out var unit))
        {
            return;
        }

        if (new Concentration(value, unit, qualifier).In(series.Determinand.Unit) is not { } inOwnUnit)
        {
            Fault(SetAsideReason.UnknownUnit, $"{path}: {unit.Symbol()} does not measure {series.Determinand}; it is kept in {series.Determinand.Unit.Symbol()}.");
            return;
        }

        if (!TrySource(reading, path, place, out var source) || !TryPeriod(reading, path, place, out var period))
        {
            return;
        }

        period = time.PeriodSeconds > 0 ? time.PeriodSeconds : period;
        var read = new DecodedReading(series.Determinand, series.Fraction, inOwnUnit, MarkOf(reading, place), source, period, time.At ?? default);
        if (time.At is null)
        {
            Fault(time.IsThere ? SetAsideReason.UnreadableTime : SetAsideReason.MissingMember, $"{path}: {time.Why}", read);
            return;
        }

        into.Add(read);
    }

    private TimeFound TimeOf(in Place place)
    {
        var time = mapping.Time;
        if (!time.Paths.TryFind(place.Message, place.Record, out var found, out var path) || found.ValueKind == JsonValueKind.Null)
        {
            return time.OrReceived ? new TimeFound(receivedAt, 0, IsThere: false, "") : new TimeFound(null, 0, IsThere: false, $"its time {path} is missing.");
        }

        return SentTime.TryRead(found.Bytes(), time.Format, zone, out var at, out var period)
            ? new TimeFound(at, period, IsThere: true, "")
            : new TimeFound(null, 0, IsThere: true, $"its time {path} is {found.Shown()}, not {time.Format.Words()}.");
    }

    private MappedSeries? SeriesOf(MappedReading reading, PayloadPath path, in Place place)
    {
        if (reading.Series is not { } stated)
        {
            return device.Determinand is { } determinand ? new MappedSeries(determinand, device.Fraction) : null;
        }

        if (stated.Paths.Count == 0)
        {
            return stated.Constant;
        }

        if (Found(stated.Paths, place) is not { } name)
        {
            Fault(SetAsideReason.MissingMember, $"{path}: {stated.Paths[0]}, which says the determinand, is missing.");
            return null;
        }

        if (stated.Names.TryGetValue(name, out var known))
        {
            return known;
        }

        if (Determinand.Find(name) is { } found)
        {
            return new MappedSeries(found, device.Fraction);
        }

        Fault(SetAsideReason.UnknownDeterminand, $"{path}: \"{JsonPlaces.InShort(name)}\" is no determinand that is known here, nor one of the mapping's names.");
        return null;
    }

    private bool TryUnit(MappedReading reading, PayloadPath path, Determinand of, in Place place, out Unit unit)
    {
        unit = reading.Unit is { Paths.Count: 0 } always ? always.Constant : device.Unit ?? of.Unit;
        if (reading.Unit is not { Paths.Count: > 0 } stated)
        {
            return true;
        }

        if (Found(stated.Paths, place) is { } name)
        {
            if (stated.Names.TryGetValue(name, out unit) || Units.TryParse(name, out unit))
            {
                return true;
            }

            Fault(SetAsideReason.UnknownUnit, $"{path}: unit \"{JsonPlaces.InShort(name)}\" is not known; it is never guessed.");
            return false;
        }

        unit = of.Unit;
        var needsUnit = Units.Factor(of.Unit, Unit.MilligramPerLitre) is not null;
        if (needsUnit)
        {
            Fault(SetAsideReason.MissingMember, $"{path}: {stated.Paths[0]}, which says the unit, is missing; the unit of a concentration is never guessed.");
        }

        return !needsUnit;
    }

    private bool TrySource(MappedReading reading, PayloadPath path, in Place place, out string source)
    {
        source = reading.Source is { } stated ? Found(stated.Paths, place) is { } name ? stated.Names.GetValueOrDefault(name, name) : stated.Constant : device.Source;
        if (source.Length > SeriesKey.LongestSource)
        {
            Fault(SetAsideReason.UnreadableValue, $"{path}: its source is longer than {SeriesKey.LongestSource} characters; it names an instrument, not a sample.");
        }

        return source.Length <= SeriesKey.LongestSource;
    }

    private bool TryPeriod(MappedReading reading, PayloadPath path, in Place place, out int seconds)
    {
        seconds = reading.Period.Constant;
        if (!reading.Period.Paths.TryFind(place.Message, place.Record, out var found, out var at) || found.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (SentNumber.TryRead(found.Bytes(), out var qualifier, out var count) && qualifier == Qualifier.None && count is >= 0 and <= int.MaxValue && decimal.IsInteger(count))
        {
            seconds = (int)count;
            return true;
        }

        Fault(SetAsideReason.UnreadableValue, $"{path}: its period {at} is {found.Shown()}, not a whole number of seconds.");
        return false;
    }

    /// <summary>A word that nobody has explained is a mark all the same, as far as marks are long: over a limit it alerts unconfirmed, where without any it would be believed.</summary>
    private static Mark MarkOf(MappedReading reading, in Place place)
    {
        if (reading.Mark is not { } stated)
        {
            return Mark.None;
        }

        if (!stated.Paths.TryFind(place.Message, place.Record, out var found, out _) || found.ValueKind == JsonValueKind.Null)
        {
            return stated.Constant;
        }

        if (found.Text() is not { } word)
        {
            return Mark.From("?");
        }

        return stated.Names.TryGetValue(word, out var known) ? known : Shortened(word);
    }

    private static Mark Shortened(string word)
    {
        Span<byte> code = stackalloc byte[Mark.Longest];
        Encoding.UTF8.GetEncoder().Convert(word, code, flush: true, out _, out var used, out _);
        return Mark.CanKeep(code[..used]) ? Mark.From(code[..used]) : Mark.From("?");
    }

    private bool IsNoValue(JsonElement found) => found.ValueKind == JsonValueKind.Null || found.Text() is { } text && mapping.IsNoValue(text);

    private static string? Found(IReadOnlyList<PayloadPath> paths, in Place place) =>
        paths.TryFind(place.Message, place.Record, out var found, out _) && found.Text() is { Length: > 0 } text ? text : null;

    private void Fault(SetAsideReason reason, string detail, DecodedReading? undated = null) => faults.Add(new DecodeFault(reason, detail, undated));

    private readonly record struct Place(JsonElement Message, JsonElement Record);

    /// <param name="At">Null when it cannot be read, or is not there and must be.</param>
    private readonly record struct TimeFound(DateTimeOffset? At, int PeriodSeconds, bool IsThere, string Why);
}
