using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace WaterWatch.Demo;

/// <summary>
/// The Longjiang cadmium incident of January 2012 as stations would have sent it: published values where there are any, a plume model between
/// them, and planned faults. The same messages on every run; nothing in it reads a clock or a random number.
/// </summary>
public sealed class Story
{
    private Story(StoryFile file)
    {
        River = file.River;
        StartAt = StoryTime.Parse(file.Start);
        EndAt = StoryTime.Parse(file.End);
        Sources = file.Sources;
        Stations = [.. file.Stations.Select(s => new StoryStation(s.Id, s.NameEn, s.NameZh, s.DistanceKm, s.DistanceSource))];
        Milestones = [.. file.Milestones
            .Select(m => new Milestone(StoryTime.Parse(m.At), m.En, m.Zh, m.Source) { Kind = m.Kind, HourAssumed = m.HourAssumed })
            .OrderBy(m => m.At)];
        Messages = [.. file.Stations
            .SelectMany(s => StoryFaults.InSending(file.River, file.Faults, StoryFaults.InSampling(file.Faults, new Sampler(file, s).Samples())))
            .OrderBy(m => m.PublishAt).ThenBy(m => m.Topic, StringComparer.Ordinal).ThenBy(m => m.TakenAt)];
    }

    public string River { get; }

    /// <summary>Some clean samples before anything happens.</summary>
    public DateTimeOffset StartAt { get; }

    /// <summary>When the last sample is taken; its message comes a quarter of an hour later.</summary>
    public DateTimeOffset EndAt { get; }

    /// <summary>In the order in which the water passes them.</summary>
    public IReadOnlyList<StoryStation> Stations { get; }

    /// <summary>By <see cref="StoryMessage.PublishAt"/>.</summary>
    public IReadOnlyList<StoryMessage> Messages { get; }

    public IReadOnlyList<Milestone> Milestones { get; }

    /// <summary>What the source keys stand for.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    /// <summary>The story that is built in.</summary>
    public static Story Load()
    {
        using var resource = typeof(Story).Assembly.GetManifestResourceStream("longjiang-2012.yaml")
            ?? throw new FileNotFoundException("Demo/Story/longjiang-2012.yaml is not built in.");
        using var text = new StreamReader(resource);
        return Parse(text.ReadToEnd());
    }

    /// <summary>A story from its YAML, for trying other assumptions.</summary>
    public static Story Parse(string yaml) =>
        new(new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<StoryFile>(yaml));
}
