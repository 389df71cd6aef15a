using System.Globalization;
using System.Text;
using WaterWatch.Decoding.Mapping;
using WaterWatch.Readings;

namespace WaterWatch.Decoding.Sparkplug;

/// <summary>Reads the metrics that a mapping names; others are of no concern here. A metric is of its own time, however late it comes.</summary>
public static class SparkplugReadings
{
    public static Decoded Decode(SparkplugContent content, PayloadMapping mapping, MappedDevice device, ReadingBuffer into)
    {
        var (start, faults, unknown) = (into.Count, new List<DecodeFault>(), new List<string>());
        foreach (var metric in content.Metrics)
        {
            if (metric.Name.Length == 0)
            {
                unknown.Add($"alias {metric.Alias.ToString(CultureInfo.InvariantCulture)}");
            }
            else if (mapping.Readings.FirstOrDefault(r => r.Value.Any(p => p.OnlyName == metric.Name)) is not { } reading)
            {
                continue;
            }
            else if (metric.LacksType)
            {
                unknown.Add($"the type of {metric.Name}");
            }
            else
            {
                Read(metric, reading, mapping, device, into, faults);
            }
        }

        if (unknown.Count > 0)
        {
            var what = string.Join(", ", unknown.Take(5)) + (unknown.Count > 5 ? " …" : "");
            faults.Add(new DecodeFault(
                SetAsideReason.UnknownAlias, $"No birth of {content.Node} that is known here explains {what}. It was asked for its births; once they have come, release this message."));
        }

        return new Decoded(into.Segment(start), faults);
    }

    private static void Read(in SparkplugMetric metric, MappedReading reading, PayloadMapping mapping, MappedDevice device, ReadingBuffer into, List<DecodeFault> faults)
    {
        var name = metric.Name;
        void Fault(SetAsideReason reason, string detail, DecodedReading? undated = null) => faults.Add(new DecodeFault(reason, $"{name} {detail}", undated));
        var (determinand, fraction) = reading.Series is { } series ? (series.Constant.Determinand, series.Constant.Fraction) : (device.Determinand!, device.Fraction);
        var unit = reading.Unit?.Constant ?? device.Unit ?? determinand.Unit;
        if (metric.Value is not { } text || mapping.IsNoValue(text))
        {
            Fault(SetAsideReason.NoValue, $"is {metric.Value ?? "null"}: its sender says that it has no value.");
        }
        else if (!SentNumber.TryRead(Encoding.UTF8.GetBytes(text), out var qualifier, out var value))
        {
            Fault(SetAsideReason.UnreadableValue, $"is \"{JsonPlaces.InShort(text)}\", not a number that can be kept exactly.");
        }
        else if (new Concentration(value, unit, qualifier).In(determinand.Unit) is not { } inOwnUnit)
        {
            Fault(SetAsideReason.UnknownUnit, $"cannot be kept in {determinand.Unit.Symbol()}, being in {unit.Symbol()}.");
        }
        else
        {
            var read = new DecodedReading(determinand, fraction, inOwnUnit, Mark.None, reading.Source?.Constant ?? device.Source, reading.Period.Constant, default);
            if (metric.Timestamp is { } ms && ms <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            {
                into.Add(read with { TakenAt = DateTimeOffset.FromUnixTimeMilliseconds((long)ms) });
            }
            else
            {
                Fault(metric.Timestamp is null ? SetAsideReason.MissingMember : SetAsideReason.UnreadableTime, "has no timestamp that is a time, nor has its payload.", read);
            }
        }
    }
}
