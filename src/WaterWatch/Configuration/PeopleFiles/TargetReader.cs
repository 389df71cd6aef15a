using WaterWatch.Configuration.Yaml;
using WaterWatch.OnCall;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>Reads whom a step of a policy or a report goes to: <c>rotas</c>, <c>people</c> and <c>agencies</c>.</summary>
internal sealed class TargetReader(Listing<Agency> agencies, Listing<Person> people, Listing<Rota> rotas, Problems problems)
{
    public static string[] Keys { get; } = ["rotas", "people", "agencies"];

    /// <param name="what">As in "this step tells nobody": <c>step</c>.</param>
    public IReadOnlyList<Target> Read(Section section, string what)
    {
        if (section.IsEmptyList("rotas") && section.IsEmptyList("people") && section.IsEmptyList("agencies"))
            problems.Add(section.Origin, $"this {what} tells nobody", $"Add rotas: [..], people: [..] or agencies: [..], or take the {what} out");

        var targets = rotas.Known(section, "rotas").Select(id => (Target)new Target.OnDuty(id))
            .Concat(people.Known(section, "people").Select(id => new Target.Someone(id)))
            .Concat(Agencies(section, what).Select(id => new Target.All(id)));
        return [.. targets.Distinct()];
    }

    private List<string> Agencies(Section section, string what)
    {
        var known = agencies.Known(section, "agencies");
        foreach (var empty in section.Texts("agencies").Where(a => known.Contains(a.Text) && people.Values.All(p => p.Agency != a.Text)))
        {
            problems.Add(empty.Origin, $"agencies: {empty.Text} has no people, so nobody would be told", $"Give people agency: {empty.Text}, or take it out of the {what}");
        }

        return known;
    }
}
