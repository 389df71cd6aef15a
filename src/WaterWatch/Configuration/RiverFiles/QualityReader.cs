using WaterWatch.Configuration.Yaml;
using WaterWatch.Deciding;
using WaterWatch.Quality;

namespace WaterWatch.Configuration.RiverFiles;

/// <summary>Reads the quality thresholds of one determinand, each key laid over the river's.</summary>
internal static class QualityReader
{
    public static SectionKeys ThresholdKeys { get; } = new(
        "quality of a determinand", "sentinels", "sensor_span", "user_span", "spike", "rate_per_hour", "flat_line", "gap");

    public static SectionKeys FlatLineKeys { get; } = new("flat_line", "count", "tolerance");

    public static QualityThresholds Over(Section section, QualityThresholds basis)
    {
        var flat = section.Sub("flat_line", FlatLineKeys);
        var thresholds = basis with
        {
            Sentinels = section.Has("sentinels")
                ? new Sentinels([.. section.Texts("sentinels").Select(t => section.Read("sentinels", t.Text, ValueKinds.Number)).OfType<decimal>()])
                : basis.Sentinels,
            SensorSpan = Span(section, "sensor_span") ?? basis.SensorSpan,
            UserSpan = Span(section, "user_span") ?? basis.UserSpan,
            Spike = section.Value("spike", ValueKinds.AboveZero) ?? basis.Spike,
            RatePerHour = section.Value("rate_per_hour", ValueKinds.AboveZero) ?? basis.RatePerHour,
            FlatLineCount = flat?.RequiredValue("count", ValueKinds.Whole(2, SeriesState.Remembered + 1), "12") ?? basis.FlatLineCount,
            FlatLineTolerance = flat?.Value("tolerance", ValueKinds.ZeroOrMore) ?? basis.FlatLineTolerance,
            Gap = section.Value("gap", ValueKinds.Duration) ?? basis.Gap,
        };

        // QARTOD: what the operator expects lies inside what the sensor can measure.
        if (thresholds is { SensorSpan: { } sensor, UserSpan: { } user } && (user.Low < sensor.Low || user.High > sensor.High))
        {
            section.Problem(
                section.Has("user_span") ? "user_span" : "sensor_span",
                $"user_span [{user.Low}, {user.High}] reaches outside sensor_span [{sensor.Low}, {sensor.High}]",
                "Keep user_span inside sensor_span: outside it the sensor cannot measure");
        }

        return thresholds;
    }

    private static Span? Span(Section section, string key)
    {
        if (!section.Has(key))
            return null;

        var isList = section.IsList(key);
        var ends = section.Texts(key).Select(t => section.Read(key, t.Text, ValueKinds.Number)).ToList();
        if (isList && ends.Count != 2)
        {
            section.Problem(key, $"{key} has {Counted.Of(ends.Count, "end")}", $"Write its low and its high end: {key}: [0, 1.0]");
            return null;
        }

        if (ends is not [{ } low, { } high])
            return null;

        if (low >= high)
            section.Problem(key, $"{key} begins at {low} and ends at {high}", "Write the low end first");

        return new Span(low, high);
    }
}
