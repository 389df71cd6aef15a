using WaterWatch.Alerts;
using WaterWatch.Configuration.RiverFiles;
using WaterWatch.Configuration.Yaml;
using WaterWatch.OnCall;
using WaterWatch.Readings;
using WaterWatch.Rivers;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>What routes and silences can name of <c>rivers/</c>.</summary>
/// <param name="Incomplete">True when a river file could not be read: an unknown river or station may then be its fault.</param>
internal sealed record RiverBook(IReadOnlyList<ListedRiver> Rivers, bool Incomplete)
{
    public IEnumerable<Station> Stations => Rivers.SelectMany(r => r.Stations).Select(s => s.Watched.Station);
}

/// <summary>Reads which alerts a route, a silence or a maintenance window means.</summary>
internal sealed class MatcherReader(RiverBook book, Problems problems)
{
    public static string[] Keys { get; } = ["rivers", "stations", "conditions", "determinands"];

    private static ValueKind<Condition> Kind { get; } = new(
        "a condition",
        $"Write one of {string.Join(", ", Enum.GetValues<Condition>().Select(Word))}",
        text => Enum.GetValues<Condition>().Cast<Condition?>().FirstOrDefault(c => Word(c!.Value) == text));

    public Matcher Read(Section section)
    {
        var matcher = new Matcher
        {
            Rivers = Known(section, "rivers", "a river", [.. book.Rivers.Select(r => r.Id)]),
            Stations = [.. Known(section, "stations", "a station", [.. book.Stations.Select(s => s.Id.Value)]).Select(id => new StationId(id))],
            Conditions = [.. section.Texts("conditions").Select(c => Condition(c)).OfType<Condition>()],
            Determinands = [.. section.Texts("determinands").Select(d => Named.Determinand(d.Text, d.Origin, problems)).OfType<Determinand>()],
        };
        if (Never(matcher) is { } why)
            problems.Add(section.Origin, $"this can never match: {why}", "Take one of the two out, or make two entries of this one");

        return matcher;
    }

    public static string Word(Condition condition) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(condition.ToString());

    private Condition? Condition(ConfigScalar written)
    {
        var condition = Kind.Read(written.Text);
        if (condition is null)
            problems.Add(written.Origin, $"conditions: \"{written.Text}\" is not {Kind.Name}", Nearest.Remedy(written.Text, Enum.GetValues<Condition>().Select(Word)));

        return condition;
    }

    private List<string> Known(Section section, string key, string what, List<string> known)
    {
        var named = section.Texts(key);
        foreach (var unknown in named.Where(n => !known.Contains(n.Text) && !book.Incomplete))
        {
            problems.Add(unknown.Origin, $"{key}: \"{unknown.Text}\" is not {what} of rivers/", Nearest.Remedy(unknown.Text, known));
        }

        return [.. named.Select(n => n.Text)];
    }

    /// <summary>Two conditions that exclude each other; null when something could match.</summary>
    private string? Never(Matcher matcher)
    {
        var here = book.Stations.Where(s => matcher.Stations.Contains(s.Id)).ToList();
        if (here.Count > 0 && matcher.Rivers.Count > 0 && here.TrueForAll(s => !matcher.Rivers.Contains(s.River)))
            return $"{string.Join(", ", here.Select(s => s.Id))} is on none of the rivers {string.Join(", ", matcher.Rivers)}";

        if (matcher.Conditions.Count == 0)
            return null;

        if (matcher.Determinands.Count > 0 && matcher.Conditions.All(IsOfNoDeterminand))
            return $"{Words(matcher.Conditions)} is of no determinand";

        return matcher.Stations.Count > 0 && matcher.Conditions.All(IsOfNoStation) ? $"{Words(matcher.Conditions)} is of no station" : null;
    }

    public static bool IsOfNoStation(Condition condition) => condition is Alerts.Condition.RegionalSilence or Alerts.Condition.NotListening;

    public static bool IsOfNoDeterminand(Condition condition) =>
        IsOfNoStation(condition) || condition is Alerts.Condition.SetAsideFlood or Alerts.Condition.ClockWrong;

    private static string Words(IEnumerable<Condition> conditions) => string.Join(", ", conditions.Select(Word));
}
