using WaterWatch.Replay;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace WaterWatch.Demo;

/// <summary>
/// The Longjiang cadmium incident of January 2012 as stations would have sent it: published values where there are any, a plume model between
/// them, and planned faults. The same messages on every run; nothing in it reads a clock or a random number.
/// </summary>
public sealed class Story
{
    private Story(StoryFile file, IReadOnlyList<ReplayStep.Do> acts)
    {
        Acts = acts;
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

    /// <summary>What people do, by time; made up.</summary>
    public IReadOnlyList<ReplayStep.Do> Acts { get; }

    public IReadOnlyList<Milestone> Milestones { get; }

    /// <summary>What the source keys stand for.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    /// <summary>The story that is built in.</summary>
    public static Story Load()
    {
        using var text = BuiltIn("longjiang-2012.yaml");
        using var acts = BuiltIn("longjiang-2012.acts.jsonl");
        return Parse(text.ReadToEnd(), acts);
    }

    /// <summary>A story from its YAML, for trying other assumptions.</summary>
    /// <param name="acts">What people do, as lines of a replay; null for nothing.</param>
    /// <exception cref="FormatException">A line is no act.</exception>
    public static Story Parse(string yaml, TextReader? acts = null) =>
        new(new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<StoryFile>(yaml), acts is null ? [] : ReadActs(acts));

    private static StreamReader BuiltIn(string name) =>
        new(typeof(Story).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException($"Demo/Story/{name} is not built in."));

    private static List<ReplayStep.Do> ReadActs(TextReader acts)
    {
        var found = new ReplayFile.Found("longjiang-2012.acts.jsonl");
        ReplayJsonLines.Read(acts, found);
        return found.Problems.Count == 0 ? [.. found.Steps.Cast<ReplayStep.Do>().OrderBy(s => s.At)] : throw new FormatException(string.Join(Environment.NewLine, found.Problems));
    }
}
