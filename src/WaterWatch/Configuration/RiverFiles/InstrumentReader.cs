using WaterWatch.Configuration.Yaml;
using WaterWatch.Readings;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>Reads a list of instruments.</summary>
internal sealed class InstrumentReader(Problems problems)
{
    public static SectionKeys InstrumentKeys { get; } = new(
        "an instrument", "source", "determinand", "unit", "detection_limit", "span_end", "valid_from", "valid_to", "note");

    public List<Instrument> Read(Section owner)
    {
        var instruments = new List<Instrument>();
        foreach (var section in owner.Sections("instruments", InstrumentKeys))
        {
            if (Instrument(section) is not { } instrument)
                continue;

            // One without a source stands for every source, so it overlaps with them all.
            var other = instruments.Find(i => i.Determinand == instrument.Determinand
                && (i.Source == instrument.Source || i.Source.Length == 0 || instrument.Source.Length == 0)
                && i.ValidFrom < instrument.ValidTo && instrument.ValidFrom < i.ValidTo);
            if (other is not null)
            {
                section.Problem(
                    section.Has("valid_from") ? "valid_from" : "determinand",
                    $"two instruments{(instrument.Source.Length == 0 ? "" : $" named \"{instrument.Source}\"")} measure {instrument.Determinand} at the same time",
                    "End the one with valid_to where the other begins with valid_from, or give each its own source");
            }

            instruments.Add(instrument);
        }

        return instruments;
    }

    private Instrument? Instrument(Section section)
    {
        _ = section.Text("note");
        var from = section.Value("valid_from", ValueKinds.Instant) ?? DateTimeOffset.MinValue;
        var to = section.Value("valid_to", ValueKinds.Instant) ?? DateTimeOffset.MaxValue;
        var lowest = section.Value("detection_limit", ValueKinds.AboveZero);
        var highest = section.Value("span_end", ValueKinds.AboveZero);
        if (from >= to)
            section.Problem("valid_to", "valid_to is not after valid_from", "Write the time from which the instrument no longer stood there");

        if (lowest >= highest)
        {
            section.Problem(
                "span_end",
                $"span_end {highest} is not above detection_limit {lowest}",
                "Write both in the same unit, the end of the range above its start");
        }

        if (section.RequiredText("determinand", "Cd") is not { } name || Named.Determinand(name, section.OriginOf("determinand"), problems) is not { } determinand)
            return null;

        var factor = Named.UnitFactor(section, determinand) ?? 1;
        return new Instrument(section.Text("source") ?? "", determinand, lowest * factor, highest * factor) { ValidFrom = from, ValidTo = to };
    }
}
