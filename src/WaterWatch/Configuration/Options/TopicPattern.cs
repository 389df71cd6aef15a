using System.Diagnostics.CodeAnalysis;

namespace WaterWatch.Configuration.Options;

/// <summary>
/// A topic filter in which levels have names: <c>waterwatch/v1/+river/+station/readings</c>. The broker is given the plain filter; a topic that
/// comes in gives back its river and its station.
/// </summary>
public sealed class TopicPattern
{
    private const string River = "+river";
    private const string Station = "+station";

    private const string Shared = "$share";

    private readonly string[] _levels;

    /// <param name="group">Of a shared subscription; empty for one of its own.</param>
    private TopicPattern(string text, string group, string[] levels)
    {
        Text = text;
        Group = group;
        _levels = levels;
        NamesStation = levels.Contains(Station);
        Topics = string.Join('/', levels.Select(l => l is River or Station ? "+" : l));
        Filter = group.Length == 0 ? Topics : $"{Shared}/{group}/{Topics}";
    }

    /// <summary>As configured.</summary>
    public string Text { get; }

    /// <summary>As MQTT wants it: <c>waterwatch/v1/+/+/readings</c>, or <c>$share/group/waterwatch/v1/+/+/readings</c>.</summary>
    public string Filter { get; }

    /// <summary>What the filter matches, without the group that shares it: <c>waterwatch/v1/+/+/readings</c>.</summary>
    public string Topics { get; }

    /// <summary>The group whose members share what comes (MQTT 5.0 §4.8.2); empty when all of it comes here.</summary>
    public string Group { get; }

    /// <summary>Whether it is a topic once river and station are known, and leaves nothing else open.</summary>
    public bool IsTopic => Group.Length == 0 && !_levels.Contains("+") && !_levels.Contains("#");

    /// <summary>Whether the topic says which station it is of; otherwise the payload has to.</summary>
    public bool NamesStation { get; }

    /// <summary>The topic of one station.</summary>
    public string TopicOf(string river, string station) => string.Join('/', _levels.Select(l => l switch { River => river, Station => station, _ => l }));

    /// <summary>
    /// Reads a pattern: non-empty, <c>#</c> last and alone, <c>+</c> alone or one of the two names, and exactly one <c>+station</c>, without
    /// which no reading has a place, unless the payload says it. <c>$share/group/</c> before it makes it a shared subscription.
    /// </summary>
    /// <param name="why">What is wrong with it, without a full stop; empty when nothing is.</param>
    /// <param name="remedy">What to write instead.</param>
    /// <param name="needsStation">False where the payload says which station it is of: then the topic must not.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TopicPattern? pattern, out string why, out string remedy, bool needsStation = true)
    {
        const string example = "Write levels with their names, such as waterwatch/v1/+river/+station/readings";
        pattern = null;
        (why, remedy) = ("", example);
        if (!TrySplit(text, out var group, out var levels))
        {
            why = "shares a subscription without saying in which group, or of what";
            remedy = "Write $share/, the group's name without + and #, and the filter, such as $share/waterwatch/waterwatch/v1/+river/+station/readings";
            return false;
        }

        if (text.Length == 0 || text.Contains('\0', StringComparison.Ordinal))
        {
            why = "is empty";
        }
        else if (levels.FirstOrDefault(l => l.Length > 1 && l.AsSpan().ContainsAny('+', '#') && l is not (River or Station)) is { } odd)
        {
            why = $"has a level \"{odd}\" that MQTT does not allow";
            remedy = "A level is a word, +, +river or +station, and # may stand alone at the end";
        }
        else if (Array.IndexOf(levels, "#") is >= 0 and var hash && hash < levels.Length - 1)
        {
            why = "goes on after #";
            remedy = "Let # be the last level, or write + for one level";
        }
        else if (!needsStation && levels.Contains(Station))
        {
            why = "names +station, which is taken from the payload here";
            remedy = "Write + for that level";
        }
        else if (needsStation && levels.Count(l => l == Station) != 1)
        {
            why = levels.Contains(Station) ? "names +station more than once" : "does not say which level is the station";
            remedy = $"Write +station for that level, such as {(levels.Contains(Station) ? "waterwatch/v1/+river/+station/readings" : Suggest(levels))}";
        }
        else if (levels.Count(l => l == River) > 1)
        {
            why = "names +river more than once";
        }

        if (why.Length > 0)
            return false;

        pattern = new TopicPattern(text, group, levels);
        return true;
    }

    /// <summary>Whether the topic is one of the pattern's.</summary>
    /// <param name="river">Empty when the pattern names no river.</param>
    public bool TryMatch(string topic, out string river, out string station)
    {
        var matches = TryMatch(topic, out ReadOnlySpan<char> riverSpan, out ReadOnlySpan<char> stationSpan);
        (river, station) = matches ? (riverSpan.ToString(), stationSpan.ToString()) : ("", "");
        return matches;
    }

    /// <summary>As the other, without making strings: this runs for every message.</summary>
    public bool TryMatch(ReadOnlySpan<char> topic, out ReadOnlySpan<char> river, out ReadOnlySpan<char> station)
    {
        river = default;
        station = default;

        // MQTT 4.7.2: a wildcard at the first level leaves out the broker's own topics.
        if (topic is ['$', ..] && _levels[0] is ['+' or '#', ..])
            return false;

        var rest = topic;
        var ended = false;
        foreach (var level in _levels)
        {
            if (level == "#")
                return !station.IsEmpty || !NamesStation;

            if (ended)
                return false;

            var slash = rest.IndexOf('/');
            var part = slash < 0 ? rest : rest[..slash];
            ended = slash < 0;
            rest = slash < 0 ? default : rest[(slash + 1)..];

            if (level == River)
                river = part;
            else if (level == Station)
                station = part;
            else if (level != "+" && !part.SequenceEqual(level))
                return false;
        }

        return ended && (!station.IsEmpty || !NamesStation);
    }

    public override string ToString() => Text;

    private static bool TrySplit(string text, out string group, out string[] levels)
    {
        levels = text.Split('/');
        group = "";
        if (levels[0] != Shared)
            return true;

        if (levels.Length < 3 || levels[1].Length == 0 || levels[1].AsSpan().ContainsAny('+', '#'))
            return false;

        (group, levels) = (levels[1], levels[2..]);
        return true;
    }

    private static string Suggest(string[] levels)
    {
        var at = Array.LastIndexOf(levels, "+");
        return at < 0 ? "waterwatch/v1/+river/+station/readings" : string.Join('/', levels.Select((l, i) => i == at ? Station : l));
    }
}
