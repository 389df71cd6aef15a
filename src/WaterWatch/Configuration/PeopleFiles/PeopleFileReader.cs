using WaterWatch.Configuration.Yaml;
using WaterWatch.OnCall;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>Reads <c>people.yaml</c>: who is told of what, in which order, by which ways.</summary>
/// <param name="directory">The configuration folder, to which secrets' files are relative.</param>
internal sealed class PeopleFileReader(string directory, RiverBook rivers, Problems problems)
{
    public static SectionKeys FileKeys { get; } = new(
        "people.yaml", "agencies", "webhooks", "people", "rotas", "policies", "routes", "silences", "maintenance_windows", "operation_reports", "exercises");

    public PeopleInForce Read(ConfigNode node)
    {
        if (Section.Open(node, FileKeys, problems) is not { } file)
            return PeopleInForce.Nobody;

        var persons = new PersonReader(directory, problems);
        persons.Read(file);
        var rotas = new RotaReader(persons.People, problems).Read(file);
        var targets = new TargetReader(persons.Agencies, persons.People, rotas, problems);
        var policies = new PolicyReader(targets, rotas, problems).Read(file);
        var routes = new RouteReader(new MatcherReader(rivers, problems), policies, problems);
        var led = routes.Routes(file);
        var muted = routes.Mutings(file);
        var reports = new OperationReportReader(rivers, persons.People, rotas, targets, problems).Read(file);

        // With a mistake it is not used, and an id may stand there twice.
        if (problems.Any)
            return PeopleInForce.Nobody;

        var plan = new OnCallPlan(persons.Agencies.Values, persons.People.Values, rotas.Values, policies.Values)
        {
            Routes = led,
            Mutings = muted,
            Reports = reports,
            Exercises = persons.Exercises,
        };
        new PeopleRemarks(plan, rivers, problems).Make(file, rotas, policies);
        return new PeopleInForce(plan, [.. persons.Webhooks.Values]);
    }
}
