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
        $"Write one of {string.Join(", ", Enum.GetValues<Condition>().Select(c => c.Word()))}",
        text => Enum.GetValues<Condition>().Cast<Condition?>().FirstOrDefault(c => c!.Value.Word() == text));

    public Matcher Read(Section section)
    {
        var matcher = new Matcher
        {
            Rivers = Known(section, "rivers", "a river", [.. book.Rivers.Select(r => r.Id)]),
            Stations = [.. Known(section, "stations", "a station", [.. book.Stations.Select(s => s.Id.Value)]).Select(id => new StationId(id))],
            Conditions = [.. section.Texts("conditions").Select(c => Condition(c)).OfType<Condition>()],
            Determinands = [.. section.Texts("determinands").Select(d => Named.Determinand(d.Text, d.Origin, problems)).OfType<Determinand>()],
        };
        if (matcher.NeverBecause(id => book.Stations.FirstOrDefault(s => s.Id == id)?.River) is { } why)
            problems.Add(section.Origin, $"this can never match: {why}", "Take one of the two out, or make two entries of this one");

        return matcher;
    }

    private Condition? Condition(ConfigScalar written)
    {
        var condition = Kind.Read(written.Text);
        if (condition is null)
            problems.Add(written.Origin, $"conditions: \"{written.Text}\" is not {Kind.Name}", Nearest.Remedy(written.Text, Enum.GetValues<Condition>().Select(c => c.Word())));

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
}
